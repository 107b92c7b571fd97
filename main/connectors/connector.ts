import type { Failure } from '../../contract/model/failure.ts';
import type { MailFolder } from '../../contract/model/mail-folder.ts';
import type { InboundEvent, OutboundMark, OutboxItem, SendResult } from '../channel.ts';

/** How much of what is waiting may be fetched before the core is asked again. */
export interface Budget {
  readonly messages: number;
}

/** Committed in one transaction with its cursor. */
export interface Batch<Cursor> {
  readonly events: readonly InboundEvent[];
  readonly cursor: Cursor;
  /** The whole account was looked through: what has no place by now is gone. */
  readonly isRoundDone: boolean;
  /** Older messages that are still to come, of all there are; null where that is not known. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

/** Why a connector could not do what it was asked; anything else it throws is a defect. */
export class ConnectorError extends Error {
  readonly failure: Failure;
  /** The provider refuses us: trying again as we are is of no use. */
  readonly isAuth: boolean;
  /** The provider asks not to be asked before (Retry-After). */
  readonly afterMs: number | null;
  constructor(failure: Failure, { isAuth = false, afterMs = null, cause }: { isAuth?: boolean; afterMs?: number | null; cause?: unknown } = {}) {
    super(failure.reason, { cause });
    this.failure = failure;
    this.isAuth = isAuth;
    this.afterMs = afterMs;
  }
}

/** Arrives piece by piece, as fast as it is taken. What ends before its end throws. */
export interface FetchedMedia {
  /** About: some encodings do not say it exactly. */
  readonly sizeBytes: number | null;
  readonly charset: string | null;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * One polled account at its provider. `Cursor` is JSON of the connector's own, stored by the core with what it brought; null = never before. A connector sees
 * neither the store nor a timer. What it throws is a ConnectorError.
 * Aborted, it ends at once: `pull`, `backfill` and `wake` without an error, `send` and `settle` with what is known by then.
 */
export interface Connector<Cursor = unknown> extends AsyncDisposable {
  readonly kind: string;
  /** Resolves where the account can be read. */
  test(signal: AbortSignal): Promise<void>;
  /** Resolves where the account can send. */
  testSending(signal: AbortSignal): Promise<void>;
  /** What is new since the cursor, newest first where there is much. Ends when the account was looked through or the budget is used up. */
  pull(cursor: Cursor | null, budget: Budget, signal: AbortSignal): AsyncIterable<Batch<Cursor>>;
  /** What is older than everything brought so far. Ends when nothing is left or the budget is used up. */
  backfill?(cursor: Cursor, budget: Budget, signal: AbortSignal): AsyncIterable<Batch<Cursor>>;
  /** Calls `hint` whenever there may be something new; ends with the signal. Says when, never what. */
  wake?(hint: () => void, signal: AbortSignal): Promise<void>;
  /** `onHandOver` is called before anything leaves that the provider could deliver; what it throws stops the sending. */
  send(item: OutboxItem, signal: AbortSignal, onHandOver: () => void): Promise<SendResult>;
  /** Files a copy of what was accepted where the provider keeps what was sent; never a second one. */
  keepCopy?(item: OutboxItem, signal: AbortSignal): Promise<void>;
  /** How large a message the provider takes, in bytes; null: it does not say. */
  sizeLimit?(signal: AbortSignal): Promise<number | null>;
  /** Looks whether a message whose sending had no answer went out. */
  settle?(item: OutboxItem, signal: AbortSignal): Promise<SendResult>;
  /** The bytes of an attachment (by its index), or of the whole message as it came (`source`). One after the other: on a connection apart from the one that reads. */
  fetchMedia?(place: string, part: number | 'source', signal: AbortSignal): Promise<FetchedMedia>;
  /** The folders there are to choose from. */
  folders?(signal: AbortSignal): Promise<MailFolder[]>;
  /** Marks messages at the provider as they are marked here. What has no such message any longer is passed over. Absent: nothing is marked there. */
  mark?(marks: readonly OutboundMark[], signal: AbortSignal): Promise<void>;
}
