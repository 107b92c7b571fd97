import { Worker } from 'node:worker_threads';
import { workerFile } from '../../lib/worker-file.ts';
import type { Clock, Logger } from '../../ports.ts';
import type { ParsedMail } from './parsed-mail.ts';

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

/** Parses mails in a thread of its own. A mail that takes too long, too much memory or breaks the parser is answered with null. */
export interface MailParser extends AsyncDisposable {
  parse(raws: readonly Uint8Array[]): Promise<readonly (ParsedMail | null)[]>;
  /** HTML without anything that acts, fetches or covers; '' for what cannot be cleaned in time. */
  clean(html: string): Promise<string>;
}

/** An 80 MB mail blocks the thread for half a second; what needs longer is made to need it. */
const limitMs = 2_000;
const heapMb = 200;

interface Job extends WorkerRequest {
  readonly resolve: (result: Result | null) => void;
}

export function createMailParser({ clock, logger }: { clock: Clock; logger: Logger }): MailParser {
  let worker: Worker | null = null;
  let running: Job | null = null;
  let limit: Disposable | null = null;
  let lastId = 0;
  const waiting: Job[] = [];

  function open(): Worker {
    const opened = new Worker(workerFile('mail-worker', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: heapMb }, stdout: false });
    opened.on('message', ({ id, result }: WorkerAnswer) => id === running?.id && done(result));
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
    limit = clock.after(limitMs * (job.work.kind === 'parse' ? Math.max(1, Math.min(job.work.raws.length, 5)) : 1), () => {
      const late = worker;
      worker = null;
      void late?.terminate();
      logger.warn('mail-worker-too-long', { work: job.work.kind });
      done(null);
    });
    worker.postMessage({ id: job.id, work: job.work } satisfies WorkerRequest);
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
      if (raws.length === 1) return [null];
      // One of them is the culprit: the others must not suffer for it.
      const apart: (ParsedMail | null)[] = [];
      for (const raw of raws) apart.push((await parse([raw]))?.[0] ?? null);
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
