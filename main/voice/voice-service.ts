import type { AccountDraft, AccountStatus, AccountTestResult } from '../../contract/model/account.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { QualityReport } from '../../contract/model/call-quality.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, CallId, ContactId } from '../../contract/model/ids.ts';
import type { CallKey } from '../../contract/model/call-keys.ts';
import type { HeadsetLamps } from '../../contract/model/headset.ts';
import type { AudioState } from '../../contract/model/audio.ts';
import type { Settings } from '../../contract/model/settings.ts';
import type { Listenable } from '../lib/emitter.ts';
import type { SystemEvents } from './events/events-service.ts';
import type { Conference } from './conference.ts';
import type { SoundCheck } from './sound-check.ts';
import type { MediaConnection } from './media-connection.ts';

export interface FinishedCall {
  readonly callId: CallId;
  readonly contactId: ContactId;
  /** Whether anybody talked: only then wrap-up follows. */
  readonly wasAnswered: boolean;
  readonly failure: Failure | null;
}

export interface DialRequest {
  readonly target: string;
  readonly accountId: AccountId | null;
  readonly contactId: ContactId | null;
  readonly isConfirmed: boolean;
  /** The number of one of the account's caller ids. */
  readonly callerId?: string | null | undefined;
}

/** What an agent can do with calls. Every method throws ContractError; consequences arrive through the emitters. */
export interface VoiceService extends AsyncDisposable {
  readonly callsChanged: Listenable<readonly LiveCall[]>;
  readonly callFinished: Listenable<FinishedCall>;
  readonly statusesChanged: Listenable<readonly AccountStatus[]>;
  /** Somebody sends this account more calls than anybody makes: they are refused. Once for each flood. */
  readonly flooded: Listenable<AccountId>;
  readonly audioChanged: Listenable<AudioState>;
  readonly mediaReadyChanged: Listenable<boolean>;
  list(): readonly LiveCall[];
  statuses(): readonly AccountStatus[];
  audio(): AudioState;
  isMediaReady(): boolean;

  /** Starts an outgoing call. `target`: a number as typed, an extension or `user@domain`. Fails with number-invalid, not-registered, line-limit, emergency-number (unless confirmed). */
  dial(request: DialRequest): Promise<CallId>;
  answer(callId: CallId): Promise<void>;
  decline(callId: CallId): Promise<void>;
  hangUp(callId: CallId): Promise<void>;
  hold(callId: CallId): Promise<void>;
  resume(callId: CallId): Promise<void>;
  switchTo(callId: CallId): Promise<void>;
  mute(callId: CallId, isMuted: boolean): Promise<void>;
  sendDtmf(callId: CallId, tones: string): Promise<void>;
  /** Hands the call over at once (REFER). Fails with number-invalid, transfer-emergency, call-state; how it goes stands in the call. */
  transfer(request: { callId: CallId; target: string; name: string | null }): Promise<void>;
  /** Holds the call and calls somebody about it. */
  consult(request: { callId: CallId; target: string; contactId: ContactId | null }): Promise<CallId>;
  /** Connects two calls with each other; where the other one still rings, the first is sent after it. */
  connect(request: { callId: CallId; otherCallId: CallId }): Promise<void>;
  /** Ends a consultation and resumes the call that waits. */
  goBack(callId: CallId): Promise<void>;
  /** The answer to a call's `referral`. */
  follow(request: { callId: CallId; isFollowed: boolean }): Promise<void>;
  /** Several calls as one. Hold, resume, switch and mute of one of them mean all. */
  readonly conference: Pick<Conference, 'join' | 'muteParty' | 'takeOut' | 'split'>;
  silenceRinger(): void;
  /** Records a call that is up. Refused with recording-forbidden, recording-unprotected; what is written stands in the call. */
  startRecording(callId: CallId): Promise<void>;
  /** Refused with recording-required where the rules ask for it. */
  stopRecording(callId: CallId): Promise<void>;
  /** While it is paused digital silence is written. */
  pauseRecording(callId: CallId, isPaused: boolean): Promise<void>;
  /** A place in the recording to find again. */
  markRecording(callId: CallId): void;
  /** What a call that is up has sounded like so far; null: not up, or not measured. */
  qualityOf(callId: CallId): QualityReport | null;

  /** Tries an account as it stands in a form, step by step: DNS, TCP, TLS, WebSocket, authentication, registered (RFC 3261 §10). Never leaves a registration behind. */
  test(draft: AccountDraft, storedPassword: string | null): Promise<AccountTestResult>;
  /** Registers again at once (the retry button, the network's return). */
  retry(accountId: AccountId | null): void;
  /** The contact of a live call was named or merged: fetch its name again. */
  refreshContact(contactId: ContactId, names: { name: string | null; company: string | null }): void;
  readonly headsetPressed: Listenable<CallKey>;
  /** null: buttons of headsets are not used. */
  showHeadset(lamps: HeadsetLamps | null): void;
  /** Colleagues, parked calls, voice mailboxes. */
  readonly systemEvents: Omit<SystemEvents, keyof Disposable>;
  /** Devices are tried out. */
  readonly soundCheck: SoundCheck;
  applySettings(settings: Settings): void;
  /** A media page has come up; it replaces the one before. Live calls are renegotiated onto it. */
  attachMedia(media: MediaConnection, closed: Promise<void>): void;
}
