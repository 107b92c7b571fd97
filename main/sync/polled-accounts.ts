import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { InboundEvent, OutboundMark } from '../channel.ts';
import type { Listenable } from '../lib/emitter.ts';

/** What may be fetched before it is asked again. */
export interface PullBudget {
  readonly messages: number;
}

/** What was brought and committed in one transaction. */
export interface SyncStep {
  /** Older messages that are still to come, of all there are; null where there are none, or it is not known. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

/**
 * An account as the scheduler sees it: each step is in the store already. Throws errors that say of themselves what they are. Left early, a run ends when what
 * it holds is committed.
 */
export interface PolledAccountReader extends AsyncDisposable {
  pull(budget: PullBudget, signal: AbortSignal): AsyncIterable<SyncStep>;
  backfill(budget: PullBudget, signal: AbortSignal): AsyncIterable<SyncStep>;
  /** Absent: this provider cannot say that there is news. */
  wake?(hint: () => void, signal: AbortSignal): Promise<void>;
}

/** A connector as it is read from: filled by connectors. */
export interface PolledConnector extends AsyncDisposable {
  pull(cursor: unknown, budget: PullBudget, signal: AbortSignal): AsyncIterable<PulledBatch>;
  backfill?(cursor: never, budget: PullBudget, signal: AbortSignal): AsyncIterable<PulledBatch>;
  /** Absent: nothing is marked there. */
  mark?(marks: readonly OutboundMark[], signal: AbortSignal): Promise<void>;
  wake?(hint: () => void, signal: AbortSignal): Promise<void>;
}

export interface PulledBatch extends SyncStep {
  readonly events: readonly InboundEvent[];
  readonly cursor: unknown;
  readonly isRoundDone: boolean;
}

/** What a connector's error says; null for what is none: a defect. */
export interface SyncFailure {
  readonly failure: Failure;
  readonly isAuth: boolean;
  readonly afterMs: number | null;
}

export interface PolledAccount {
  readonly id: AccountId;
  /** Changes with everything a connector must be made anew for. */
  readonly fingerprint: string;
}

/** The accounts to be polled: filled by accounts and connectors. */
export interface PolledAccounts {
  list(): readonly PolledAccount[];
  open(accountId: AccountId): PolledAccountReader;
  readFailure(error: unknown): SyncFailure | null;
  readonly changed: Listenable<void>;
}
