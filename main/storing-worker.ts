import { parentPort, workerData } from 'node:worker_threads';
import { createSystemClock } from './lib/system-clock.ts';
import { openStore, type DatabasePlace } from './store/database.ts';
import type { EntryChange } from './store/entry-rows.ts';
import { readThreadSecret } from './store/kept-rows.ts';
import { settleMarks } from './store/mark-rows.ts';
import { createTurns } from './store/turns.ts';
import type { Line } from './sync/reading-messages.ts';
import type { FromStoring, StoringWork, ToStoring } from './sync/storing-thread.ts';
import { createIngest } from './timeline/ingest.ts';

/** What is written once and not read again needs no large cache: filling one takes longer than what it saves (a sixth, measured). */
const cacheKib = 8_192;

/** The thread that writes what was read, with a database connection of its own. A killed thread leaves a transaction that never was. */
function write(port: NonNullable<typeof parentPort>, { file, turns }: DatabasePlace): void {
  const line: Line<FromStoring, ToStoring> = port;
  const store = openStore(file, undefined, { takeTurn: createTurns(turns).yielding, cacheKib });
  let country = '';
  const ingest = createIngest({ store, clock: createSystemClock(), country: () => country, threadSecret: readThreadSecret(store) });

  /** Runs of which something was not stored; what was under way then is here already. */
  const broken = new Set<number>();

  function run(work: StoringWork): readonly EntryChange[] {
    if (work.type === 'apply') {
      if (broken.has(work.run)) throw new Error('what came before it was not stored');
      country = work.country;
      return ingest.apply(work.accountId, work.batch);
    }
    store.write((writer) => settleMarks(writer, work.marks));
    return [];
  }

  line.on('message', (message) => {
    if (message.type === 'leave') {
      store[Symbol.dispose]();
      port.close();
      return;
    }
    const { id, work } = message;
    try {
      line.postMessage({ id, changes: run(work), defect: null });
    } catch (error) {
      if (work.type === 'apply') broken.add(work.run);
      line.postMessage({ id, changes: [], defect: error instanceof Error ? `${error.stack}` : String(error) });
    }
  });
}

if (parentPort) write(parentPort, workerData as DatabasePlace);
