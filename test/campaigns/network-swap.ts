// The network changes a hundred times under a phone that waits: how soon it is registered again, and whether the next call rings.
import { startSwapLine, swapKinds, type Swap } from '../system/scenes/swap-line.ts';

const count = Number(process.env['SWAPS'] ?? 100);
const limitMs = 3_000;

await using line = await startSwapLine();
const swaps: Swap[] = [];
for (let done = 0; done < count; done += 1) {
  swaps.push(await line.swap(swapKinds[done % swapKinds.length]!));
  if (done % 20 === 19) console.log(`${done + 1} of ${count}`);
}
for (const kind of swapKinds) {
  const times = swaps
    .filter((swap) => swap.kind === kind)
    .map(({ registeredMs }) => registeredMs)
    .toSorted((a, b) => a - b);
  console.log(`${kind}: registered again after ${times[Math.floor(times.length / 2)]} ms (median), ${times.at(-1)} ms at most`);
}
const answerable = swaps.filter(({ isAnswerable }) => isAnswerable).length;
const late = swaps.filter(({ registeredMs }) => registeredMs > limitMs).length;
console.log(`${answerable} of ${count} times the next call rang; ${late} times later than ${limitMs} ms`);
if (answerable < count || late > 0) process.exitCode = 1;
