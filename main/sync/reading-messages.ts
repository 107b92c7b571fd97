import type { ChannelAccount } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Credential } from '../channel.ts';
import type { EntryChange } from '../store/entry-rows.ts';
import type { SyncFailure, SyncStep } from './polled-accounts.ts';

// What the main thread and the thread that reads accounts say to one another. `reader` and `run` are numbers the main thread gives.

export type Work = 'pull' | 'backfill' | 'wake';

export type ToReader =
  | { readonly type: 'open'; readonly reader: number; readonly account: ChannelAccount }
  | { readonly type: 'close'; readonly reader: number }
  | {
      readonly type: 'begin';
      readonly run: number;
      readonly reader: number;
      readonly work: Work;
      readonly messages: number;
      readonly country: string;
    }
  /** `now`: whatever it is doing; else when what it holds is committed. */
  | { readonly type: 'end'; readonly run: number; readonly isNow: boolean }
  | { readonly type: 'credential'; readonly ask: number; readonly credential: Credential }
  | { readonly type: 'leave' };

export type FromReader =
  /** Committed already. */
  | { readonly type: 'step'; readonly run: number; readonly step: SyncStep; readonly changes: readonly EntryChange[] }
  | { readonly type: 'hint'; readonly run: number }
  /** Without either it ended well; a defect is one of ours. */
  | { readonly type: 'ended'; readonly run: number; readonly failure: SyncFailure | null; readonly defect: string | null }
  | { readonly type: 'closed'; readonly reader: number }
  /** `refused`: a token the provider would not have; another one is wanted. */
  | { readonly type: 'ask-credential'; readonly ask: number; readonly accountId: AccountId; readonly refused: string | null }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly text: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

/** One end of the line between the two. */
export interface Line<Sent, Heard> {
  postMessage(message: Sent): void;
  on(event: 'message', listener: (message: Heard) => void): unknown;
}
