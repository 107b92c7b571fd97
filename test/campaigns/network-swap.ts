// The network changes a hundred times under a phone that waits and a hundred times in a call: how soon it is registered again, when both hear each other again, and
// whether the next call is answered.
import { percentile } from '../bench/figures/report.ts';
import { swapNetworks } from '../bench/figures/swapping.ts';

const count = Number(process.env['SWAPS'] ?? 200);
const limitMs = 3_000;

const { registeredMs, audioBackMs, answerable } = await swapNetworks(count);
const told = (times: readonly number[]): string =>
  `median ${Math.round(percentile(times, 50))} ms, p95 ${Math.round(percentile(times, 95))} ms, ${Math.round(Math.max(...times))} ms at most`;
console.log(`registered again, ${registeredMs.length} times: ${told(registeredMs)}`);
console.log(`both hear each other again, ${audioBackMs.length} times: ${told(audioBackMs)}`);
console.log(`the next call was answered ${answerable} of ${count} times`);
const late = [...registeredMs, ...audioBackMs].filter((ms) => ms > limitMs).length;
console.log(`${late} times later than ${limitMs} ms`);
if (answerable < count || late > 0) process.exitCode = 1;
