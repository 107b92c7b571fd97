// 200 calls in sequence and one of an hour: neither memory nor handles may grow.
import { startDesktop } from '../e2e/harness/electron.ts';
import { signIn } from '../system/scenes/agent-call.ts';
import { soak } from '../system/scenes/call-soak.ts';
import { startTestbed } from '../system/testbed/testbed.ts';

const count = Number(process.env['CALLS'] ?? 200);
const minutes = Number(process.env['MINUTES'] ?? 60);

await using bed = await startTestbed();
await using desktop = await startDesktop();
await signIn(desktop);
const { before, after, growthPercent } = await soak(desktop, bed, { count, longCallMs: minutes * 60_000, say: (line) => console.log(line) });
const left = Object.entries(after.handles).filter(([name, held]) => held > (before.handles[name] ?? 0));
console.log(
  `memory grew by ${growthPercent.toFixed(1)} % at most; handles left: ${left.map(([name, held]) => `${held} ${name}`).join(', ') || 'none'}`,
);
if (growthPercent > 5 || left.length > 0 || after.descriptors - before.descriptors > 10) process.exitCode = 1;
