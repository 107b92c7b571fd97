import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { SendResult } from '../channel.ts';
import type { Clock } from '../ports.ts';
import type { Writer } from '../store/database.ts';
import { keepAccepted, leaveUnknown, setOutbox, type OutboxRow } from '../store/outbox-rows.ts';

const firstWaitMs = 15_000;
const longestWaitMs = 15 * 60_000;
/** RFC 5321 §4.5.4.1: give up after some days; an agent wants to know sooner. */
const giveUpMs = 24 * 3_600_000;
/** A password that was refused twice is not tried a third time: the account would be locked. */
const authAttempts = 2;

interface ConclusionDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly change: (row: OutboxRow, work: (writer: Writer) => void) => void;
  /** Nothing of this account goes out before then. */
  readonly hold: (accountId: AccountId, until: number) => void;
  readonly onAccepted: (row: OutboxRow) => void;
  readonly onUnknown: (row: OutboxRow) => void;
}

/** What follows from a provider's answer. */
export function createConclusion({
  clock,
  random,
  change,
  hold,
  onAccepted,
  onUnknown,
}: ConclusionDeps): (row: OutboxRow, result: SendResult) => void {
  const refused = new Map<AccountId, number>();

  function conclude(row: OutboxRow, result: SendResult): void {
    if (result.outcome !== 'auth') refused.delete(row.accountId);
    switch (result.outcome) {
      case 'accepted':
        change(row, (writer) => keepAccepted(writer, row.entryId, { failure: result.failure, since: clock.now() }));
        return onAccepted(row);
      case 'refused':
        return change(row, (writer) => setOutbox(writer, row.entryId, { state: 'refused', failure: result.failure }));
      case 'unknown':
        change(row, (writer) =>
          leaveUnknown(writer, row.entryId, { failure: { ...result.failure, reason: 'delivery-unknown' }, since: clock.now() }),
        );
        return onUnknown(row);
      case 'auth': {
        const refusals = (refused.get(row.accountId) ?? 0) + 1;
        refused.set(row.accountId, refusals);
        // Until the account is corrected, or the agent says so.
        hold(row.accountId, refusals >= authAttempts ? Number.POSITIVE_INFINITY : clock.now() + longestWaitMs);
        return postpone(row, result.failure, 0);
      }
      case 'later': {
        const waitMs = Math.max(result.afterMs ?? 0, patience(row.attempts, random));
        if (result.scope === 'item') return postpone(row, result.failure, waitMs);
        hold(row.accountId, clock.now() + waitMs);
        return postpone(row, result.failure, 0);
      }
    }
  }

  function postpone(row: OutboxRow, failure: Failure, waitMs: number): void {
    const isTooLate = clock.now() - (row.firstDueAt ?? row.createdAt) > giveUpMs;
    const dueAt = clock.now() + waitMs;
    change(row, (writer) =>
      setOutbox(writer, row.entryId, isTooLate ? { state: 'refused', failure: givenUp(failure) } : { state: 'queued', failure, dueAt }),
    );
  }

  return conclude;
}

function givenUp({ reason, technical }: Failure): Failure {
  return { reason: 'given-up', technical: technical ?? reason };
}

function patience(attempts: number, random: () => number): number {
  return Math.round(Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts - 1, 20)) * (0.5 + 0.5 * random()));
}
