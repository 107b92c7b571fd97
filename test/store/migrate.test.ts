import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { ContractError } from '../../contract/errors.ts';
import { openStore } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations/list.ts';
import { createTestFolder } from '../fakes/test-core.ts';

function failureOf(open: () => Disposable): ContractError {
  try {
    open()[Symbol.dispose]();
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error('it opened');
}

const versionOf = (file: string, steps = migrations): number => {
  using store = openStore(file, steps);
  return store.reader.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? -1;
};

it('numbers migrations in tens, upwards', () => {
  const versions = migrations.map(({ version }) => version);
  expect(versions.every((version) => version % 10 === 0)).toBe(true);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
});

it('brings an older database forward and keeps what it holds', () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'old.db');
  const first = { version: 10, sql: 'CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT) STRICT' };
  {
    using store = openStore(file, [first]);
    store.write((writer) => writer.run('INSERT INTO things (name) VALUES (?)', 'kept'));
  }
  const second = { version: 20, sql: "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7; UPDATE things SET name = name || '!'" };
  using store = openStore(file, [first, second]);
  expect(store.reader.all('SELECT name, size FROM things')).toEqual([{ name: 'kept!', size: 7 }]);
  expect(store.reader.get('PRAGMA user_version')).toEqual({ user_version: 20 });
});

it('leaves a database as it was where a step fails half-way', () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'half.db');
  const first = { version: 10, sql: 'CREATE TABLE things (id INTEGER PRIMARY KEY) STRICT' };
  expect(versionOf(file, [first])).toBe(10);
  const broken = { version: 20, sql: 'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1)' };
  expect(failureOf(() => openStore(file, [first, broken])).code).toBe('core-not-started');
  using store = openStore(file, [first]);
  expect(store.reader.get("SELECT 1 FROM sqlite_schema WHERE name = 'more'")).toBeUndefined();
});

it('refuses a database of a newer version and does not touch a byte of it', () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'future.db');
  const newest = migrations.at(-1)!.version;
  // Not in WAL mode as ours are: setting anything before looking would rewrite its header.
  const tomorrow = new Sqlite(file);
  tomorrow.exec(`CREATE TABLE unsent (id INTEGER PRIMARY KEY) STRICT; PRAGMA user_version = ${newest + 10}`);
  tomorrow.close();
  const before = readFileSync(file);
  const error = failureOf(() => openStore(file));
  expect(error.code).toBe('core-not-started');
  expect(error.failure).toEqual({ reason: 'database-too-new', technical: `${newest + 10} > ${newest}` });
  expect(readFileSync(file).equals(before)).toBe(true);
});

it.each([
  ['no database at all', Buffer.from('these are not the rows you are looking for '.repeat(400))],
  ['a database cut short', null],
])('refuses %s as damaged and keeps the file', (_name, content) => {
  using folder = createTestFolder();
  const file = join(folder.path, 'damaged.db');
  if (content) writeFileSync(file, content);
  else {
    expect(versionOf(file)).toBeGreaterThan(0);
    const whole = readFileSync(file);
    // The header promises pages that are garbage from the second on.
    writeFileSync(file, Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0x5a)]));
  }
  const before = readFileSync(file);
  const open = (): Disposable => {
    const store = openStore(file, [...migrations, { version: 990, sql: 'ALTER TABLE contacts ADD COLUMN x INTEGER; UPDATE contacts SET x = 1' }]);
    return store;
  };
  const error = failureOf(open);
  expect(error.code).toBe('core-not-started');
  expect(error.failure?.reason).toBe('database-damaged');
  expect(readFileSync(file).subarray(0, 4096).equals(before.subarray(0, 4096))).toBe(true);
});

it('gives every account of an older database a name of its own for this device', () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'accounts.db');
  {
    using store = openStore(file, migrations.slice(0, 1));
    const columns = 'kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default';
    store.write((writer) =>
      writer.run(`INSERT INTO accounts (${columns}) VALUES ('sip', '', 'a@b', '', '[]', 'auto', 1, 1), ('sip', '', 'c@b', '', '[]', 'auto', 1, 0)`),
    );
  }
  using store = openStore(file);
  const ids = store.reader.all<{ instance_id: string }>('SELECT instance_id FROM accounts').map(({ instance_id: id }) => id);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(ids).size).toBe(2);
});

it('knows of every entry of an older database what it is, and which are unread', () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'threadline.db');
  {
    using old = openStore(
      file,
      migrations.filter(({ version }) => version < 90),
    );
    old.write((writer) => {
      writer.run("INSERT INTO contacts (id, name, is_provisional, created_at) VALUES (1, 'Maren', 0, 1)");
      writer.run("INSERT INTO conversations (id, contact_id, channel, started_at) VALUES (1, 1, 'email', 1)");
      writer.run('INSERT INTO interactions (id, conversation_id, started_at) VALUES (1, 1, 1)');
      for (const [id, kind] of [
        [1, 'call'],
        [2, 'note'],
        [3, 'message'],
        [4, 'message'],
      ] as const)
        writer.run('INSERT INTO entries (id, contact_id, conversation_id, interaction_id, kind, at) VALUES (?, 1, 1, 1, ?, 1)', id, kind);
      writer.run(
        "INSERT INTO messages (id, channel, direction, text, is_unread) VALUES (3, 'sms', 'in', 'Hello', 0), (4, 'email', 'in', 'Hello', 1)",
      );
    });
  }
  using store = openStore(file);
  expect(store.reader.all('SELECT id, form FROM entries ORDER BY id')).toEqual([
    { id: 1, form: 'call' },
    { id: 2, form: 'note' },
    { id: 3, form: 'sms' },
    { id: 4, form: 'email' },
  ]);
  expect(store.reader.all('SELECT contact_id, entry_id FROM unread_entries')).toEqual([{ contact_id: 1, entry_id: 4 }]);
});

it('gives the conversations of an older database their state, their newest message and their words', () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'mails.db');
  const now = Date.now();
  {
    using store = openStore(file, migrations.slice(0, 3));
    store.write((writer) => {
      writer.run(
        "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', '', '', '', '', '', 1, 0)",
      );
      writer.run("INSERT INTO contacts (id, name, is_provisional, created_at) VALUES (1, 'Maren', 0, 0)");
      const channels = ['email', 'email', 'email', 'email', 'voice'];
      for (const [index, channel] of channels.entries()) {
        writer.run(
          'INSERT INTO conversations (id, contact_id, channel, started_at, account_id, subject) VALUES (?, 1, ?, 0, 1, ?)',
          index + 1,
          channel,
          channel === 'voice' ? null : `Straße ${index + 1}`,
        );
        writer.run('INSERT INTO interactions (id, conversation_id, started_at) VALUES (?, ?, 0)', index + 1, index + 1);
      }
      const message = (id: number, conversation: number, { direction = 'in', mark = null as string | null, isUnread = 0, at = now }): void => {
        writer.run(
          "INSERT INTO entries (id, contact_id, conversation_id, interaction_id, kind, at) VALUES (?, 1, ?, ?, 'message', ?)",
          id,
          conversation,
          conversation,
          at,
        );
        writer.run(
          "INSERT INTO messages (id, channel, direction, subject, text, account_id, mark, is_unread) VALUES (?, 'email', ?, '', ?, 1, ?, ?)",
          id,
          direction,
          `Line one\r\nand two of ${id}`,
          mark,
          isUnread,
        );
      };
      message(10, 1, { isUnread: 1 });
      message(11, 1, { isUnread: 1 });
      message(20, 2, {});
      message(30, 3, { isUnread: 1 });
      message(31, 3, { direction: 'out', at: now - 86_400_000 });
      message(40, 4, { isUnread: 1, mark: 'automatic' });
    });
  }
  using store = openStore(file);
  expect(store.reader.all('SELECT id, state, reason, last_id, last_direction, unread, since_at FROM conversations ORDER BY id')).toEqual([
    { id: 1, state: 'open', reason: 'message', last_id: 11, last_direction: 'in', unread: 2, since_at: now },
    { id: 2, state: 'done', reason: null, last_id: 20, last_direction: 'in', unread: 0, since_at: null },
    { id: 3, state: 'waiting', reason: null, last_id: 31, last_direction: 'out', unread: 1, since_at: now - 86_400_000 },
    { id: 4, state: 'done', reason: null, last_id: 40, last_direction: 'in', unread: 1, since_at: null },
    { id: 5, state: 'done', reason: null, last_id: null, last_direction: null, unread: 0, since_at: null },
  ]);
  expect(store.reader.get('SELECT preview FROM conversations WHERE id = 1')).toEqual({ preview: 'Line one  and two of 11' });
  expect(store.reader.all('SELECT rowid FROM conversation_subjects WHERE conversation_subjects MATCH ?', '"strass"*')).toHaveLength(4);
});
