import type { Desktop } from '../../e2e/harness/electron.ts';
import { ask, callIn, noCalls } from '../../e2e/harness/remote-desk.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { agentHears, dial, nothingRemains, talkToDave } from './agent-call.ts';
import { footprint, type Footprint } from './process-load.ts';

/** Calls in sequence, each connected, hung up and wrapped up. */
export async function callInSequence(
  desktop: Desktop,
  { dave }: Testbed,
  count: number,
  onCall: (done: number) => void = () => undefined,
): Promise<void> {
  for (let done = 1; done <= count; done += 1) {
    const callId = await dial(desktop, 'dave');
    await callIn(desktop, ['connected']);
    const since = dave.events.length;
    await ask(desktop, 'voice.hang-up', { callId });
    await dave.event('CALL_CLOSED', { since });
    await noCalls(desktop);
    const { wrapUps } = await ask(desktop, 'wrap-up.list', {});
    for (const { interactionId } of wrapUps) await ask(desktop, 'wrap-up.finish', { interactionId });
    onCall(done);
  }
}

/** What is held once nothing of a call remains and SIP's last timers have run out (64 × T1, RFC 3261 section 17.1.1.2). */
export async function atRest(desktop: Desktop, bed: Testbed): Promise<Footprint> {
  await nothingRemains(desktop, bed);
  // Time is what is waited for.
  await new Promise((over) => setTimeout(over, 35_000));
  return footprint(desktop);
}

export interface Soak {
  readonly before: Footprint;
  readonly after: Footprint;
  /** Of the memory of main and the media page, from the end of the first twenty calls on. */
  readonly growthPercent: number;
}

/** Many short calls, then a long one. */
export async function soak(
  desktop: Desktop,
  bed: Testbed,
  { count, longCallMs, say }: { readonly count: number; readonly longCallMs: number; readonly say: (line: string) => void },
): Promise<Soak> {
  await callInSequence(desktop, bed, 20);
  const before = await atRest(desktop, bed);
  await callInSequence(desktop, bed, count, (done) => done % 50 === 0 && say(`${done} calls`));
  const between = await atRest(desktop, bed);
  say(`${count} calls: ${growth(before, between)}`);
  const callId = await talkToDave(desktop);
  const endsAt = Date.now() + longCallMs;
  while (Date.now() < endsAt) {
    await new Promise((over) => setTimeout(over, Math.min(60_000, endsAt - Date.now())));
    await callIn(desktop, ['connected']);
  }
  const during = await footprint(desktop);
  await agentHears(desktop, 440);
  await ask(desktop, 'voice.hang-up', { callId });
  const after = await atRest(desktop, bed);
  say(`and one of ${Math.round(longCallMs / 60_000)} minutes: at its end ${growth(before, during)}, after it ${growth(before, after)}`);
  return { before, after, growthPercent: Math.max(grownPercent(before, between), grownPercent(before, during), grownPercent(before, after)) };
}

export function grownPercent(before: Footprint, after: Footprint): number {
  return (after.bytes / before.bytes - 1) * 100;
}

function growth(before: Footprint, after: Footprint): string {
  const mb = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
  return `${mb(before.bytes)} → ${mb(after.bytes)} MB, ${before.descriptors} → ${after.descriptors} descriptors, ${JSON.stringify(after.handles)}`;
}
