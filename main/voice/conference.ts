import { ContractError } from '../../contract/errors.ts';
import type { MixMember } from '../../contract/media.ts';
import type { ConferenceParty } from '../../contract/model/conference.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallSession } from './call-session.ts';
import type { MediaLink } from './media-link.ts';
import { setHeld } from './set-held.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** Several calls as one conversation: each keeps its own leg, the media page mixes. Methods throw ContractError. */
export interface Conference extends Disposable {
  /** These and those in it already. Fails with call-state, hold-refused: then whoever could be reached is in it. */
  join(callIds: readonly CallId[]): Promise<void>;
  /** Whether the other parties hear this one. */
  muteParty(callId: CallId, isMuted: boolean): void;
  /** The agent talks with this one alone, the others wait. */
  takeOut(callId: CallId): Promise<void>;
  /** It is over; the agent goes on with this one, the others wait. */
  split(callId: CallId): Promise<void>;
  /** This call goes its own way, the others go on. */
  release(callId: CallId): void;
}

export interface ConferenceDeps {
  readonly calls: VoiceCalls;
  /** Holds the others. */
  readonly takeOver: (call: CallSession) => Promise<void>;
  readonly media: Pick<MediaLink, 'mix'>;
  readonly journal: Pick<CallJournal, 'conference'>;
}

export function createConference({ calls, takeOver, media, journal }: ConferenceDeps): Conference {
  const record = createRecord(journal);
  let mixed = '[]';
  let isChanging = false;

  const members = (): CallSession[] => calls.all().filter(isMember);

  /** After whatever happened to calls. */
  function settle(): void {
    if (isChanging) return;
    const now = members();
    if (now.length === 1) return now[0]?.mark({ conference: null });
    record(now.filter(({ isEstablished }) => isEstablished));
    const mix = mixOf(now);
    if (JSON.stringify(mix) === mixed) return;
    mixed = JSON.stringify(mix);
    media.mix(mix);
  }
  /** Of several calls in one step: meanwhile a single one may be in it. */
  function change(work: () => void): void {
    isChanging = true;
    work();
    isChanging = false;
    settle();
  }
  const stop = calls.changed.on(settle);

  function find(callId: CallId): CallSession {
    const call = calls.find(callId);
    if (!isMember(call)) throw new ContractError('illegal-state', { failure: { reason: 'call-state', technical: 'not in conference' } });
    return call;
  }
  async function goOnWith(call: CallSession): Promise<void> {
    calls.makeCurrent(call.record.callId);
    await takeOver(call);
    await setHeld([call], false);
  }

  return {
    async join(callIds) {
      const joining = [...new Set([...members(), ...callIds.map(calls.find)])];
      if (joining.length < 2) throw new ContractError('invalid-input');
      for (const call of joining) if (!mayJoin(call)) throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
      await setHeld(
        calls.all().filter((other) => !joining.includes(other)),
        true,
      );
      const current = calls.current();
      const isMuted = current !== null && joining.includes(current) && current.describe(true).isMuted;
      try {
        await setHeld(joining, false);
      } finally {
        const reached = joining.filter((call) => mayJoin(call) && !call.isHeldHere);
        if (reached.length > 1) change(() => reached.forEach((call) => enter(call, isMuted)));
        if (reached.length > 1 && !(current && reached.includes(current))) calls.makeCurrent(reached[0]?.record.callId ?? null);
      }
    },

    muteParty(callId, isMuted) {
      find(callId).mark({ conference: { isMuted } });
    },

    async takeOut(callId) {
      const call = find(callId);
      call.mark({ conference: null });
      await goOnWith(call);
    },

    async split(callId) {
      const call = find(callId);
      change(() => members().forEach((member) => member.mark({ conference: null })));
      await goOnWith(call);
    },

    release(callId) {
      const call = calls.find(callId);
      if (isMember(call)) call.mark({ conference: null });
    },

    [Symbol.dispose]: stop,
  };
}

const isMember = ({ marks, state }: CallSession): boolean => marks.conference !== null && state !== 'ending' && state !== 'ended';

function enter(call: CallSession, isMuted: boolean): void {
  call.setMuted(isMuted);
  call.mark({ conference: call.marks.conference ?? { isMuted: false }, consultsFor: null });
}

function mayJoin({ isEstablished, marks: { transfer } }: CallSession): boolean {
  return isEstablished && transfer?.state !== 'asked' && transfer?.state !== 'ringing';
}

/** Who is mixed now. Whoever waits hears nothing of it; whoever lets us wait sends music, which is for the agent alone. */
function mixOf(members: readonly CallSession[]): MixMember[] {
  const mix = members.flatMap(({ isEstablished, isHeldHere, isHeldThere, peerId, marks: { conference } }) =>
    isEstablished && !isHeldHere && peerId !== null && conference ? [{ peerId, isMuted: conference.isMuted || isHeldThere }] : [],
  );
  return mix.length > 1 ? mix : [];
}

/** Writes down with whom each call was together, as far as it is new. */
function createRecord(journal: Pick<CallJournal, 'conference'>): (members: readonly CallSession[]) => void {
  const met = new WeakMap<CallSession, Map<CallId, ConferenceParty>>();
  return (members) => {
    for (const call of members) {
      const parties = met.get(call) ?? new Map<CallId, ConferenceParty>();
      met.set(call, parties);
      const before = parties.size;
      for (const { record } of members) {
        if (record !== call.record) parties.set(record.callId, { address: record.address, name: record.contactName });
      }
      if (parties.size > before) journal.conference(call.record.callId, [...parties.values()]);
    }
  };
}
