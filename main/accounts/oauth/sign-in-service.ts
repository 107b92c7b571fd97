import { randomUUID } from 'node:crypto';
import { ContractError } from '../../../contract/errors.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { signInIdSchema, type SignIn, type SignInId, type SignInWay } from '../../../contract/model/sign-in.ts';
import { createAlarm, type Alarm } from '../../lib/alarm.ts';
import { createEmitter, type Listenable } from '../../lib/emitter.ts';
import type { Clock, Logger } from '../../ports.ts';
import { listenOnLoopback, type AnswerPage } from './loopback-listener.ts';
import type { OAuthConnection, RegisteredClient, Tokens } from './oauth-client.ts';
import { toOAuthError } from './oauth-error.ts';
import { endpointsOf, isSafeAddress } from './oauth-providers.ts';

/** The user's own web browser: for pages of strangers, which are never shown in a window of ours. */
interface Browser {
  /** False where it cannot be opened from here: then the agent is given a link. */
  open(address: string): boolean;
}

export interface SignInRequest {
  /** The account that gets what comes of it at once; null: a form does, when it is saved. */
  readonly keepFor: AccountId | null;
  readonly accountId: AccountId | null;
  readonly registered: RegisteredClient;
  readonly loginHint: string;
  readonly way: SignInWay;
}

/** Signing in at a provider: what is under way, and what came of it. Tokens never leave main. */
export interface SignInService extends AsyncDisposable {
  readonly changed: Listenable<readonly SignIn[]>;
  list(): readonly SignIn[];
  /** Throws unavailable with the reason where the provider cannot be asked. */
  begin(request: SignInRequest): Promise<SignIn>;
  /** False where it cannot be opened from here. Throws not-found. */
  openPage(signInId: SignInId): boolean;
  /** Also forgets what came of it. */
  cancel(signInId: SignInId): void;
  /** What came of it, for a test of the form that names it. */
  peek(signInId: SignInId): Tokens | null;
  /** The same, for good. Throws illegal-state where nobody has signed in. */
  take(signInId: SignInId): Tokens;
}

export interface SignInDeps {
  readonly connection: OAuthConnection;
  readonly browser: Browser;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly page: () => AnswerPage;
  readonly onSignedIn: (accountId: AccountId, tokens: Tokens) => void;
}

/** As long as providers keep their own pages. */
const limitMs = 10 * 60_000;
const keptMs = 30 * 60_000;

interface Attempt {
  shown: SignIn;
  tokens: Tokens | null;
  readonly stop: AbortController;
  readonly limit: Alarm;
  readonly ended: Promise<void>;
}

export function createSignInService(deps: SignInDeps): SignInService {
  const { browser, clock, logger } = deps;
  const changed = createEmitter<readonly SignIn[]>();
  const attempts = new Map<SignInId, Attempt>();
  const list = (): SignIn[] => [...attempts.values()].map(({ shown }) => shown);

  function update(id: SignInId, change: Partial<SignIn>): void {
    const attempt = attempts.get(id);
    if (!attempt) return;
    attempt.shown = { ...attempt.shown, ...change };
    changed.emit(list());
  }

  function forget(id: SignInId): void {
    const attempt = attempts.get(id);
    attempts.delete(id);
    attempt?.limit[Symbol.dispose]();
    attempt?.stop.abort();
    if (attempt) changed.emit(list());
  }

  /** Waits for the provider's answer, until it is there, too late or no longer wanted. */
  async function conclude(id: SignInId, { keepFor }: SignInRequest, finish: () => Promise<Tokens>): Promise<void> {
    try {
      const tokens = await finish();
      const attempt = attempts.get(id);
      if (!attempt) return;
      if (keepFor === null) attempt.tokens = tokens;
      else deps.onSignedIn(keepFor, tokens);
      update(id, { state: 'done' });
    } catch (error) {
      const { failure } = toOAuthError(error);
      // Too late, or no longer wanted: that has been said.
      if (attempts.get(id)?.shown.state !== 'waiting') return;
      logger.warn('sign-in-failed', { reason: failure.reason, technical: failure.technical });
      update(id, { state: 'failed', failure });
    } finally {
      // A form that was left open for hours signs in again.
      attempts.get(id)?.limit.set(keptMs, () => forget(id));
    }
  }

  return {
    changed,
    list,
    async begin(request) {
      // One at a time for an account or a form: a second attempt takes the place of the first.
      for (const { shown } of attempts.values()) if (shown.accountId === request.accountId) forget(shown.id);
      const id = signInIdSchema.parse(randomUUID());
      const stop = new AbortController();
      const prepared = await prepare(deps, request, stop.signal).catch((error: unknown) => {
        throw new ContractError('unavailable', { failure: toOAuthError(error).failure });
      });
      const { address, userCode, lastsMs } = prepared;
      if (!isSafeAddress(address)) {
        stop.abort();
        throw new ContractError('unavailable', { failure: { reason: 'provider-error' } });
      }
      const { accountId, way } = request;
      const isOpened = way === 'browser' && browser.open(address);
      const shown: SignIn = { id, accountId, way, state: 'waiting', address, isOpened, userCode, expiresAt: clock.now() + lastsMs, failure: null };
      const limit = createAlarm(clock);
      limit.set(lastsMs, () => {
        update(id, { state: 'failed', failure: { reason: 'sign-in-expired' } });
        stop.abort();
      });
      const ended = Promise.withResolvers<void>();
      attempts.set(id, { shown, tokens: null, stop, limit, ended: ended.promise });
      changed.emit(list());
      void conclude(id, request, prepared.finish).then(ended.resolve);
      return shown;
    },
    openPage(id) {
      const attempt = attempts.get(id);
      if (!attempt) throw new ContractError('not-found');
      return browser.open(attempt.shown.address);
    },
    cancel: forget,
    peek: (id) => attempts.get(id)?.tokens ?? null,
    take(id) {
      const tokens = attempts.get(id)?.tokens;
      if (!tokens) throw new ContractError('illegal-state', { failure: { reason: 'sign-in-needed' } });
      forget(id);
      return tokens;
    },
    async [Symbol.asyncDispose]() {
      const all = [...attempts.values()];
      attempts.clear();
      for (const { stop, limit } of all) {
        limit[Symbol.dispose]();
        stop.abort();
      }
      await Promise.allSettled(all.map(({ ended }) => ended));
    },
  };
}

interface Prepared {
  readonly address: string;
  readonly userCode: string | null;
  readonly lastsMs: number;
  finish(): Promise<Tokens>;
}

/** Asks the provider how it is done; for the browser a port is opened first, for it is part of the question. */
async function prepare({ connection, page }: SignInDeps, { registered, loginHint, way }: SignInRequest, signal: AbortSignal): Promise<Prepared> {
  if (way === 'device') {
    const device = await connection.beginOnDevice(registered);
    return { address: device.address, userCode: device.userCode, lastsMs: device.expiresInMs, finish: () => device.finish(signal) };
  }
  const listener = await listenOnLoopback(page(), endpointsOf(registered.client).loopback);
  try {
    const begun = await connection.beginInBrowser(registered, { redirectUri: listener.redirectUri, loginHint });
    const stop = (): void => void listener[Symbol.asyncDispose]();
    signal.addEventListener('abort', stop, { once: true });
    const answer = listener.answer(begun.state);
    return { address: begun.address, userCode: null, lastsMs: limitMs, finish: async () => begun.finish(await answer) };
  } catch (error) {
    await listener[Symbol.asyncDispose]();
    throw error;
  }
}
