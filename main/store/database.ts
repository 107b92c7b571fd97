import Sqlite from 'better-sqlite3';
import { ContractError } from '../../contract/errors.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { migrations, type Migration } from './migrations/list.ts';
import { alone, type Turns } from './turns.ts';

declare const canWrite: unique symbol;

type Value = string | number | Uint8Array | null;

/** Reads only: a function that takes a Reader cannot write. Statements are prepared once. */
export interface Reader {
  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly Value[]): Row[];
}

/** What a thread needs to open the database that others have open too. */
export interface DatabasePlace {
  readonly file: string;
  readonly turns: SharedArrayBuffer;
}

const usualCacheKib = 65_536;

/** A Reader inside a transaction of the store. */
export interface Writer extends Reader {
  readonly [canWrite]: true;
  run(sql: string, ...values: readonly Value[]): { readonly changes: number; readonly lastId: number };
  /** At the end of the transaction, in the order of asking. For full-text indexes: FTS5 writes out all it holds whenever another statement opens a savepoint. */
  runLast(sql: string, ...values: readonly Value[]): void;
}

export interface Store extends Disposable {
  readonly reader: Reader;
  /** One transaction: everything in `work` or nothing. */
  write<Result>(work: (writer: Writer) => Result): Result;
  /** The same, and on the disk when it returns: also a power cut does not undo it. */
  writeDurably<Result>(work: (writer: Writer) => Result): Result;
}

/**
 * Opens or creates the database and brings it to the newest form. Throws ContractError `core-not-started` with `database-too-new` (never touched then: it
 * holds work a newer version wrote) or `database-damaged`. `takeTurn` where another thread writes too.
 */
export function openStore(
  file: string,
  steps: readonly Migration[] = migrations,
  { takeTurn = alone, cacheKib = usualCacheKib }: { takeTurn?: Turns['hurry']; cacheKib?: number } = {},
): Store {
  const sqlite = openFile(file);
  try {
    // Before anything is set: a file of a newer version is not touched.
    refuseNewer(sqlite, steps);
    configure(sqlite, cacheKib);
    migrate(sqlite, steps);
  } catch (error) {
    sqlite.close();
    throw error instanceof ContractError ? error : damaged(error);
  }
  const statements = new Map<string, Sqlite.Statement<Value[]>>();
  const prepared = (sql: string): Sqlite.Statement<Value[]> => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = sqlite.prepare<Value[]>(sql);
    statements.set(sql, statement);
    return statement;
  };
  const reader: Reader = {
    get: <Row>(sql: string, ...values: readonly Value[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: readonly Value[]) => prepared(sql).all(...values) as Row[],
  };
  const last: { readonly sql: string; readonly values: readonly Value[] }[] = [];
  const writer = {
    ...reader,
    runLast(sql: string, ...values: readonly Value[]) {
      last.push({ sql, values });
    },
    run(sql: string, ...values: readonly Value[]) {
      const { changes, lastInsertRowid } = prepared(sql).run(...values);
      return { changes, lastId: Number(lastInsertRowid) };
    },
  } as unknown as Writer;
  const inTransaction = sqlite.transaction((work: (writer: Writer) => unknown) => {
    // Of one that was undone.
    last.length = 0;
    const result = work(writer);
    for (const { sql, values } of last.splice(0)) prepared(sql).run(...values);
    return result;
  });
  return {
    reader,
    write: <Result>(work: (writer: Writer) => Result) => takeTurn(() => inTransaction.immediate(work) as Result),
    writeDurably<Result>(work: (writer: Writer) => Result) {
      sqlite.pragma('synchronous = FULL');
      try {
        return takeTurn(() => inTransaction.immediate(work) as Result);
      } finally {
        sqlite.pragma('synchronous = NORMAL');
      }
    },
    [Symbol.dispose]() {
      sqlite.close();
    },
  };
}

function openFile(file: string): Sqlite.Database {
  try {
    return new Sqlite(file);
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(error: unknown): ContractError {
  const technical = error instanceof Error ? error.message.slice(0, 200) : String(error);
  return new ContractError('core-not-started', { failure: { reason: 'database-damaged', technical } });
}

function configure(sqlite: Sqlite.Database, cacheKib: number): void {
  // Of a new file; half as many writes as with SQLite's own 4 KiB.
  sqlite.pragma('page_size = 8192');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
  // What a customer had erased must not stay readable in the file.
  sqlite.pragma('secure_delete = ON');
  sqlite.pragma(`cache_size = -${cacheKib}`);
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma('wal_autocheckpoint = 8192');
  sqlite.pragma('busy_timeout = 5000');
}
