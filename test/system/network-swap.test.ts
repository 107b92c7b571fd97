import { describe, expect, it } from 'vitest';
import { ask, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { swapKinds } from './scenes/cable.ts';
import { startSwapDesk } from './scenes/swap-desk.ts';
import { startSwapLine } from './scenes/swap-line.ts';

const limitMs = 3_000;
/** That the call lives is looked at here; how soon it sounds again is the campaign's to measure. */
const soundLimitMs = 10_000;

it.each(swapKinds)('the network changes under a phone that waits (%s): registered again within 3 s, the next call rings', async (kind) => {
  await using line = await startSwapLine();
  for (let round = 0; round < 2; round += 1) {
    const { registeredMs, isAnswerable } = await line.swap(kind);
    expect(registeredMs).toBeLessThanOrEqual(limitMs);
    expect(isAnswerable).toBe(true);
  }
});

describe.each([
  ['WebSocket', {}],
  ['TCP, a server that takes Via and Contact at their word', { transport: 'tcp', options: ['-A', 'STRICT'] }],
] as const)('the network changes in a call (%s)', (_what, options) => {
  it('both hear each other again without a new call, and the next one is answered', async () => {
    await using desk = await startSwapDesk(options);
    for (const kind of swapKinds) {
      expect(await desk.beCalled()).toBe(true);
      expect(await desk.swapInCall(kind), kind).toBeLessThanOrEqual(soundLimitMs);
      await desk.hangUp();
      expect(await desk.say({ do: 'last-heard', hz: 1_000 })).toEqual({ isHeard: true });
    }
    expect(await desk.beCalled()).toBe(true);
    expect(desk.desktop.faults).toEqual([]);
  });
});

it('the machine slept and woke up elsewhere: registered again within 3 s, the next call is answered', async () => {
  await using desk = await startSwapDesk();
  const { pid = 0 } = desk.desktop.app.process();
  const sleptMs = 12_000;
  process.kill(-pid, 'SIGSTOP');
  await desk.cable.swap('other address');
  await new Promise((awake) => setTimeout(awake, sleptMs));
  const awakeAt = Date.now();
  process.kill(-pid, 'SIGCONT');
  const back = await until(async () => {
    const { lastSuccessAt } = await statusIn(desk.desktop, ['ok']);
    return (lastSuccessAt ?? 0) > awakeAt && lastSuccessAt;
  }, 'registered again');
  expect(back - awakeAt).toBeLessThanOrEqual(limitMs);
  expect(await desk.beCalled()).toBe(true);
  expect((await ask(desk.desktop, 'voice.list', {})).calls).toHaveLength(1);
});
