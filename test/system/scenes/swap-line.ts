import { watchAddresses } from '../../../main/lib/address-watch.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { createSipUserAgent } from '../../../main/voice/jssip-user-agent.ts';
import { createMediaLink } from '../../../main/voice/media-link.ts';
import { createRegistrationSupervisor, type RegistrationSupervisor } from '../../../main/voice/registration.ts';
import { createWebSocketSocket } from '../../../main/voice/sip-socket-ws.ts';
import { until } from '../../e2e/harness/remote-desk.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { targetOf } from '../../fakes/sip-target.ts';
import { alice } from '../../fakes/voice-accounts.ts';
import { farAddress, layCable, type SwapKind } from './cable.ts';
import { startChild } from './child.ts';
import type { RegistrarOrder } from './registrar-child.ts';

export interface Swap {
  readonly kind: SwapKind;
  /** From the moment the network is there again. */
  readonly registeredMs: number;
  /** The next call rings, within a second. */
  readonly isAnswerable: boolean;
}

/** A line of ours, as the application has it, with a cable to a registrar in another namespace. */
export interface SwapLine extends AsyncDisposable {
  swap(kind: SwapKind): Promise<Swap>;
}

export async function startSwapLine(): Promise<SwapLine> {
  const child = startChild('registrar-child.ts', { isFar: true });
  const say = <Answer>(order: RegistrarOrder): Promise<Answer> => child.ask(order);
  const { port } = await say<{ port: number }>({ do: 'start', host: '0.0.0.0', password: 'alice-pw' });
  const cable = await layCable(child.pid);
  const clock = createSystemClock();
  const logger = createRecordingLogger();
  const socket = createWebSocketSocket(targetOf(`ws://${farAddress}:${port}`), { clock, logger, delayOf: () => 0 });
  const media = createMediaLink({ clock, logger, restartMediaPage() {} });
  const userAgent = createSipUserAgent({
    account: alice,
    password: () => 'alice-pw',
    socket,
    rtc: media.rtcEnvironment('microphone'),
    clock,
    userAgentName: 'test',
  });
  const line: RegistrationSupervisor = createRegistrationSupervisor({
    account: alice,
    userAgent,
    socket,
    clock,
    hasPassword: () => true,
    random: Math.random,
  });
  userAgent.invited.on(({ session }) => void clock.after(20, () => session.isEnded() || session.terminate({ status_code: 480 })));
  const off = watchAddresses({ clock })(({ addresses }) => line.moved(addresses));
  line.start();
  await until(() => line.status.state === 'ok', 'registered');
  let calls = 0;

  return {
    async swap(kind) {
      const last = line.status.lastSuccessAt ?? 0;
      const since = Date.now();
      const thereAt = await cable.swap(kind);
      const isBack = (): boolean => {
        const { state, lastSuccessAt } = line.status;
        return state === 'ok' && (lastSuccessAt ?? 0) > Math.max(last, since) && socket.localAddress === cable.address;
      };
      await until(isBack, `registered again: ${kind}`);
      const registeredMs = Math.max(0, (line.status.lastSuccessAt ?? 0) - thereAt);
      const { status } = await say<{ status: number }>({ do: 'call', id: `next${(calls += 1)}` });
      return { kind, registeredMs, isAnswerable: status === 180 };
    },
    async [Symbol.asyncDispose]() {
      off();
      line.stop();
      line[Symbol.dispose]();
      media[Symbol.dispose]();
      cable[Symbol.dispose]();
      await child[Symbol.asyncDispose]();
    },
  };
}
