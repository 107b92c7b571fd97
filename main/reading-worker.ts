import { parentPort, Worker, workerData } from 'node:worker_threads';
import { createConnectors, readConnectorError } from './connectors/registry.ts';
import { createSystemClock } from './lib/system-clock.ts';
import { workerFile } from './lib/worker-file.ts';
import type { Logger } from './ports.ts';
import { createPracticePost } from './practice/practice-post.ts';
import { openStore, type DatabasePlace } from './store/database.ts';
import { listPendingMarks } from './store/mark-rows.ts';
import { readSyncState } from './store/sync-rows.ts';
import { createTurns } from './store/turns.ts';
import { createReadingHost } from './sync/reading-host.ts';
import type { FromReader, Line, ToReader } from './sync/reading-messages.ts';
import { createStoringThread } from './sync/storing-thread.ts';

const marksAtOnce = 500;

/** The thread that reads accounts. What it is started with holds no password: they are asked for, one by one. */
function read(port: NonNullable<typeof parentPort>, { file, turns }: DatabasePlace): void {
  const line: Line<FromReader, ToReader> = port;
  const clock = createSystemClock();
  const logger = createLogger(line);
  const store = openStore(file, undefined, { takeTurn: createTurns(turns).yielding });
  // Nobody writes to practice from here, so nobody answers either.
  const practice = createPracticePost({ store, clock, random: Math.random, language: () => 'en' });
  const connectors = createConnectors({ clock, logger, practiceMailbox: practice.open });
  const storing = createStoringThread(
    () => new Worker(workerFile('storing-worker', import.meta.url), { workerData, resourceLimits: { maxYoungGenerationSizeMb: 32 } }),
  );
  createReadingHost({
    line,
    open: connectors.open,
    readFailure: readConnectorError,
    cursorOf: (accountId) => readSyncState(store.reader, accountId).cursor,
    apply: (batch, of) => storing.store({ type: 'apply', batch, ...of }),
    marks: {
      list: (accountId) => listPendingMarks(store.reader, accountId, marksAtOnce),
      settle: async (marks) => void (await storing.store({ type: 'settle-marks', marks })),
    },
    async onLeft() {
      await connectors[Symbol.asyncDispose]();
      await storing[Symbol.asyncDispose]();
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

if (parentPort) read(parentPort, workerData as DatabasePlace);
