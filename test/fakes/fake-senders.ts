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
  /** The next answers, in order; then `accepted`. */
  answer(...results: readonly (SendResult | Error)[]): void;
  /** What looking answers from now on. */
  settleWith(result: SendResult): void;
  /** The next message is held until the function is called. */
  hold(): (result: SendResult) => void;
  /** Its account was corrected. */
  correct(): void;
  readonly isAborted: boolean;
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
  let settled: SendResult = unknown;
  let held: PromiseWithResolvers<SendResult> | null = null;
  let isAborted = false;
  const sender = {
    async send({ subject }: OutboxItem, signal: AbortSignal): Promise<SendResult> {
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
    answer: (...results) => void answers.push(...results),
    settleWith: (result) => void (settled = result),
    hold() {
      const gate = Promise.withResolvers<SendResult>();
      held = gate;
      return (result) => gate.resolve(result);
    },
    correct: () => changed.emit(),
    get isAborted() {
      return isAborted;
    },
  };
}
