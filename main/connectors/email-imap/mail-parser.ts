import { Worker } from 'node:worker_threads';
import { workerFile } from '../../lib/worker-file.ts';
import type { Clock, Logger } from '../../ports.ts';
import type { ParsedMail } from './parsed-mail.ts';
import { salvageMail } from './salvage-mail.ts';

type Work = { readonly kind: 'parse'; readonly raws: readonly Uint8Array[] } | { readonly kind: 'clean'; readonly html: string };
type Result = { readonly kind: 'parse'; readonly mails: readonly (ParsedMail | null)[] } | { readonly kind: 'clean'; readonly html: string };

export interface WorkerRequest {
  readonly id: number;
  readonly work: Work;
}
/** Said once, when it is loaded. */
export interface WorkerReady {
  readonly isReady: true;
}

export interface WorkerAnswer {
  readonly id: number;
  readonly result: Result;
}

/** Parses mails in a thread of its own. A mail that takes too long, too much memory or breaks the parser is answered with null. */
export interface MailParser extends AsyncDisposable {
  parse(raws: readonly Uint8Array[]): Promise<readonly (ParsedMail | null)[]>;
  /** HTML without anything that acts, fetches or covers; '' for what cannot be cleaned in time. */
  clean(html: string): Promise<string>;
}

/** An 80 MB mail blocks the thread for half a second; what needs longer is made to need it. */
const limitMs = 2_000;
const loadLimitMs = 20_000;
const heapMb = 200;

const limitOf = (job: Job): number => limitMs * (job.work.kind === 'parse' ? Math.max(1, Math.min(job.work.raws.length, 5)) : 1);

interface Job extends WorkerRequest {
  readonly resolve: (result: Result | null) => void;
}

export function createMailParser({ clock, logger }: { clock: Clock; logger: Logger }): MailParser {
  let worker: Worker | null = null;
  let running: Job | null = null;
  let limit: Disposable | null = null;
  let lastId = 0;
  /** Whether the worker that is there has begun to answer. */
  let isLoaded = (): boolean => false;
  const waiting: Job[] = [];

  function open(): Worker {
    const opened = new Worker(workerFile('mail-worker', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: heapMb }, stdout: false });
    let isReady = false;
    opened.on('message', (message: WorkerAnswer | WorkerReady) => {
      if (worker !== opened) return;
      if ('id' in message) return message.id === running?.id && done(message.result);
      isReady = true;
      if (running) arm(limitOf(running));
    });
    isLoaded = () => isReady;
    const fail = (error?: unknown): void => {
      if (worker !== opened) return;
      worker = null;
      logger.warn('mail-worker-ended', { error: String(error) });
      done(null);
    };
    opened.on('error', fail);
    opened.on('exit', fail);
    opened.unref();
    return opened;
  }

  function done(result: Result | null): void {
    limit?.[Symbol.dispose]();
    const job = running;
    running = null;
    job?.resolve(result);
    next();
  }

  function next(): void {
    if (running) return;
    const job = waiting.shift();
    if (!job) return;
    running = job;
    worker ??= open();
    // Loading it takes its time on a busy machine, and is no mail's fault.
    arm(isLoaded() ? limitOf(job) : loadLimitMs);
    worker.postMessage({ id: job.id, work: job.work } satisfies WorkerRequest);
  }

  function arm(ms: number): void {
    limit?.[Symbol.dispose]();
    limit = clock.after(ms, () => {
      const late = worker;
      worker = null;
      void late?.terminate();
      logger.warn('mail-worker-too-long', { work: running?.work.kind });
      done(null);
    });
  }

  function ask(work: Work): Promise<Result | null> {
    return new Promise((resolve) => {
      lastId += 1;
      waiting.push({ id: lastId, work, resolve });
      next();
    });
  }

  async function askFor(raws: readonly Uint8Array[]): Promise<readonly (ParsedMail | null)[] | null> {
    const result = await ask({ kind: 'parse', raws });
    return result?.kind === 'parse' ? result.mails : null;
  }

  async function parse(raws: readonly Uint8Array[]): Promise<readonly (ParsedMail | null)[]> {
    if (raws.length === 0) return [];
    const together = await askFor(raws);
    if (together) return together;
    // One of them is the culprit: the others must not suffer for it.
    const apart: (ParsedMail | null)[] = [];
    for (const raw of raws) {
      const alone = raws.length === 1 ? null : await askFor([raw]);
      apart.push(alone?.[0] ?? salvageMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)));
    }
    return apart;
  }

  return {
    parse,
    async clean(html) {
      const result = await ask({ kind: 'clean', html });
      return result?.kind === 'clean' ? result.html : '';
    },
    async [Symbol.asyncDispose]() {
      for (const { resolve } of waiting.splice(0)) resolve(null);
      const last = worker;
      worker = null;
      await last?.terminate();
      done(null);
    },
  };
}
