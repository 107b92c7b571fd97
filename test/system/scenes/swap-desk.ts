import { startDesktop, type Desktop } from '../../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, noCalls, statusIn, until } from '../../e2e/harness/remote-desk.ts';
import { farAddress, layCable, type Cable, type SwapKind } from './cable.ts';
import { startChild } from './child.ts';
import { backAt, heardTimes, listenIn } from './sound-times.ts';
import type { TestbedOrder } from './testbed-child.ts';

/** The application, with a cable to kamailio, rtpengine and dave in another namespace. */
export interface SwapDesk extends AsyncDisposable {
  readonly desktop: Desktop;
  readonly cable: Cable;
  readonly say: <Answer>(order: TestbedOrder) => Promise<Answer>;
  /** The network changes while nothing is on: how long until it is registered again, ms from the moment the network is there. */
  swapIdle(kind: SwapKind): Promise<number>;
  /** The network changes in the call that is up: how long until both hear each other again, ms. */
  swapInCall(kind: SwapKind): Promise<number>;
  /** dave calls; the agent answers, and both hear each other. */
  beCalled(): Promise<boolean>;
  hangUp(): Promise<void>;
}

export interface SwapDeskOptions {
  readonly transport?: 'ws' | 'tcp';
  /** Kamailio's. */
  readonly options?: readonly string[];
}

/** frank is whom the testbed offers WebRTC to without WebSocket. */
const lines = { ws: { port: 8080, user: 'alice' }, tcp: { port: 5060, user: 'frank' } };

export async function startSwapDesk({ transport = 'ws', options = [] }: SwapDeskOptions = {}): Promise<SwapDesk> {
  await using stack = new AsyncDisposableStack();
  const child = stack.use(startChild('testbed-child.ts', { isFar: true }));
  const cable = stack.use(await layCable(child.pid));
  const say = <Answer>(order: TestbedOrder): Promise<Answer> => child.ask(order);
  await say({ do: 'start', address: farAddress, options });
  const desktop = stack.use(await startDesktop());
  const { port, user } = lines[transport];
  const serverUrl = `${transport}://${farAddress}:${port}`;
  await ask(desktop, 'accounts.add', accountDraft({ aor: `${user}@sip.test`, password: `${user}-pw`, serverUrl }));
  await statusIn(desktop, ['ok']);
  await listenIn(desktop);

  async function bothHear(since: number): Promise<number> {
    return until(
      async () => {
        const { times } = await say<{ times: number[] }>({ do: 'heard', since });
        const there = backAt(times, since);
        const here = backAt(await heardTimes(desktop, since), since);
        return there && here && Math.max(there, here);
      },
      'both hear each other',
      20_000,
    );
  }

  const own = stack.move();
  return {
    desktop,
    cable,
    say,
    async swapIdle(kind) {
      const since = Date.now();
      const thereAt = await cable.swap(kind);
      const back = await until(async () => {
        const { state, lastSuccessAt } = await statusIn(desktop, ['ok']);
        return state === 'ok' && (lastSuccessAt ?? 0) > since && lastSuccessAt;
      }, `registered again: ${kind}`);
      return Math.max(0, back - thereAt);
    },
    async swapInCall(kind) {
      const thereAt = await cable.swap(kind);
      return (await bothHear(thereAt)) - thereAt;
    },
    async beCalled() {
      const since = Date.now();
      await say({ do: 'call', user });
      const ringing = await callIn(desktop, ['ringing'], 3_000).catch(() => null);
      if (!ringing) return false;
      await ask(desktop, 'voice.answer', { callId: ringing.callId });
      await callIn(desktop, ['connected']);
      await bothHear(since);
      return true;
    },
    async hangUp() {
      const { callId } = await callIn(desktop, ['connected']);
      await ask(desktop, 'voice.hang-up', { callId });
      await noCalls(desktop);
      // Who still writes up a call is not called.
      const { wrapUps } = await ask(desktop, 'wrap-up.list', {});
      for (const { interactionId } of wrapUps) await ask(desktop, 'wrap-up.finish', { interactionId });
      await say({ do: 'await-quiet' });
    },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}
