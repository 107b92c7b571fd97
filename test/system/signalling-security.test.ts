import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, callIn, calls } from '../e2e/harness/remote-desk.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { percentile } from '../bench/figures/report.ts';
import { agentHears, nothingRemains, signIn, talkToDave } from './scenes/agent-call.ts';
import { startFloodedPhone } from './scenes/flood.ts';
import { digestsFor, harvests } from './scenes/harvests.ts';
import { plainSdp, startStranger, type Stranger } from './testbed/stranger.ts';
import { startTestbed, type Testbed } from './testbed/testbed.ts';

let desktop: Desktop;

describe('at kamailio, with a stranger who has an account there too', () => {
  let bed: Testbed;
  let carol: Stranger;
  beforeAll(async () => {
    bed = await startTestbed();
  });
  afterAll(() => bed[Symbol.asyncDispose]());
  beforeEach(async ({ onTestFailed }) => {
    desktop = await startDesktop();
    carol = await startStranger('carol', 'carol-pw');
    onTestFailed(() => void process.stderr.write([desktop.log().slice(-4_000), bed.log('kamailio'), ...carol.received].join('\n-----\n')));
    await signIn(desktop);
  });
  afterEach(async () => {
    await carol[Symbol.asyncDispose]();
    await desktop[Symbol.asyncDispose]();
  });

  it.each(harvests)('who %s, gets no digest', async (_what, attempt) => {
    expect(await digestsFor(attempt, desktop, carol)).toBe(0);
  });

  it('who forges Replaces, gets into no talk', async () => {
    const callId = await talkToDave(desktop);
    const answer = await carol.ask('INVITE', 'alice', { sdp: plainSdp, lines: ['Replaces: guessed;to-tag=guessed;from-tag=guessed'] });
    expect(answer).toMatch(/^SIP\/2\.0 481/);
    expect(await calls(desktop)).toMatchObject([{ callId, state: 'connected' }]);
    await agentHears(desktop, 440);
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
  });
});

describe('a flood', () => {
  const seconds = 4;
  const perSecond = 1_000;

  beforeEach(async () => {
    desktop = await startDesktop();
  });
  afterEach(() => desktop[Symbol.asyncDispose]());

  it(`of ${perSecond} calls a second for ${seconds} s: the screen stays quick, few lines are left, and then a normal call rings`, async () => {
    await using phone = await startFloodedPhone(desktop);
    // Said once, and gone after a while.
    const told = (await desktop.view()).getByText(/this phone is being flooded/).waitFor({ timeout: 20_000 });
    const { frames, sent, refused, answeredMs, slowest } = await phone.flood({ perSecond, seconds });
    await told;
    expect(refused).toBeGreaterThanOrEqual(sent - 4);
    expect(answeredMs).toBeLessThan(seconds * 1_000 + 3_000);
    // The last hundredth is the campaign's, on a machine that does nothing else.
    expect(percentile(frames, 95), slowest.join(', ')).toBeLessThanOrEqual(50);

    const { calls: kept } = await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 500 });
    expect(kept.length).toBeLessThanOrEqual(12 + 2 * seconds);
    expect(desktop.log().split('invite-flood').length - 1).toBe(1);
    expect(desktop.faults).toEqual([]);
    const caller = await phone.ringsNormally();
    expect(await callIn(desktop, ['ringing'])).toMatchObject({ address: caller });
  });
});
