import { ContractError } from '../../contract/errors.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { createChallengeGuard } from './challenge-guard.ts';
import { openSubscription, readRetryAfter, type Subscription, type SubscriptionHandlers, type SubscriptionRequest } from './jssip-subscription.ts';
import { createJsSip, type RtcSession, type SipMessage, type SipSocket } from './jssip-bundle/jssip.js';
import type { RtcEnvironment } from './rtc-environment.ts';
import type { VoiceAccount } from './voice-accounts.ts';

export type { RtcSession, SessionEnd, SipMessage, SipSocket } from './jssip-bundle/jssip.js';

export interface IncomingInvite {
  readonly session: RtcSession;
  readonly request: SipMessage;
}

/** The other side of a call wants us to call somebody else (RFC 3515). */
export interface IncomingRefer extends IncomingInvite {
  /** Calls them; the other side hears how it goes. `begun` has the new call before anything of it is sent. */
  accept(pcConfig: object, begun: (session: RtcSession) => void): void;
  reject(): void;
}

/** Somebody wants to take the other side's place (RFC 3891): `accept` makes a call of it, whose answer ends this one. */
export interface IncomingReplaces extends IncomingInvite {
  accept(): void;
  reject(): void;
}

export interface ToldEvent {
  /** Event's package, in lower case. */
  readonly event: string;
  readonly body: string;
}

/** One account's SIP side. */
export interface SipUserAgent {
  readonly connected: Listenable<void>;
  readonly disconnected: Listenable<void>;
  readonly registered: Listenable<void>;
  readonly unregistered: Listenable<void>;
  readonly registrationRefused: Listenable<{ readonly status: number | null; readonly retryAfterMs: number | null }>;
  readonly invited: Listenable<IncomingInvite>;
  /** The server tells something nobody subscribed to. */
  readonly told: Listenable<ToldEvent>;
  readonly isConnected: boolean;
  readonly isRegistered: boolean;
  start(): void;
  /** Un-registers, ends what is up, closes the socket. */
  stop(): void;
  register(): void;
  /** Throws ContractError number-invalid for a target that is no SIP URI. `pcConfig`: W3C's RTCConfiguration. */
  call(target: string, pcConfig: object, displayName: string | null, extraHeaders?: readonly string[]): RtcSession;
  /** Asks the server to tell of an event (RFC 6665) until it is ended. Throws ContractError number-invalid for a target that is no SIP URI. */
  subscribe(request: SubscriptionRequest, handlers: SubscriptionHandlers): Subscription;
}

export interface SipUserAgentDeps {
  readonly account: Pick<VoiceAccount, 'user' | 'domain' | 'displayName' | 'authUser' | 'outboundProxy' | 'instanceId'>;
  readonly password: () => string | null;
  readonly socket: SipSocket;
  readonly rtc: RtcEnvironment;
  readonly clock: Clock;
  readonly userAgentName: string;
  /** Without these, calls are never handed over. */
  readonly onReferred?: (refer: IncomingRefer) => void;
  readonly onReplaced?: (replaces: IncomingReplaces) => void;
}

const registerExpiresS = 600;

/** RFC 3261 §17.1.1.1, 64 × T1: answers to the last request of a call may come this late. */
const lateAnswersMs = 32_000;

export function createSipUserAgent(deps: SipUserAgentDeps): SipUserAgent {
  const { account, password, socket, rtc, clock, userAgentName } = deps;
  const { RTCPeerConnection, RTCSessionDescription } = rtc;
  const jssip = createJsSip({ navigator: {}, RTCPeerConnection, RTCSessionDescription });
  const events = {
    connected: createEmitter<void>(),
    disconnected: createEmitter<void>(),
    registered: createEmitter<void>(),
    unregistered: createEmitter<void>(),
    registrationRefused: createEmitter<{ status: number | null; retryAfterMs: number | null }>(),
    invited: createEmitter<IncomingInvite>(),
    told: createEmitter<ToldEvent>(),
  };
  const ua = new jssip.UA({
    sockets: [socket],
    uri: `sip:${account.user}@${account.domain}`,
    password: password() ?? '',
    authorization_user: account.authUser ?? undefined,
    display_name: account.displayName ?? undefined,
    instance_id: account.instanceId ?? undefined,
    use_preloaded_route: account.outboundProxy !== null,
    register: true,
    register_expires: registerExpiresS,
    // Refreshes shorter than half an hour are refused by common servers (FreeSWITCH), and dead media are noticed anyway.
    session_timers: false,
    // JsSIP counts in whole seconds; the socket adds its own back-off.
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 1,
    no_answer_timeout: 180,
    user_agent: userAgentName,
  });
  const challenges = createChallengeGuard();
  ua.acceptsChallenge = challenges.accepts;

  /** JsSIP forgets the password after the first challenge; a corrected one counts from the next request on. */
  function refreshPassword(): void {
    ua.set('password', password() ?? '');
  }

  ua.on('connected', () => {
    refreshPassword();
    events.connected.emit();
  });
  ua.on('disconnected', () => events.disconnected.emit());
  ua.on('registered', () => {
    challenges.registered();
    events.registered.emit();
  });
  ua.on('unregistered', () => events.unregistered.emit());
  ua.on('registrationFailed', ({ response }) => {
    events.registrationRefused.emit({ status: response?.status_code ?? null, retryAfterMs: readRetryAfter(response) });
  });
  ua.on('sipEvent', ({ request }) => {
    const event = (request.getHeader('Event') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    events.told.emit({ event, body: request.body ?? '' });
  });
  ua.on('newRTCSession', ({ originator, session, request }) => {
    listenToTransfers(session, deps, refreshPassword);
    if (originator !== 'remote') return;
    challenges.cameIn(request.call_id);
    const forget = (): void => void clock.after(lateAnswersMs, () => challenges.forget(request.call_id));
    session.on('ended', forget).on('failed', forget);
    events.invited.emit({ session, request });
  });

  return {
    ...events,
    get isConnected() {
      return ua.isConnected();
    },
    get isRegistered() {
      return ua.isRegistered();
    },
    start: () => ua.start(),
    stop: () => ua.stop(),
    register() {
      refreshPassword();
      ua.register();
    },
    call(target, pcConfig, displayName, extraHeaders = []) {
      refreshPassword();
      try {
        return ua.call(target, {
          mediaStream: rtc.mediaStream,
          pcConfig: { ...pcConfig, isCaller: true },
          extraHeaders,
          ...(displayName ? { fromDisplayName: displayName } : {}),
        });
      } catch (error) {
        if (error instanceof TypeError) throw new ContractError('invalid-input', { failure: { reason: 'number-invalid', field: 'target' } });
        throw error;
      }
    },
    subscribe(request, handlers) {
      refreshPassword();
      return openSubscription(ua, request, handlers);
    },
  };
}

/** JsSIP leaves unanswered what nobody listens to. */
function listenToTransfers(session: RtcSession, { onReferred, onReplaced, rtc: { mediaStream } }: SipUserAgentDeps, beforeCall: () => void): void {
  session.on('refer', ({ request, accept, reject }) => {
    if (!onReferred) return reject();
    onReferred({
      session,
      request,
      reject,
      accept(pcConfig, begun) {
        beforeCall();
        accept(begun, { mediaStream, pcConfig: { ...pcConfig, isCaller: true } });
      },
    });
  });
  session.on('replaces', ({ request, accept, reject }) => {
    if (onReplaced) onReplaced({ session, request, accept, reject });
    else reject();
  });
}
