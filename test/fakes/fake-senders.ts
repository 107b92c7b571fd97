import { accountIdSchema, type AccountId } from '../../contract/model/ids.ts';
import type { OutboxItem, SendResult } from '../../main/channel.ts';
import { createEmitter } from '../../main/lib/emitter.ts';
import type { Senders } from '../../main/outbox/senders.ts';

export interface FakeSenders {
  readonly senders: Senders;
  readonly accountId: AccountId;
  /** What was handed over, in order, by its subject. */
  readonly sent: readonly string[];
  readonly looked: readonly string[];
  readonly copied: readonly string[];
  /** So many copies cannot be filed. */
  failCopies(count: number): void;
  /** The next answers, in order; then `accepted`. */
  answer(...results: readonly (SendResult | Error)[]): void;
  /** What looking answers from now on. */
  settleWith(result: SendResult): void;
  /** The next message is held until the function is called. */
  hold(): (result: SendResult) => void;
  /** Its account was corrected. */
  correct(): void;
  readonly isAborted: boolean;
  /** The next held message gets no further than the door. */
  stayOutside(): void;
}

export const accepted: SendResult = { outcome: 'accepted', failure: null };
export const unknown: SendResult = { outcome: 'unknown', failure: { reason: 'connection-lost' } };
export const busy: SendResult = { outcome: 'later', failure: { reason: 'provider-busy' }, afterMs: null, scope: 'item' };

/** A provider that answers as it is told. */
export function createFakeSenders(): FakeSenders {
  const changed = createEmitter<void>();
  const accountId = accountIdSchema.parse(1);
  const answers: (SendResult | Error)[] = [];
  const sent: string[] = [];
  const looked: string[] = [];
  const copied: string[] = [];
  let copiesToFail = 0;
  let settled: SendResult = unknown;
  let held: PromiseWithResolvers<SendResult> | null = null;
  let isAborted = false;
  let isOutside = false;
  const sender = {
    async send({ subject }: OutboxItem, signal: AbortSignal, onHandOver: () => void): Promise<SendResult> {
      if (!isOutside) onHandOver();
      isOutside = false;
      sent.push(subject);
      if (held) {
        const { promise, resolve } = held;
        held = null;
        signal.addEventListener('abort', () => {
          isAborted = true;
          resolve(unknown);
        });
        return promise;
      }
      const answer = answers.shift() ?? accepted;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async keepCopy({ subject }: OutboxItem): Promise<void> {
      copiesToFail -= 1;
      if (copiesToFail >= 0) throw new Error('no copy');
      copied.push(subject);
    },
    async settle({ subject }: OutboxItem): Promise<SendResult> {
      looked.push(subject);
      return settled;
    },
  };
  return {
    senders: { changed, find: (id) => (id === accountId ? sender : null) },
    accountId,
    sent,
    looked,
    copied,
    failCopies: (count) => void (copiesToFail = count),
    answer: (...results) => void answers.push(...results),
    settleWith: (result) => void (settled = result),
    hold() {
      const gate = Promise.withResolvers<SendResult>();
      held = gate;
      return (result) => gate.resolve(result);
    },
    stayOutside: () => void (isOutside = true),
    correct: () => changed.emit(),
    get isAborted() {
      return isAborted;
    },
  };
}
