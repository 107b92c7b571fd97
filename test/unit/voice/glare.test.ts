import { expect, it } from 'vitest';
import { createGlareRetry } from '../../../main/voice/glare.ts';
import { connectOut } from '../../fakes/connected-calls.ts';
import { reply } from '../../fakes/loop-server.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { startVoiceWorld } from '../../fakes/voice-world.ts';

/** When an offer that always meets another one is made again, ms after the first. */
function always491(madeTheCall: boolean): readonly number[] {
  const clock = createManualClock(0);
  const at: number[] = [];
  const retry = createGlareRetry({
    clock,
    madeTheCall,
    again() {
      at.push(clock.now());
      retry.refused();
    },
  });
  retry.refused();
  for (let hours = 0; hours < 3_600; hours += 1) clock.advance(1_000);
  return at;
}

it.each([true, false])('an offer that never gets through is made ten times more, ever later (we made the call: %s)', (madeTheCall) => {
  const at = always491(madeTheCall);
  expect(at).toHaveLength(10);
  // RFC 3261 §14.1: 2.1 to 4 s for whoever made the call, otherwise up to 2.
  expect(at[0]).toBeLessThanOrEqual(madeTheCall ? 4_000 : 2_000);
  if (madeTheCall) expect(at[0]).toBeGreaterThanOrEqual(2_100);
  if (madeTheCall) expect(at.at(-1)! - at.at(-2)!).toBeGreaterThanOrEqual(16 * 2_100);
});

it('one that got through begins anew; one whose call is over is not made', () => {
  const clock = createManualClock(0);
  let made = 0;
  const retry = createGlareRetry({ clock, madeTheCall: true, again: () => (made += 1) });
  for (let round = 0; round < 30; round += 1) {
    retry.refused();
    clock.advance(70_000);
    if (round === 14) retry.settled();
  }
  expect(made).toBe(20);
  retry.settled();
  retry.refused();
  retry[Symbol.dispose]();
  clock.advance(70_000);
  expect(made).toBe(20);
});

it('a side that answers every offer with 491 is left alone in the end, and the call lives', async () => {
  await using world = await startVoiceWorld();
  await connectOut(world);
  const offers = (): string[] => world.server.received.filter((message) => message.startsWith('INVITE ')).slice(1);
  world.server.lose();
  await expect.poll(() => offers().length, { timeout: 4_000 }).toBe(1);
  let answered = 0;
  for (let round = 0; round < 100; round += 1) {
    for (const offer of offers().slice(answered)) world.server.send(reply(offer, { status: '491 Request Pending' }));
    answered = offers().length;
    await new Promise((done) => setTimeout(done, 5));
    world.clock.advance(10_000);
    await new Promise((done) => setTimeout(done, 5));
  }
  expect(answered).toBe(11);
  expect(world.only()).toMatchObject({ state: 'connected' });
});
