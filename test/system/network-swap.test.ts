import { expect, it } from 'vitest';
import { startSwapLine, swapKinds } from './scenes/swap-line.ts';

it.each(swapKinds)('the network changes under a phone that waits (%s): registered again within 3 s, the next call rings', async (kind) => {
  await using line = await startSwapLine();
  for (let round = 0; round < 2; round += 1) {
    const { registeredMs, isAnswerable } = await line.swap(kind);
    expect(registeredMs).toBeLessThanOrEqual(3_000);
    expect(isAnswerable).toBe(true);
  }
});
