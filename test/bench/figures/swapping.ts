import { swapKinds } from '../../system/scenes/cable.ts';
import { startSwapDesk } from '../../system/scenes/swap-desk.ts';

export interface Swaps {
  readonly registeredMs: readonly number[];
  readonly audioBackMs: readonly number[];
  /** After how many of all swaps the next call was answered and heard. */
  readonly answerable: number;
}

/** Changes the network under the application, in turn while it waits and in a call; after each somebody calls. */
export async function swapNetworks(count: number): Promise<Swaps> {
  await using desk = await startSwapDesk();
  const registeredMs: number[] = [];
  const audioBackMs: number[] = [];
  let answerable = 0;
  let isUp = false;
  for (let done = 0; done < count; done += 1) {
    const kind = swapKinds[Math.floor(done / 2) % swapKinds.length] ?? 'other address';
    const isInCall = done % 2 === 1;
    if (!isInCall) registeredMs.push(await desk.swapIdle(kind));
    else {
      if (!isUp) await desk.beCalled();
      audioBackMs.push(await desk.swapInCall(kind));
      await desk.hangUp();
    }
    // After one in a call it ends; else it is the one of the next swap.
    isUp = await desk.beCalled();
    answerable += Number(isUp);
    if (isInCall && isUp) await desk.hangUp();
    if (done % 20 === 19) console.log(`${done + 1} swaps of ${count}, ${answerable} times the next call was answered`);
  }
  return { registeredMs, audioBackMs, answerable };
}
