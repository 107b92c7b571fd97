import { parentPort, workerData } from 'node:worker_threads';
import { createConnectors, readConnectorError } from './connectors/registry.ts';
import { createSystemClock } from './lib/system-clock.ts';
import type { Logger } from './ports.ts';
import { createPracticePost } from './practice/practice-post.ts';
import { openStore } from './store/database.ts';
import { readThreadSecret } from './store/kept-rows.ts';
import { listPendingMarks, settleMarks } from './store/mark-rows.ts';
import { readSyncState } from './store/sync-rows.ts';
import { createTurns } from './store/turns.ts';
import { createReadingHost } from './sync/reading-host.ts';
import type { FromReader, Line, ToReader } from './sync/reading-messages.ts';
import { createIngest } from './timeline/ingest.ts';

/** What the thread is started with. Passwords are asked for, one by one. */
export interface ReadingWorkerStart {
  readonly file: string;
  readonly turns: SharedArrayBuffer;
}

const marksAtOnce = 500;

/** The thread that reads accounts: connectors and ingest, with a database connection of its own. A killed thread leaves a transaction that never was. */
function read(port: NonNullable<typeof parentPort>, { file, turns }: ReadingWorkerStart): void {
  const line: Line<FromReader, ToReader> = port;
  const clock = createSystemClock();
  const logger = createLogger(line);
  const store = openStore(file, undefined, createTurns(turns).yielding);
  // Nobody writes to practice from here, so nobody answers either.
  const practice = createPracticePost({ store, clock, random: Math.random, language: () => 'en' });
  const connectors = createConnectors({ clock, logger, practiceMailbox: practice.open });
  let country = '';
  const ingest = createIngest({ store, clock, country: () => country, threadSecret: readThreadSecret(store) });
  createReadingHost({
    line,
    open: connectors.open,
    readFailure: readConnectorError,
    cursorOf: (accountId) => readSyncState(store.reader, accountId).cursor,
    apply(accountId, batch, countryNow) {
      country = countryNow;
      return ingest.apply(accountId, batch);
    },
    marks: {
      list: (accountId) => listPendingMarks(store.reader, accountId, marksAtOnce),
      settle: (marks) => store.write((writer) => settleMarks(writer, marks)),
    },
    async onLeft() {
      await connectors[Symbol.asyncDispose]();
      store[Symbol.dispose]();
      port.close();
    },
  });
}

function createLogger(line: Line<FromReader, ToReader>): Logger {
  const tell = (level: 'info' | 'warn' | 'error', event: string, text: string, details: Readonly<Record<string, unknown>> = {}): void =>
    line.postMessage({ type: 'log', level, event, text, details });
  return {
    info: (event, details) => tell('info', event, '', details),
    warn: (event, details) => tell('warn', event, '', details),
    error: (event, error, details) => tell('error', event, error instanceof Error ? `${error.stack}` : String(error), details),
  };
}

if (parentPort) read(parentPort, workerData as ReadingWorkerStart);
