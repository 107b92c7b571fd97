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
export interface WorkerAnswer {
  readonly id: number;
  readonly result: Result;
}

/** Parses mails in a thread of its own. Of a mail that takes too long, too much memory or breaks the parser only the head is answered; null: not even that. */
export interface MailParser extends AsyncDisposable {
  parse(raws: readonly Uint8Array[]): Promise<readonly (ParsedMail | null)[]>;
  /** HTML without anything that acts, fetches or covers; '' for what cannot be cleaned in time. */
  clean(html: string): Promise<string>;
}

/** An 80 MB mail blocks the thread for half a second; what needs longer is made to need it. */
const limitMs = 2_000;
const heapMb = 200;
/** A busy machine takes its time to start a thread: no mail is to blame for that. */
const startLimitMs = 30_000;

interface Job extends WorkerRequest {
  readonly resolve: (result: Result | null) => void;
}

export function createMailParser({ clock, logger }: { clock: Clock; logger: Logger }): MailParser {
  let worker: Worker | null = null;
  let running: Job | null = null;
  let isReady = false;
  let limit: Disposable | null = null;
  let lastId = 0;
  const waiting: Job[] = [];

  function open(): Worker {
    const opened = new Worker(workerFile('mail-worker', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: heapMb }, stdout: false });
    isReady = false;
    opened.on('message', (message: WorkerAnswer | 'ready') => {
      if (worker !== opened) return;
      if (message !== 'ready') return void (message.id === running?.id && done(message.result));
      isReady = true;
      if (running) watch(running.work);
    });
    const fail = (error?: unknown): void => {
      if (worker !== opened) return;
      worker = null;
      isReady = false;
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
    watch(job.work);
    worker.postMessage({ id: job.id, work: job.work } satisfies WorkerRequest);
  }

  function watch(work: Work): void {
    limit?.[Symbol.dispose]();
    const workMs = limitMs * (work.kind === 'parse' ? Math.max(1, Math.min(work.raws.length, 5)) : 1);
    limit = clock.after(isReady ? workMs : startLimitMs, () => {
      const late = worker;
      worker = null;
      isReady = false;
      void late?.terminate();
      logger.warn('mail-worker-too-long', { work: work.kind });
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

  async function parse(raws: readonly Uint8Array[]): Promise<readonly (ParsedMail | null)[] | null> {
    const result = await ask({ kind: 'parse', raws });
    return result?.kind === 'parse' ? result.mails : null;
  }

  return {
    async parse(raws) {
      if (raws.length === 0) return [];
      const together = await parse(raws);
      if (together) return together;
      // One of them is the culprit: the others must not suffer for it.
      const apart: (ParsedMail | null)[] = [];
      for (const raw of raws)
        apart.push((raws.length === 1 ? null : (await parse([raw]))?.[0]) ?? salvageMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)));
      return apart;
    },
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
