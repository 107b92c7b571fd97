import { ContractError } from '../../contract/errors.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { AccountId, CallId, PeerId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { CallSession } from './call-session.ts';

/** The calls that are up, in the order they began, and which of them is the current one. */
export interface VoiceCalls {
  readonly changed: Listenable<readonly LiveCall[]>;
  list(): readonly LiveCall[];
  all(): readonly CallSession[];
  /** Throws not-found. */
  find(callId: CallId): CallSession;
  ofPeer(peerId: PeerId): CallSession | null;
  isInUse(accountId: AccountId): boolean;
  current(): CallSession | null;
  /** The call itself, or all of the conference it is in. */
  together(call: CallSession): readonly CallSession[];
  makeCurrent(callId: CallId | null): void;
  add(call: CallSession): void;
  remove(callId: CallId): void;
  announce(): void;
}

export function createVoiceCalls(): VoiceCalls {
  const calls = new Map<CallId, CallSession>();
  const changed = createEmitter<readonly LiveCall[]>();
  let currentId: CallId | null = null;
  const list = (): LiveCall[] => [...calls.values()].map((call) => call.describe(call.record.callId === currentId));
  const announce = (): void => changed.emit(list());

  return {
    changed,
    list,
    all: () => [...calls.values()],
    find(callId) {
      const call = calls.get(callId);
      if (!call) throw new ContractError('not-found', { failure: { reason: 'call-over' } });
      return call;
    },
    ofPeer: (peerId) => [...calls.values()].find((call) => call.peerId === peerId) ?? null,
    isInUse: (accountId) => [...calls.values()].some(({ account }) => account.id === accountId),
    current: () => (currentId === null ? null : (calls.get(currentId) ?? null)),
    together: (call) => (call.marks.conference ? [...calls.values()].filter(({ marks }) => marks.conference) : [call]),
    makeCurrent(callId) {
      currentId = callId;
      announce();
    },
    add(call) {
      calls.set(call.record.callId, call);
      announce();
    },
    remove(callId) {
      calls.delete(callId);
      if (currentId === callId) {
        const up = [...calls.values()].filter(({ isEstablished }) => isEstablished);
        currentId = (up.find(({ isHeldHere }) => !isHeldHere) ?? up[0])?.record.callId ?? null;
      }
      announce();
    },
    announce,
  };
}
