import { parentPort } from 'node:worker_threads';
import { cleanHtml } from './clean-html.ts';
import type { WorkerAnswer, WorkerReady, WorkerRequest } from './mail-parser.ts';
import { parseMail } from './parse-mail.ts';
import type { ParsedMail } from './parsed-mail.ts';
import { readPlainMail } from './plain-mail.ts';
import { salvageMail } from './salvage-mail.ts';

/** The thread that reads what strangers wrote: one thing after the other, as it is asked for. */
parentPort?.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});
parentPort?.postMessage({ isReady: true } satisfies WorkerReady);

async function answer({ id, work }: WorkerRequest): Promise<WorkerAnswer> {
  if (work.kind === 'clean') return { id, result: { kind: 'clean', html: cleanHtml(work.html) } };
  const mails: (ParsedMail | null)[] = [];
  for (const raw of work.raws) {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    try {
      mails.push(readPlainMail(bytes)?.mail ?? (await parseMail(bytes)));
    } catch {
      mails.push(salvageMail(bytes));
    }
  }
  return { id, result: { kind: 'parse', mails } };
}
