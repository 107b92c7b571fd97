// A thousand calls a second for ten seconds: how quick the agent's window stays, and whether a normal call rings afterwards.
import { startDesktop } from '../e2e/harness/electron.ts';
import { percentile } from '../bench/figures/report.ts';
import { startFloodedPhone } from '../system/scenes/flood.ts';

const perSecond = Number(process.env['RATE'] ?? 1_000);
const seconds = Number(process.env['SECONDS'] ?? 10);
const limitMs = 50;

await using desktop = await startDesktop();
await using phone = await startFloodedPhone(desktop);
const { frames, sent, sentMs, refused, answeredMs, slowest, load } = await phone.flood({ perSecond, seconds });
const [p50, p95, p99] = [50, 95, 99].map((percent) => Math.round(percentile(frames, percent) * 10) / 10) as [number, number, number];
console.log(`${sent} calls in ${Math.round(sentMs)} ms, ${refused} refused, the last answered after ${Math.round(answeredMs)} ms`);
console.log(`${frames.length} frames: median ${p50} ms, p95 ${p95} ms, p99 ${p99} ms; the longest: ${slowest.join(', ')}`);
console.log(`processor: ${JSON.stringify(load)}`);
console.log(`a normal call rings: ${await phone.ringsNormally()}`);
if (p99 > limitMs || refused < sent - 4 || desktop.faults.length > 0) process.exitCode = 1;
