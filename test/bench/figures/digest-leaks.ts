import { startDesktop } from '../../e2e/harness/electron.ts';
import { signIn } from '../../system/scenes/agent-call.ts';
import { digestsFor, harvests } from '../../system/scenes/harvests.ts';
import { startStranger } from '../../system/testbed/stranger.ts';

/** How many digests a stranger got out of the agent, for each way of asking. The testbed is up. */
export async function countDigestLeaks(): Promise<readonly number[]> {
  await using desktop = await startDesktop();
  await signIn(desktop);
  const leaks: number[] = [];
  for (const [, attempt] of harvests) {
    await using carol = await startStranger('carol', 'carol-pw');
    leaks.push(await digestsFor(attempt, desktop, carol));
  }
  return leaks;
}
