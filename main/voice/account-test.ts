import { randomBytes } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { accountTestStepSchema, type AccountDraft, type AccountTestResult, type AccountTestStep } from '../../contract/model/account.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { Clock } from '../ports.ts';
import { openTcp, openTls, openWebSocket, overStream, resolveHops, type SipPipe } from './account-connection.ts';
import { readAccountTarget, type AccountAddress, type AccountTarget } from './account-target.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import { failureOfResponse } from './failure-mapping.ts';
import { ProbeFailure } from './probe-failure.ts';
import { createRegisterProbe, requireSuccess, type RegisterProbe } from './register-probe.ts';
import { locateServer, systemRoute, type RouteDeps } from './sip-route.ts';

export type AccountTestDraft = AccountAddress & Pick<AccountDraft, 'authUser' | 'password'>;

export interface AccountTestDeps {
  readonly clock: Clock;
  /** Ends the test; what was reached so far is its result. */
  readonly signal?: AbortSignal;
  /** Of this machine, where none is given. */
  readonly route?: RouteDeps;
}

const overallMs = 15_000;
const stepMs = 5_000;
/** Long enough for any registrar to accept, short enough to be gone soon should its removal never arrive. */
const bindingS = 60;
const removalMs = 2_000;

/** What it means that a step never ends. */
const silence = {
  dns: 'host-unknown',
  tcp: 'connection-timed-out',
  tls: 'connection-timed-out',
  websocket: 'connection-timed-out',
  authentication: 'registrar-silent',
  registered: 'registrar-silent',
} as const satisfies Record<AccountTestStep, Failure['reason']>;

type Outcome = AccountTestResult['steps'][number]['outcome'];

/**
 * Tries an account step by step: DNS, TCP, TLS, WebSocket (RFC 7118), authentication, registered (RFC 3261 §10). The first failure ends it; at most 15 s. Uses a
 * connection and a contact of its own, removed at once; where the account is registered from elsewhere, no binding is made, because servers that keep one contact
 * per account would drop the other. Never throws.
 */
export async function testAccount(
  draft: AccountTestDraft,
  storedPassword: string | null,
  { clock, signal, route = systemRoute }: AccountTestDeps,
): Promise<AccountTestResult> {
  const target = readAccountTarget(draft);
  const steps = createSteps(clock, signal);
  if ('reason' in target) return steps.end(target);
  const sockets: Socket[] = [];
  const cleanup: { pipe: SipPipe | null; removal: Promise<void> } = { pipe: null, removal: Promise.resolve() };
  try {
    const pipe = await open(target, steps, { route, keep: (socket) => sockets.push(socket) });
    cleanup.pipe = pipe;
    const probe = createRegisterProbe({ pipe, target, authUser: draft.authUser, password: draft.password ?? storedPassword, clock });
    await register(probe, steps, (removal) => {
      cleanup.removal = removal;
    });
    return steps.end(null);
  } catch (error) {
    return steps.end(error instanceof ProbeFailure ? error.failure : failureOfSocketError(error));
  } finally {
    steps[Symbol.dispose]();
    void leave(cleanup, sockets, clock);
  }
}

/** Waits for the removal of a binding that was asked for, then closes; a server that never closes its side does not hold ours. */
async function leave({ pipe, removal }: { pipe: SipPipe | null; removal: Promise<void> }, sockets: readonly Socket[], clock: Clock): Promise<void> {
  const destroy = (): void => sockets.forEach((socket) => socket.destroy());
  if (!pipe) return destroy();
  const limit = Promise.withResolvers<void>();
  const timer = clock.after(removalMs, limit.resolve);
  await Promise.race([removal, limit.promise]);
  timer[Symbol.dispose]();
  pipe.close();
  const last = clock.after(removalMs, destroy);
  pipe.ended.catch(() => {
    last[Symbol.dispose]();
    destroy();
  });
}

async function open(
  target: AccountTarget,
  steps: Steps,
  { route, keep }: { readonly route: RouteDeps; readonly keep: (socket: Socket) => void },
): Promise<SipPipe> {
  const find = async () => resolveHops(await locateServer(target, route));
  const hops = isIP(target.host) === 0 ? await steps.run('dns', find) : await find();
  const { socket: plain, hop } = await steps.run('tcp', () => openTcp(hops, keep));
  const socket = hop.isSecure ? await steps.run('tls', () => openTls(plain, target)) : plain;
  keep(socket);
  if (!target.isWebSocket) return overStream(socket, hop);
  return steps.run('websocket', () => openWebSocket(target, socket, `${randomBytes(6).toString('hex')}.invalid`));
}

async function register(probe: RegisterProbe, steps: Steps, onRemoval: (removal: Promise<void>) => void): Promise<void> {
  const bindings = await steps.run('authentication', async () => {
    const answer = await probe.ask();
    if (answer.status === 401 || answer.status === 407 || answer.status === 403) throw new ProbeFailure(failureOfResponse(answer.status, 'register'));
    return answer;
  });
  if (!bindings.wasChallenged) steps.skip('authentication');
  const isBoundElsewhere = bindings.status < 300 && bindings.headers('contact').some((contact) => contact !== '');
  await steps.run('registered', async () => {
    if (isBoundElsewhere) return;
    const binding = bind(probe);
    const removal = binding
      .then(() => probe.bind(0))
      .then(
        () => undefined,
        () => undefined,
      );
    // Known before the answer: where the test is cut short, what was asked for may still be granted.
    onRemoval(removal);
    await binding;
    await removal;
  });
}

async function bind(probe: RegisterProbe): Promise<void> {
  let answer = await probe.bind(bindingS);
  const least = Number(answer.header('min-expires'));
  // RFC 3261 §10.3: 423 Interval Too Brief.
  if (answer.status === 423 && least > bindingS && least <= 86_400) answer = await probe.bind(least);
  requireSuccess(answer);
}

interface Steps extends Disposable {
  /** Runs one step; rejects with what ended it. */
  run<T>(step: AccountTestStep, work: () => Promise<T>): Promise<T>;
  skip(step: AccountTestStep): void;
  end(failure: Failure | null): AccountTestResult;
}

function createSteps(clock: Clock, signal: AbortSignal | undefined): Steps {
  const reached = new Map<AccountTestStep, { outcome: Outcome; tookMs: number }>();
  const limit = new AbortController();
  const overall = clock.after(overallMs, () => limit.abort());
  const isOver = AbortSignal.any(signal ? [limit.signal, signal] : [limit.signal]);

  async function run<T>(step: AccountTestStep, work: () => Promise<T>): Promise<T> {
    const startedAt = clock.now();
    const settle = (outcome: Outcome): void => void reached.set(step, { outcome, tookMs: Math.max(0, clock.now() - startedAt) });
    const { promise: cut, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(new ProbeFailure({ reason: silence[step] }));
    isOver.addEventListener('abort', giveUp);
    // Requests have their own limit: several of them make one step.
    const timer = silence[step] === 'registrar-silent' ? null : clock.after(stepMs, giveUp);
    if (isOver.aborted) giveUp();
    try {
      const result = await Promise.race([work(), cut]);
      settle('passed');
      return result;
    } catch (error) {
      settle('failed');
      throw error;
    } finally {
      isOver.removeEventListener('abort', giveUp);
      timer?.[Symbol.dispose]();
    }
  }

  function report(step: AccountTestStep): AccountTestResult['steps'][number] {
    const order = accountTestStepSchema.options;
    const isPassedBy = order.slice(order.indexOf(step) + 1).some((later) => reached.has(later));
    const { outcome, tookMs } = reached.get(step) ?? { outcome: isPassedBy ? ('skipped' as const) : ('not-reached' as const), tookMs: 0 };
    return { step, outcome, tookMs };
  }

  return {
    run,
    skip: (step) => void reached.set(step, { outcome: 'skipped', tookMs: 0 }),
    end: (failure) => ({
      isRegistered: failure === null,
      steps: accountTestStepSchema.options.map(report),
      failure,
    }),
    [Symbol.dispose]: () => overall[Symbol.dispose](),
  };
}
