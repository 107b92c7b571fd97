import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { InboundEvent } from '../channel.ts';
import type { Listenable } from '../lib/emitter.ts';

/** A connector as the scheduler sees it: filled by connectors. Throws errors that say of themselves what they are. */
export interface PolledConnector extends AsyncDisposable {
  pull(cursor: unknown, budget: { readonly messages: number }, signal: AbortSignal): AsyncIterable<PulledBatch>;
  backfill?(cursor: never, budget: { readonly messages: number }, signal: AbortSignal): AsyncIterable<PulledBatch>;
  wake?(hint: () => void, signal: AbortSignal): Promise<void>;
}

export interface PulledBatch {
  readonly events: readonly InboundEvent[];
  readonly cursor: unknown;
  readonly isRoundDone: boolean;
  readonly progress: { readonly done: number; readonly total: number } | null;
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
  open(accountId: AccountId): PolledConnector;
  readFailure(error: unknown): SyncFailure | null;
  readonly changed: Listenable<void>;
}

/** Where what was pulled goes: filled by timeline. */
export interface Intake {
  apply(accountId: AccountId, batch: Omit<PulledBatch, 'progress'>): void;
}
