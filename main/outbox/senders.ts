import type { AccountId } from '../../contract/model/ids.ts';
import type { OutboxItem, SendResult } from '../channel.ts';
import type { Listenable } from '../lib/emitter.ts';

/** How messages leave: filled by connectors. */
export interface Senders {
  /** null: the account is not there or switched off. */
  find(accountId: AccountId): Sender | null;
  /** Accounts were added, corrected or removed. */
  readonly changed: Listenable<void>;
}

export interface Sender {
  /** `onHandOver` is called before anything leaves that the provider could deliver; what it throws stops the sending. */
  send(item: OutboxItem, signal: AbortSignal, onHandOver: () => void): Promise<SendResult>;
  /** Files a copy where the provider keeps what was sent; never a second one. */
  keepCopy?(item: OutboxItem, signal: AbortSignal): Promise<void>;
  settle?(item: OutboxItem, signal: AbortSignal): Promise<SendResult>;
}

/** Who sends from an account: filled by accounts. */
export interface SendingAccount {
  readonly address: string;
  readonly displayName: string | null;
  /** Whoever is met by it is invented as well. */
  readonly isPractice: boolean;
}
