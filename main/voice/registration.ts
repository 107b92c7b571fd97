import type { AccountState, AccountStatus } from '../../contract/model/account.ts';
import type { Failure } from '../../contract/model/failure.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { failureOfResponse } from './failure-mapping.ts';
import type { SipUserAgent } from './jssip-user-agent.ts';
import type { SupervisedSocket } from './sip-socket.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** Keeps one account registered, and says how it stands. JsSIP itself never tries again after 403, 408 or 503 and ignores Retry-After. */
export interface RegistrationSupervisor extends Disposable {
  readonly changed: Listenable<AccountStatus>;
  readonly status: AccountStatus;
  start(): void;
  stop(): void;
  /** At once, whatever was waited for. */
  retry(): void;
  /** The machine's addresses changed: what led through one that is gone begins anew, the rest is asked whether it still leads anywhere. True: there is a connection still. */
  moved(addresses: readonly string[]): boolean;
}

export interface RegistrationDeps {
  readonly account: Pick<VoiceAccount, 'id'>;
  readonly userAgent: SipUserAgent;
  readonly socket: Pick<SupervisedSocket, 'failed' | 'drop' | 'hurry' | 'localAddress'>;
  readonly clock: Clock;
  readonly hasPassword: () => boolean;
  /** 0 ≤ n < 1; spreads a thousand phones that lost the same server. */
  readonly random: () => number;
}

const answerWithinMs = 8_000;
/** A server at the other end of a connection that still leads there answers sooner. */
const stillThereMs = 1_500;
const firstRetryMs = 1_000;
const lastRetryMs = 60_000;
/** A refusal repeats itself until somebody corrects the account. */
const refusals = new Set([401, 403, 404, 407]);

/** Full jitter around an exponential delay. */
export function retryDelayMs(failures: number, random: () => number): number {
  const ceiling = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

export function createRegistrationSupervisor({ account, userAgent, socket, clock, hasPassword, random }: RegistrationDeps): RegistrationSupervisor {
  const changed = createEmitter<AccountStatus>();
  let status: AccountStatus = { accountId: account.id, state: 'paused', failure: null, lastSuccessAt: null, nextTryAt: null };
  let failures = 0;
  let watchdog: Disposable | null = null;
  let retryTimer: Disposable | null = null;
  let isStarted = false;

  function become(state: AccountState, change: Partial<AccountStatus> = {}): void {
    status = { ...status, nextTryAt: null, ...change, state };
    changed.emit(status);
  }

  function stopWaiting(): void {
    watchdog?.[Symbol.dispose]();
    retryTimer?.[Symbol.dispose]();
    watchdog = retryTimer = null;
  }

  function awaitAnswer(withinMs = answerWithinMs): void {
    watchdog?.[Symbol.dispose]();
    watchdog = clock.after(withinMs, () => {
      become('degraded', { failure: { reason: 'registrar-silent' } });
      socket.drop();
    });
  }

  function tryAgainIn(delayMs: number, failure: Failure): void {
    stopWaiting();
    become('degraded', { failure, nextTryAt: clock.now() + delayMs });
    retryTimer = clock.after(delayMs, () => register());
  }

  function register(withinMs?: number): void {
    stopWaiting();
    if (!isStarted) return;
    if (!userAgent.isConnected) return socket.hurry();
    // Asking once more takes nothing away from a registration that stands.
    if (status.state !== 'ok') become('registering');
    awaitAnswer(withinMs);
    userAgent.register();
  }

  const off = [
    userAgent.connected.on(() => {
      stopWaiting();
      become('registering');
      awaitAnswer();
    }),
    userAgent.disconnected.on(() => {
      stopWaiting();
      if (isStarted && status.state !== 'auth-needed') become(status.failure ? 'degraded' : 'connecting');
    }),
    userAgent.registered.on(() => {
      stopWaiting();
      failures = 0;
      become('ok', { failure: null, lastSuccessAt: clock.now() });
    }),
    userAgent.registrationRefused.on(({ status: code, retryAfterMs }) => {
      if (!isStarted) return;
      stopWaiting();
      failures += 1;
      const failure = code === null ? { reason: 'registrar-silent' as const } : failureOfResponse(code, 'register');
      if (code !== null && refusals.has(code)) return become('auth-needed', { failure: hasPassword() ? failure : { reason: 'password-missing' } });
      if (!userAgent.isConnected) return become('degraded', { failure: status.failure ?? { reason: 'connection-lost' } });
      tryAgainIn(retryAfterMs ?? retryDelayMs(failures, random), failure);
    }),
    socket.failed.on((failure) => {
      stopWaiting();
      if (isStarted) become('degraded', { failure });
    }),
  ];

  return {
    changed,
    get status() {
      return status;
    },
    start() {
      if (isStarted) return;
      isStarted = true;
      become('connecting', { failure: null });
      userAgent.start();
    },
    stop() {
      if (!isStarted) return;
      isStarted = false;
      stopWaiting();
      userAgent.stop();
      become('paused', { failure: null });
    },
    retry() {
      failures = 0;
      register();
    },
    moved(addresses) {
      failures = 0;
      const isLost = isStarted && isGone(socket.localAddress, addresses);
      if (isLost) socket.drop();
      else register(stillThereMs);
      return !isLost && userAgent.isConnected;
    },
    [Symbol.dispose]() {
      stopWaiting();
      for (const end of off) end();
    },
  };
}

function isGone(address: string | null, addresses: readonly string[]): boolean {
  return address !== null && address !== '::1' && !address.startsWith('127.') && !addresses.includes(address);
}
