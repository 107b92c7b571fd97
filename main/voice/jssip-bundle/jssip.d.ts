import type { LocalAudio } from '../remote-peer-connection.ts';

/** Exactly what we use of JsSIP 3.13.8 with patches/jssip+3.13.8.patch. */

export interface SipSocket {
  via_transport: string;
  readonly url: string;
  readonly sip_uri: string;
  connect(): void;
  disconnect(): void;
  send(message: string): boolean;
  isConnected(): boolean;
  isConnecting(): boolean;
  onconnect(): void;
  ondisconnect(error: boolean, code?: number, reason?: string): void;
  ondata(message: string): void;
}

export interface SipUri {
  readonly user: string | undefined;
  readonly host: string;
  toString(): string;
  hasParam(name: string): boolean;
  getHeader(name: string): string | undefined;
}

export interface SipMessage {
  readonly method: string;
  readonly status_code: number;
  readonly reason_phrase: string;
  readonly call_id: string;
  readonly from: { readonly uri: SipUri };
  readonly body: string | undefined;
  /** RFC 3515, RFC 3891: undefined where there is none that can be read. */
  readonly refer_to: { readonly uri: SipUri; readonly display_name: string | undefined } | undefined;
  readonly replaces: { readonly early_only?: boolean } | undefined;
  getHeader(name: string): string | undefined;
  getHeaders(name: string): string[];
  hasHeader(name: string): boolean;
}

export interface OutgoingRequest {
  readonly method: string;
  readonly call_id: string;
  getHeader(name: string): string | undefined;
  hasHeader(name: string): boolean;
}

export interface SessionEnd {
  readonly originator: 'local' | 'remote' | 'system';
  /** The text of an error, where JsSIP stumbled itself. */
  readonly message: SipMessage | string | null;
  readonly cause: string;
}

export interface SessionEvents {
  peerconnection: { readonly peerconnection: object };
  connecting: { readonly request: unknown };
  sending: { readonly request: unknown };
  progress: { readonly originator: string; readonly response?: SipMessage };
  accepted: { readonly originator: string; readonly response?: SipMessage };
  confirmed: { readonly originator: string };
  ended: SessionEnd;
  failed: SessionEnd;
  hold: { readonly originator: string };
  unhold: { readonly originator: string };
  holdfailed: { readonly response: SipMessage | null };
  unholdfailed: { readonly response: SipMessage | null };
  renegotiatefailed: { readonly response: SipMessage | null };
  newDTMF: { readonly originator: string; readonly dtmf: { readonly tone: string; readonly duration: number } };
  sdp: { readonly originator: 'local' | 'remote'; readonly type: 'offer' | 'answer'; sdp: string };
  icecandidate: { readonly candidate: { readonly candidate: string } | null; readonly ready: () => void };
  /** Answered 202 and NOTIFY 100 by now. */
  refer: {
    readonly request: SipMessage;
    readonly accept: (begun: (session: RtcSession) => void, options: CallOptions) => void;
    readonly reject: () => void;
  };
  /** Accepted, it arrives as a call of its own, whose answer ends this one. */
  replaces: { readonly request: SipMessage; readonly accept: () => void; readonly reject: () => void };
}

export interface CallOptions {
  readonly mediaStream: LocalAudio;
  readonly pcConfig: object;
  readonly extraHeaders?: readonly string[];
  readonly fromDisplayName?: string;
}

interface Notified {
  readonly status_line: { readonly status_code: number | string; readonly reason_phrase: string };
}

/** What becomes of a REFER: its answer, then what NOTIFY reports. */
export interface ReferHandlers {
  readonly requestSucceeded: () => void;
  readonly requestFailed: (event: { readonly response: SipMessage | null; readonly cause: string }) => void;
  readonly trying: (event: Notified) => void;
  readonly progress: (event: Notified) => void;
  readonly accepted: (event: Notified) => void;
  readonly failed: (event: Notified) => void;
}

export interface RtcSession {
  readonly id: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly connection: object | null;
  readonly remote_identity: { readonly uri: SipUri; readonly display_name: string | undefined };
  on<Name extends keyof SessionEvents>(name: Name, listener: (event: SessionEvents[Name]) => void): this;
  off<Name extends keyof SessionEvents>(name: Name, listener: (event: SessionEvents[Name]) => void): this;
  isInProgress(): boolean;
  isEstablished(): boolean;
  isEnded(): boolean;
  isReadyToReOffer(): boolean;
  isOnHold(): { readonly local: boolean; readonly remote: boolean };
  answer(options: { readonly mediaStream: LocalAudio; readonly pcConfig: object; readonly sessionTimersExpires?: number }): void;
  terminate(options?: { readonly status_code?: number; readonly reason_phrase?: string; readonly extraHeaders?: readonly string[] }): void;
  hold(options?: object, done?: () => void): boolean;
  unhold(options?: object, done?: () => void): boolean;
  renegotiate(options?: { readonly rtcOfferConstraints?: { readonly iceRestart?: boolean } }, done?: () => void): boolean;
  /** False where the call is not established. Throws TypeError for a target that is no SIP URI. */
  refer(target: string, options: { readonly replaces?: RtcSession; readonly eventHandlers: ReferHandlers }): object | false;
  mute(options: { readonly audio: boolean }): void;
  unmute(options: { readonly audio: boolean }): void;
  sendDTMF(tones: string, options: { readonly transportType: 'RFC2833' | 'INFO'; readonly duration: number; readonly interToneGap: number }): void;
}

export interface SubscriberEvents {
  pending: object;
  active: object;
  notify: readonly [isFinal: boolean, request: SipMessage, body: string, contentType: string | undefined];
  /** `reason` and `retryAfter` (s) of Subscription-State; `response`: the one that refused it (patched). */
  terminated: readonly [code: number, reason: string | undefined, retryAfter: number | undefined, response: SipMessage | undefined];
}

/** A subscription that refreshes itself (RFC 6665). */
export interface Subscriber {
  on(name: 'pending' | 'active', listener: () => void): this;
  on(name: 'notify', listener: (...event: SubscriberEvents['notify']) => void): this;
  on(name: 'terminated', listener: (...event: SubscriberEvents['terminated']) => void): this;
  /** Sends SUBSCRIBE; again in its dialog where there is one. */
  subscribe(): void;
  /** Un-subscribes. */
  terminate(): void;
}

export interface UserAgentEvents {
  connecting: { readonly attempts: number };
  connected: object;
  disconnected: { readonly error: boolean; readonly code?: number; readonly reason?: string };
  registered: { readonly response: SipMessage };
  unregistered: { readonly response?: SipMessage | null; readonly cause?: string | null };
  registrationFailed: { readonly response: SipMessage | null; readonly cause: string };
  newRTCSession: { readonly originator: 'local' | 'remote'; readonly session: RtcSession; readonly request: SipMessage };
  /** A NOTIFY that belongs to no subscription; answered with 200. */
  sipEvent: { readonly request: SipMessage };
}

export interface UserAgent {
  /** Ours, asked by the patched RequestSender before a 401 or 407 is answered. */
  acceptsChallenge?: (request: OutgoingRequest, challenge: { readonly realm: string }) => boolean;
  on<Name extends keyof UserAgentEvents>(name: Name, listener: (event: UserAgentEvents[Name]) => void): this;
  start(): void;
  stop(): void;
  register(): void;
  unregister(options?: { readonly all?: boolean }): void;
  isRegistered(): boolean;
  isConnected(): boolean;
  set(name: 'password', value: string): boolean;
  call(target: string, options: CallOptions): RtcSession;
  subscribe(target: string, event: string, accept: string, options: { readonly expires: number }): Subscriber;
  terminateSessions(options?: object): void;
}

export interface UserAgentConfiguration {
  readonly sockets: readonly SipSocket[];
  readonly uri: string;
  readonly password?: string | undefined;
  readonly authorization_user?: string | undefined;
  readonly display_name?: string | undefined;
  readonly contact_uri?: string | undefined;
  readonly instance_id?: string | undefined;
  /** Requests outside of dialogs carry the socket's `sip_uri` as their Route. */
  readonly use_preloaded_route?: boolean;
  readonly register: boolean;
  readonly register_expires: number;
  readonly session_timers: boolean;
  readonly connection_recovery_min_interval: number;
  readonly connection_recovery_max_interval: number;
  readonly no_answer_timeout: number;
  readonly user_agent: string;
}

export interface JsSip {
  readonly UA: new (configuration: UserAgentConfiguration) => UserAgent;
  readonly version: string;
}

/** What JsSIP takes from a browser. */
export interface JsSipEnvironment {
  readonly navigator: object;
  readonly RTCPeerConnection: new (configuration?: object, constraints?: object) => object;
  readonly RTCSessionDescription: new (init: { type: string; sdp: string }) => object;
}

/** A JsSIP of its own for each environment: nothing is global. */
export function createJsSip(environment: JsSipEnvironment): JsSip;
