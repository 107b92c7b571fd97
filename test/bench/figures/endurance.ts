import { startDesktop } from '../../e2e/harness/electron.ts';
import { ask } from '../../e2e/harness/remote-desk.ts';
import { nothingRemains, signIn, talkToDave } from '../../system/scenes/agent-call.ts';
import { soak } from '../../system/scenes/call-soak.ts';
import { coreShare, processIds } from '../../system/scenes/process-load.ts';
import type { Testbed } from '../../system/testbed/testbed.ts';

const settleMs = 5_000;
const measuredMs = 10_000;

export interface CallLoad {
  /** Main and the media page together, % of one core. */
  readonly ours: readonly number[];
  /** The plain phone at the other end of the same call. */
  readonly baresip: readonly number[];
}

/** What a call that stands costs. */
export async function loadOfCall(bed: Testbed, times: number): Promise<CallLoad> {
  await using desktop = await startDesktop();
  await signIn(desktop);
  const callId = await talkToDave(desktop);
  await new Promise((settled) => setTimeout(settled, settleMs));
  const ids = await processIds(desktop);
  const load = { ours: [] as number[], baresip: [] as number[] };
  for (let time = 0; time < times; time += 1) {
    const [main = 0, media = 0, baresip = 0] = await coreShare([...ids, bed.dave.pid], measuredMs);
    load.ours.push(main + media);
    load.baresip.push(baresip);
  }
  await ask(desktop, 'voice.hang-up', { callId });
  await nothingRemains(desktop, bed);
  return load;
}

/** 200 calls and a long one; `npm run campaign call-soak` makes that one an hour. */
export async function growthOfSoak(bed: Testbed): Promise<number> {
  await using desktop = await startDesktop();
  await signIn(desktop);
  const longCallMs = Number(process.env['MINUTES'] ?? 3) * 60_000;
  return (await soak(desktop, bed, { count: 200, longCallMs, say: (line) => console.log(line) })).growthPercent;
}
