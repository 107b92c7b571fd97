import type { Colleagues } from '../../../contract/model/colleague.ts';
import type { AccountId, CallId } from '../../../contract/model/ids.ts';
import type { Listenable } from '../../lib/emitter.ts';

/** What the telephone systems tell beside calls, and what they do at a code. Every act throws ContractError. */
export interface SystemEvents extends Disposable {
  readonly colleaguesChanged: Listenable<Colleagues>;
  colleagues(): Colleagues;
  /** Takes the call that rings at a colleague: by the account's code, else by INVITE with Replaces (RFC 3891). Fails with number-unknown, call-over. */
  pickUp(request: { readonly accountId: AccountId; readonly address: string }): Promise<CallId>;
  /** Fails with call-state, and as unavailable where the account has no code for it. */
  park(callId: CallId): Promise<void>;
  retrieve(request: { readonly accountId: AccountId; readonly slot: string }): Promise<CallId>;
  /** Fails as unavailable where nobody has said what to dial. */
  callMailbox(accountId: AccountId): Promise<CallId>;
}
