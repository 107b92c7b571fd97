import { ContractError } from '../../contract/errors.ts';
import type { AccountStatus } from '../../contract/model/account.ts';
import type { CallResult, LiveCall } from '../../contract/model/call.ts';
import type { CallKey } from '../../contract/model/call-keys.ts';
import type { HeadsetLamps } from '../../contract/model/headset.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, CallId } from '../../contract/model/ids.ts';
import type { Colleagues } from '../../contract/model/colleague.ts';
import { noAudio, type AudioState } from '../../contract/model/audio.ts';
import type { CreateVoice } from '../../main/core.ts';
import { createEmitter } from '../../main/lib/emitter.ts';
import type { NewCall } from '../../main/voice/call-journal.ts';
import { judgeIncoming } from '../../main/voice/incoming-rules.ts';
import type { FinishedCall, VoiceService } from '../../main/voice/voice-service.ts';

export type VoiceNeeds = Parameters<CreateVoice>[0];

/** Calls without SIP or sound: the far end is the test. Journal, admission and accounts are the real ones of the core. */
export interface FakeVoice {
  readonly createVoice: CreateVoice;
  readonly needs: () => VoiceNeeds;
  /** The agent presses a button of the headset. */
  press(key: CallKey): void;
  /** The media page tells what is plugged in. */
  tellAudio(audio: AudioState): void;
  /** What the headset was told to show, in order. */
  readonly lamps: readonly (HeadsetLamps | null)[];
  readonly practiceRings: readonly { readonly number: string; readonly name: string | null }[];
  /** Somebody calls; null where the agent takes no calls. */
  ring(call?: Partial<NewCall>): CallId | null;
  /** The other side of a call we made picks up. */
  pickUp(callId: CallId): void;
  end(callId: CallId, result: Exclude<CallResult, 'live' | 'interrupted'>, failure?: Failure | null): void;
}

export function createFakeVoice(): FakeVoice {
  const callsChanged = createEmitter<readonly LiveCall[]>();
  const callFinished = createEmitter<FinishedCall>();
  const headsetPressed = createEmitter<CallKey>();
  const audioChanged = createEmitter<AudioState>();
  const lamps: (HeadsetLamps | null)[] = [];
  const calls = new Map<CallId, LiveCall>();
  const practiceRings: { number: string; name: string | null }[] = [];
  let deps: VoiceNeeds | null = null;

  function needs(): VoiceNeeds {
    if (!deps) throw new Error('the core has not asked for voice yet');
    return deps;
  }
  const announce = (): void => callsChanged.emit([...calls.values()]);

  function change(callId: CallId, fields: Partial<LiveCall>): void {
    const call = calls.get(callId);
    if (!call) throw new ContractError('not-found', { failure: { reason: 'call-over' } });
    calls.set(callId, { ...call, ...fields });
    announce();
  }

  function begin(call: NewCall, state: LiveCall['state']): CallId {
    const record = needs().journal.begin(call);
    const { callerName, direction, at, accountId } = call;
    const idle = {
      isCurrent: true,
      isMuted: false,
      isHeldHere: false,
      isHeldThere: false,
      answeredAt: null,
      quality: null,
      answersAt: null,
      trouble: null,
      notice: null,
      dtmfSent: '',
      transfer: null,
      referral: null,
      consultsFor: null,
      conference: null,
      recording: null,
    };
    calls.set(record.callId, { ...record, ...idle, accountId, callerName, direction, state, startedAt: at });
    announce();
    return record.callId;
  }

  function establish(callId: CallId): void {
    const at = needs().clock.now();
    needs().journal.answer(callId, at);
    change(callId, { state: 'connected', answeredAt: at });
  }

  function end(callId: CallId, result: Exclude<CallResult, 'live' | 'interrupted'>, failure: Failure | null = null): void {
    change(callId, { state: 'ended' });
    const { contactId, consultsFor } = calls.get(callId)!;
    needs().journal.end(callId, { at: needs().clock.now(), result, failure, isConsultation: consultsFor !== null });
    calls.delete(callId);
    announce();
    callFinished.emit({ callId, contactId: contactId!, wasAnswered: result === 'answered', failure });
  }

  function defaultAccount(): AccountId {
    const [first] = needs().accounts.list();
    if (!first) throw new ContractError('unavailable', { failure: { reason: 'not-registered' } });
    return (
      needs()
        .accounts.list()
        .find(({ isDefault }) => isDefault) ?? first
    ).id;
  }

  const hangUp = (callId: CallId): Promise<void> => {
    const call = calls.get(callId);
    if (!call) return Promise.reject(new ContractError('not-found', { failure: { reason: 'call-over' } }));
    end(callId, call.answeredAt !== null ? 'answered' : call.direction === 'in' ? 'declined' : 'cancelled');
    return Promise.resolve();
  };
  const settled = (work: () => void) => {
    work();
    return Promise.resolve();
  };

  const voice: VoiceService = {
    callsChanged,
    callFinished,
    statusesChanged: createEmitter<readonly AccountStatus[]>(),
    flooded: createEmitter<AccountId>(),
    audioChanged,
    mediaReadyChanged: createEmitter<boolean>(),
    list: () => [...calls.values()],
    statuses: () => [],
    audio: () => noAudio,
    isMediaReady: () => false,
    dial: async ({ target, accountId, contactId }) => {
      const at = needs().clock.now();
      const call = { accountId: accountId ?? defaultAccount(), direction: 'out' as const, address: target, contactId, at };
      return begin({ ...call, domain: null, callerName: null, isAnonymous: false }, 'dialling');
    },
    answer: (callId) => settled(() => establish(callId)),
    decline: hangUp,
    hangUp,
    hold: (callId) => settled(() => change(callId, { state: 'held', isHeldHere: true })),
    resume: (callId) => settled(() => change(callId, { state: 'connected', isHeldHere: false })),
    switchTo: (callId) => settled(() => change(callId, { isCurrent: true })),
    mute: (callId, isMuted) => settled(() => change(callId, { isMuted })),
    sendDtmf: (callId, tones) => settled(() => change(callId, { dtmfSent: tones })),
    transfer: ({ callId, target, name }) =>
      settled(() => {
        const transfer = { kind: 'blind' as const, address: target, name, state: 'asked' as const, failure: null };
        needs().journal.transfer(callId, transfer);
        change(callId, { state: 'held', isHeldHere: true, transfer });
      }),
    consult: async ({ callId, target, contactId }) => {
      change(callId, { state: 'held', isHeldHere: true, isCurrent: false });
      const consultId = await voice.dial({ target, accountId: null, contactId, isConfirmed: false });
      change(consultId, { consultsFor: callId });
      return consultId;
    },
    connect: ({ callId, otherCallId }) =>
      settled(() => {
        end(otherCallId, 'answered');
        end(callId, 'answered');
      }),
    goBack: hangUp,
    follow: ({ callId }) => settled(() => change(callId, { referral: null })),
    conference: {
      join: (callIds) => settled(() => callIds.forEach((callId) => change(callId, { conference: { isMuted: false }, isHeldHere: false }))),
      muteParty: (callId, isMuted) => change(callId, { conference: { isMuted } }),
      takeOut: (callId) => settled(() => change(callId, { conference: null })),
      split: () => settled(() => [...calls.keys()].forEach((callId) => change(callId, { conference: null }))),
    },
    silenceRinger: () => undefined,
    startRecording: (callId) => settled(() => change(callId, { recording: { state: 'starting', isRequired: false, failure: null } })),
    stopRecording: (callId) => settled(() => change(callId, { recording: null })),
    pauseRecording: (callId, isPaused) =>
      settled(() => change(callId, { recording: { state: isPaused ? 'paused' : 'recording', isRequired: false, failure: null } })),
    markRecording: () => undefined,
    qualityOf: () => null,
    test: () => Promise.resolve({ isRegistered: false, steps: [], failure: { reason: 'host-unknown' } }),
    retry: () => undefined,
    refreshContact(contactId, { name, company }) {
      for (const [callId, call] of calls) if (call.contactId === contactId) calls.set(callId, { ...call, contactName: name, company });
      announce();
    },
    headsetPressed,
    showHeadset: (shown) => void lamps.push(shown),
    systemEvents: {
      colleaguesChanged: createEmitter<Colleagues>(),
      colleagues: () => ({ colleagues: [], voicemails: [], slots: [] }),
      pickUp: ({ accountId, address }) => voice.dial({ target: address, accountId, contactId: null, isConfirmed: false }),
      park: hangUp,
      retrieve: ({ accountId, slot }) => voice.dial({ target: slot, accountId, contactId: null, isConfirmed: false }),
      callMailbox: (accountId) => voice.dial({ target: '*98', accountId, contactId: null, isConfirmed: false }),
    },
    soundCheck: {
      levelMeasured: createEmitter<number>(),
      isListening: false,
      meter: () => Promise.resolve(),
      playTone: () => Promise.resolve(),
      record: () => Promise.resolve(0),
      playBack: () => Promise.resolve(),
      [Symbol.dispose]: () => undefined,
    },
    applySettings: () => undefined,
    attachMedia: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  return {
    createVoice(given) {
      deps = given;
      return { voice, practiceLine: { ring: (caller) => void practiceRings.push(caller) } };
    },
    needs,
    practiceRings,
    press: headsetPressed.emit,
    tellAudio: audioChanged.emit,
    lamps,
    ring(call = {}) {
      const at = needs().clock.now();
      const usual = { accountId: defaultAccount(), address: '+493023125001', domain: null, callerName: null, isAnonymous: false, contactId: null };
      const whole: NewCall = { ...usual, ...call, direction: 'in', at };
      const verdict = judgeIncoming({
        rules: needs().rules(),
        isOffered: needs().admission.admit() === 'ring',
        otherCalls: calls.size,
        askedAfterMs: null,
        forwardTo: ({ way, target }) => (way === 'phone' ? target : null),
      });
      if (verdict.kind === 'ring') return begin(whole, 'ringing');
      const { callId } = needs().journal.begin(whole);
      needs().journal.end(callId, { at, result: verdict.kind === 'forward' ? 'forwarded' : 'missed', failure: null });
      return null;
    },
    pickUp: establish,
    end,
  };
}
