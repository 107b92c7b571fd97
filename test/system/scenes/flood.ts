import type { Desktop } from '../../e2e/harness/electron.ts';
import { accountDraft, ask, calls, inView, noCalls, statusIn, until } from '../../e2e/harness/remote-desk.ts';
import { startChild } from './child.ts';
import type { Flooded, RegistrarOrder } from './registrar-child.ts';

export interface Flood extends Flooded {
  /** How long each frame of the agent's window took, ms, the longest last. */
  readonly frames: readonly number[];
  /** The longest, and when in the flood they were over. */
  readonly slowest: readonly string[];
  /** Processor time of the application's processes meanwhile, % of one core. */
  readonly load: Readonly<Record<string, number>>;
}

export interface FloodedPhone extends AsyncDisposable {
  flood(order: { readonly perSecond: number; readonly seconds: number }): Promise<Flood>;
  /** The agent declines what still rings; then somebody calls, and once more while it is busy. Answers who rings in the end. */
  ringsNormally(): Promise<string>;
}

const countFrames = `window.frames_ = [];
  (function next(before) {
    requestAnimationFrame((now) => {
      if (!window.frames_) return;
      window.frames_.push([Date.now(), now - before]);
      next(now);
    });
  })(performance.now());`;
const takeFrames = `(() => { const all = window.frames_; window.frames_ = null; return all; })()`;

/** The application with an account at a registrar that floods it. */
export async function startFloodedPhone(desktop: Desktop): Promise<FloodedPhone> {
  const child = startChild('registrar-child.ts');
  const say = <Answer>(order: RegistrarOrder): Promise<Answer> => child.ask(order);
  const { port } = await say<{ port: number }>({ do: 'start', host: '127.0.0.1', password: null });
  await ask(desktop, 'accounts.add', accountDraft({ aor: 'alice@registrar.test', password: 'any', serverUrl: `ws://127.0.0.1:${port}` }));
  await statusIn(desktop, ['ok']);
  let tries = 0;

  const readLoad = (): Promise<Record<string, number>> =>
    desktop.app.evaluate(({ app }) =>
      Object.fromEntries(app.getAppMetrics().map(({ type, pid, cpu }) => [`${type} ${pid}`, Math.round(cpu.percentCPUUsage)])),
    );

  return {
    async flood(order) {
      await inView(desktop, countFrames);
      await readLoad();
      const startedAt = Date.now();
      const flooded = await say<Flooded>({ do: 'flood', ...order });
      const load = await readLoad();
      const frames = ((await inView(desktop, takeFrames, 5_000)) as [number, number][]).toSorted(([, a], [, b]) => a - b);
      const slowest = frames.slice(-12).map(([at, ms]) => `${ms.toFixed(0)} ms at ${at - startedAt}`);
      return { ...flooded, load, slowest, frames: frames.map(([, ms]) => ms) };
    },
    async ringsNormally() {
      for (const { callId } of await calls(desktop)) await ask(desktop, 'voice.decline', { callId });
      await noCalls(desktop);
      const rings = async (): Promise<boolean> => (await say<{ status: number }>({ do: 'call', id: `normal${(tries += 1)}` })).status === 180;
      await until(rings, 'a normal call rings', 5_000);
      return `normal${tries}`;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
