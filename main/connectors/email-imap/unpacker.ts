import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../lib/worker-file.ts';
import type { Clock } from '../../ports.ts';
import { ConnectorError } from '../connector.ts';

export interface TnefRequest {
  readonly path: string;
  /** Which of its files is wanted; null: none. */
  readonly file: number | null;
}

export interface TnefAnswer {
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly sizeBytes: number }[];
  readonly bytes: Uint8Array | null;
}

const limitMs = 5_000;
const mostBytes = 60_000_000;

/** Opens what Outlook packed (winmail.dat). What takes too long, too much memory or cannot be read is refused. */
export function createUnpacker({ clock }: { clock: Clock }) {
  async function open(request: TnefRequest): Promise<TnefAnswer> {
    if ((await stat(request.path)).size > mostBytes) throw new ConnectorError({ reason: 'media-too-large' });
    const worker = new Worker(workerFile('tnef-worker', import.meta.url), {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: 128 },
      stderr: true,
    });
    const answer = Promise.withResolvers<TnefAnswer>();
    const refuse = (): void => answer.reject(new ConnectorError({ reason: 'media-unreadable' }));
    worker.on('message', answer.resolve).on('error', refuse).on('exit', refuse);
    const limit = clock.after(limitMs, refuse);
    try {
      return await answer.promise;
    } finally {
      limit[Symbol.dispose]();
      await worker.terminate();
    }
  }

  return {
    list: (path: string): Promise<TnefAnswer> => open({ path, file: null }),
    async extract(path: string, file: number) {
      const { files, bytes } = await open({ path, file });
      const found = files[file];
      if (!found || !bytes) throw new ConnectorError({ reason: 'media-gone' });
      return { ...found, bytes };
    },
  };
}
