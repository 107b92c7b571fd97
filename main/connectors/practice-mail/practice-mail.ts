import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { sizeInMail } from '../../../contract/model/draft.ts';
import type { InboundEvent, OutboxItem, SendResult } from '../../channel.ts';
import { ConnectorError, type Batch, type Connector, type FetchedMedia } from '../connector.ts';
import { sourceOf } from './mail-source.ts';
import type { KeptMail, PracticeMailbox } from './practice-mailbox.ts';

const cursorSchema = z.object({
  /** Everything that happened up to here was brought. */
  change: z.int().nonnegative(),
  /** What came before this was not; null: everything was. */
  before: z.int().nullable(),
});
export type PracticeCursor = z.infer<typeof cursorSchema>;

const perBatch = 20;
const firstMost = 50;
/** What many servers take. */
const largestBytes = 10_000_000;
const notNow: SendResult = { outcome: 'later', failure: { reason: 'provider-error' }, afterMs: null, scope: 'item' };

/** The sample mailbox of the practice workspace. Everything happens inside of the program: there is no network, and so nothing that could break off. */
export function createPracticeMail(mailbox: PracticeMailbox): Connector<PracticeCursor> {
  const end = new AbortController();

  function batchOf(events: readonly InboundEvent[], cursor: PracticeCursor): Batch<PracticeCursor> {
    const total = mailbox.countBefore(Number.MAX_SAFE_INTEGER);
    const left = cursor.before === null ? 0 : mailbox.countBefore(cursor.before);
    return { events, cursor, isRoundDone: false, progress: left === 0 ? null : { done: total - left, total } };
  }

  /** The newest first. */
  async function* older(from: PracticeCursor, most: number, signal: AbortSignal): AsyncGenerator<Batch<PracticeCursor>> {
    let { before } = from;
    for (let left = most; left > 0 && before !== null && !signal.aborted; left -= perBatch) {
      const found = mailbox.before(before, Math.min(perBatch, left));
      before = found.at(-1)?.arrival ?? null;
      if (found.length > 0) yield batchOf(found.map(arrivalOf), { ...from, before });
    }
  }

  async function* newer(known: PracticeCursor, most: number, signal: AbortSignal): AsyncGenerator<Batch<PracticeCursor>> {
    const upTo = mailbox.look();
    let { change } = known;
    for (let left = most; left > 0 && change < upTo && !signal.aborted; left -= perBatch) {
      const found = mailbox.since(change, Math.min(perBatch, left));
      change = found.at(-1)?.change ?? upTo;
      // Also what was marked since: brought again it is the same message, read or unread.
      yield batchOf(found.map(arrivalOf), { ...known, change });
    }
    const last = batchOf([], { ...known, change });
    if (!signal.aborted) yield { ...last, isRoundDone: last.progress === null && change >= upTo };
  }

  async function* first(most: number, signal: AbortSignal): AsyncGenerator<Batch<PracticeCursor>> {
    let cursor: PracticeCursor = { change: mailbox.look(), before: Number.MAX_SAFE_INTEGER };
    for await (const batch of older(cursor, most, signal)) {
      cursor = batch.cursor;
      yield batch;
    }
    const last = batchOf([], cursor);
    if (!signal.aborted) yield { ...last, isRoundDone: last.progress === null };
  }

  return {
    kind: 'practice-mail',
    test: () => Promise.resolve(),
    testSending: () => Promise.resolve(),
    sizeLimit: () => Promise.resolve(largestBytes),
    pull(kept, { messages }, signal) {
      const known = cursorSchema.nullable().catch(null).parse(kept);
      return known ? newer(known, messages, signal) : first(Math.min(firstMost, messages), signal);
    },
    backfill: (cursor, { messages }, signal) => older(cursor, messages, signal),
    async wake(hint, signal) {
      const over = AbortSignal.any([signal, end.signal]);
      if (over.aborted) return;
      const watching = mailbox.watch(hint);
      // What came between the last look and this one.
      hint();
      await new Promise((done) => over.addEventListener('abort', done, { once: true }));
      watching[Symbol.dispose]();
    },
    send: (item, signal, onHandOver) => send(mailbox, item, { signal, onHandOver }),
    settle: ({ clientKey }) =>
      Promise.resolve(
        mailbox.hasSent(clientKey) ? { outcome: 'accepted', failure: null } : { outcome: 'unknown', failure: { reason: 'delivery-unknown' } },
      ),
    fetchMedia: (place, part) => fetchMedia(mailbox, Number(place), part),
    mark(marks) {
      for (const { place, mark, isSet } of marks) if (mark === 'seen') mailbox.mark(Number(place), !isSet);
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(end.abort()),
  };
}

function arrivalOf({ id, message, isUnread }: KeptMail): InboundEvent {
  return { type: 'message', place: String(id), message: { ...message, isUnread } };
}

async function send(
  mailbox: PracticeMailbox,
  item: OutboxItem,
  { signal, onHandOver }: { signal: AbortSignal; onHandOver: () => void },
): Promise<SendResult> {
  let isTaken = false;
  try {
    if (signal.aborted) return notNow;
    const sizeBytes = item.text.length + (item.html?.length ?? 0) + item.attachments.reduce((sum, file) => sum + sizeInMail(file.sizeBytes), 0);
    if (sizeBytes > largestBytes)
      return { outcome: 'refused', failure: { reason: 'message-too-large', technical: `${sizeBytes} > ${largestBytes}` } };
    const verdict = mailbox.judge(item);
    if (verdict.outcome === 'refused') return verdict;
    const files = await Promise.all(item.attachments.map(({ path }) => readFile(path)));
    if (signal.aborted) return notNow;
    onHandOver();
    isTaken = true;
    if (verdict.outcome === 'accepted') mailbox.post(item, files);
    return verdict;
  } catch {
    return isTaken ? { outcome: 'unknown', failure: { reason: 'delivery-unknown' } } : notNow;
  }
}

async function fetchMedia(mailbox: PracticeMailbox, id: number, part: number | 'source'): Promise<FetchedMedia> {
  const mail = mailbox.find(id);
  const bytes = mail && (part === 'source' ? await sourceOf(mail.message, (index) => mailbox.file(id, index)) : mailbox.file(id, part));
  if (!bytes) throw new ConnectorError({ reason: 'media-gone' });
  return { sizeBytes: bytes.length, charset: 'utf-8', pieces: one(bytes) };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
