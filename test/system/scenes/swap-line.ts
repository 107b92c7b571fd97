import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { watchAddresses } from '../../../main/lib/address-watch.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { createSipUserAgent } from '../../../main/voice/jssip-user-agent.ts';
import { createMediaLink } from '../../../main/voice/media-link.ts';
import { createRegistrationSupervisor, type RegistrationSupervisor } from '../../../main/voice/registration.ts';
import { createWebSocketSocket } from '../../../main/voice/sip-socket-ws.ts';
import { until } from '../../e2e/harness/remote-desk.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { alice } from '../../fakes/voice-world.ts';
import type { FarSaid } from './far-registrar.ts';

export type SwapKind = 'other address' | 'other address after a gap' | 'down and up';
export const swapKinds: readonly SwapKind[] = ['other address', 'other address after a gap', 'down and up'];

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

const gapMs = 700;
const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });

async function startFar(heard: (request: string) => void): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn('unshare', ['-n', process.execPath, join(import.meta.dirname, 'far-registrar.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the far registrar ended')));
    child.on('message', (said: FarSaid) => ('port' in said ? resolve(said.port) : heard(said.request)));
  });
  return { child, port };
}

function layCable(pid: number): void {
  const far = (...args: string[]): void => void execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', ...args]);
  ip('link', 'add', 'swap0', 'type', 'veth', 'peer', 'name', 'swap1', 'netns', String(pid));
  far('addr', 'add', '10.66.0.1/16', 'dev', 'swap1');
  far('link', 'set', 'swap1', 'up');
  ip('addr', 'add', '10.66.1.1/16', 'dev', 'swap0');
  ip('link', 'set', 'swap0', 'up');
}

export async function startSwapLine(): Promise<SwapLine> {
  const requests: string[] = [];
  const { child, port } = await startFar((request) => requests.push(request));
  layCable(child.pid!);
  const clock = createSystemClock();
  const logger = createRecordingLogger();
  const socket = createWebSocketSocket(new URL(`ws://10.66.0.1:${port}`), { clock, logger, delayOf: () => 0 });
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
  const off = watchAddresses({ clock })(line.moved);
  line.start();
  await until(() => line.status.state === 'ok', 'registered');
  let at = 1;

  async function change(kind: SwapKind): Promise<void> {
    const before = `10.66.1.${at}/16`;
    if (kind === 'down and up') {
      ip('link', 'set', 'swap0', 'down');
      await new Promise((up) => setTimeout(up, gapMs));
      ip('link', 'set', 'swap0', 'up');
      return;
    }
    at = (at % 250) + 1;
    ip('addr', 'del', before, 'dev', 'swap0');
    if (kind === 'other address after a gap') await new Promise((up) => setTimeout(up, gapMs));
    ip('addr', 'add', `10.66.1.${at}/16`, 'dev', 'swap0');
  }

  async function isAnswerable(): Promise<boolean> {
    const id = randomBytes(6).toString('hex');
    const target = /^Contact:\s*<([^>]+)>/im.exec(requests.findLast((request) => request.startsWith('REGISTER ')) ?? '')?.[1];
    const head = [
      `INVITE ${target} SIP/2.0`,
      `Via: SIP/2.0/WS far.invalid;branch=z9hG4bK${id}`,
      'Max-Forwards: 70',
      `From: <sip:${id}@sip.test>;tag=far`,
      'To: <sip:alice@sip.test>',
      `Call-ID: ${id}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:far@far.invalid;transport=ws>',
      'Content-Length: 0',
    ];
    child.send([...head, '', ''].join('\r\n'));
    const rings = (): boolean => requests.some((message) => message.startsWith('SIP/2.0 180') && message.includes(id));
    return until(rings, 'the next call rings', 1_000).catch(() => false);
  }

  return {
    async swap(kind) {
      const registered = Promise.withResolvers<void>();
      const last = line.status.lastSuccessAt ?? 0;
      const since = Date.now();
      await change(kind);
      const startedAt = Date.now();
      const isBack = (): boolean => {
        const { state, lastSuccessAt } = line.status;
        return state === 'ok' && (lastSuccessAt ?? 0) > Math.max(last, since) && socket.localAddress === `10.66.1.${at}`;
      };
      const off2 = line.changed.on(() => isBack() && registered.resolve());
      if (isBack()) registered.resolve();
      const late = setTimeout(() => registered.reject(new Error(`not registered 10 s after: ${kind}`)), 10_000);
      await registered.promise.finally(() => clearTimeout(late));
      off2();
      return { kind, registeredMs: Date.now() - startedAt, isAnswerable: await isAnswerable() };
    },
    async [Symbol.asyncDispose]() {
      off();
      line.stop();
      line[Symbol.dispose]();
      media[Symbol.dispose]();
      child.disconnect();
      ip('link', 'del', 'swap0');
    },
  };
}
