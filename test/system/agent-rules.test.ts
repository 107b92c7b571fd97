import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noForwardCodes } from '../../contract/model/call-rules.ts';
import type { SettingsEdit } from '../../contract/model/settings.ts';
import { accountDraft, ask, callIn, noCalls, until } from '../e2e/harness/remote-desk.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { agentHears, nothingRemains, signIn, talkToDave } from './scenes/agent-call.ts';
import { asteriskUrl, startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import { startCapture, type Capture } from './testbed/capture.ts';
import { isRtp } from './testbed/pcap.ts';
import { flowsBothWays, rtpFilter } from './testbed/rtp-legs.ts';
import { registered, startTestbed, type Testbed } from './testbed/testbed.ts';

let bed: Testbed;
let desktop: Desktop;
beforeEach(async () => {
  desktop = await startDesktop();
});
afterEach(() => desktop[Symbol.asyncDispose]());

const set = (edit: SettingsEdit) => ask(desktop, 'settings.edit', edit);
const lastCall = async () => (await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 1 })).calls[0];

/** Erin calls; answers where her events began. */
async function erinCalls(whom = 'alice'): Promise<number> {
  await registered(bed, ['dave', 'erin']);
  const since = bed.erin.events.length;
  void bed.erin.command('dial', `sip:${whom}@sip.test`);
  return since;
}
const erinHears = async (since: number) => (await bed.erin.event('CALL_CLOSED', { since })).param;

const isDave = (port: number): boolean => port >= 31_000 && port <= 31_199;
const isErin = (port: number): boolean => port >= 31_200 && port <= 31_399;

/** The two phones, which send sound without a relay between them, did so for most of the last second. */
function isTalkOfPhones({ packets }: Capture): boolean {
  const recent = packets.filter((packet) => packet.at >= Date.now() - 1_000 && isRtp(packet));
  const count = (from: (port: number) => boolean, to: (port: number) => boolean): number =>
    recent.filter((packet) => from(packet.from) && to(packet.to)).length;
  return count(isErin, isDave) >= 25 && count(isDave, isErin) >= 25;
}

/** Erin and dave talk with each other, and neither with the agent. */
async function erinTalksToDave(since: number, daveSince: number): Promise<void> {
  await using capture = await startCapture(rtpFilter);
  await bed.dave.event('CALL_ESTABLISHED', { since: daveSince, withinMs: 20_000 });
  await bed.erin.event('CALL_ESTABLISHED', { since });
  await until(() => isTalkOfPhones(capture), 'sound between the phones, both ways');
  await bed.erin.command('hangup');
  await nothingRemains(desktop, bed);
}

describe('the agent’s rules at kamailio', () => {
  beforeAll(async () => {
    bed = await startTestbed();
  });
  afterAll(() => bed[Symbol.asyncDispose]());
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => void process.stderr.write([desktop.log().slice(-4_000), bed.log('kamailio'), bed.log('erin')].join('\n-----\n')));
  });

  it.each([486, 480] as const)('do not disturb gives the caller %i, is in sight, and the call is missed', async (status) => {
    await signIn(desktop);
    await set({ isDoNotDisturb: true, doNotDisturbStatus: status });
    const view = await desktop.view();
    await view.getByRole('button', { name: /Do not disturb/ }).waitFor();
    expect(await erinHears(await erinCalls())).toContain(String(status));
    expect(await lastCall()).toMatchObject({ direction: 'in', result: 'missed', needsReturn: true });
    await set({ isDoNotDisturb: false });
    const since = await erinCalls();
    await ask(desktop, 'voice.decline', { callId: (await callIn(desktop, ['ringing'])).callId });
    expect(await erinHears(since)).toContain('603');
  });

  it('without call waiting a second caller hears 486, and the call goes on', async () => {
    await signIn(desktop);
    await set({ callWaiting: 'busy' });
    const callId = await talkToDave(desktop);
    expect(await erinHears(await erinCalls())).toContain('486');
    await agentHears(desktop, 440);
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
  });

  it('forwards all calls by 302 to the second phone: they talk with each other', async () => {
    await signIn(desktop);
    await ask(desktop, 'rules.forward', { when: 'always', way: 'phone', target: 'dave' });
    await (await desktop.view()).getByRole('button', { name: /Forwarding to dave/ }).waitFor();
    const daveSince = bed.dave.events.length;
    await erinTalksToDave(await erinCalls(), daveSince);
    expect(await lastCall()).toMatchObject({ direction: 'in', result: 'forwarded', needsReturn: false });
  });

  it('forwards a call that nobody answers, after it has rung', async () => {
    await signIn(desktop);
    await set({ forwardAfterMs: 5_000 });
    await ask(desktop, 'rules.forward', { when: 'noAnswer', way: 'phone', target: 'dave' });
    const daveSince = bed.dave.events.length;
    const since = await erinCalls();
    await callIn(desktop, ['ringing']);
    await erinTalksToDave(since, daveSince);
    expect(await lastCall()).toMatchObject({ result: 'forwarded' });
  });

  it.each([
    ['Call-Info: answer-after', 'page'],
    ['Alert-Info: info=alert-autoanswer', 'intercom'],
  ])('answers by itself where the server asks for it (%s), with sound both ways', async (_, whom) => {
    await signIn(desktop);
    await set({ autoAnswer: 'header' });
    await using capture = await startCapture(rtpFilter);
    const since = await erinCalls(whom);
    await callIn(desktop, ['connected']);
    await bed.erin.event('CALL_ESTABLISHED', { since });
    await agentHears(desktop, 660);
    await until(() => flowsBothWays(capture.packets), 'RTP on all four legs');
    await bed.erin.command('hangup');
    await nothingRemains(desktop, bed);
  });

  it('rings as ever where the server asks for it and the agent does not want that', async () => {
    await signIn(desktop);
    const since = await erinCalls('intercom');
    const { callId, answersAt } = await callIn(desktop, ['ringing']);
    expect(answersAt).toBeNull();
    await ask(desktop, 'voice.decline', { callId });
    expect(await erinHears(since)).toContain('603');
  });
});

describe('forwarding at Asterisk', () => {
  let pbx: AsteriskBed;
  beforeAll(async () => {
    pbx = await startAsterisk();
  });
  afterAll(() => pbx[Symbol.asyncDispose]());
  const agent = accountDraft({
    aor: '101@127.0.0.1',
    password: 'pw101',
    serverUrl: asteriskUrl,
    forwardCodes: { ...noForwardCodes, always: { on: '*21*{target}#', off: '#21#' } },
  });
  const wayInForce = async () => (await ask(desktop, 'settings.read', {})).forwards.always.way;

  /** A customer calls the agent and reaches the colleague. */
  async function colleagueIsReached(): Promise<void> {
    const [since, customerSince] = [pbx.colleague.events.length, pbx.customer.events.length];
    void pbx.customer.command('dial', 'sip:101@127.0.0.1:5080');
    await pbx.colleague.event('CALL_INCOMING', { since });
    await pbx.colleague.command('accept');
    await pbx.customer.event('CALL_ESTABLISHED', { since: customerSince });
    await pbx.customer.command('hangup');
    await pbx.colleague.event('CALL_CLOSED', { since });
  }

  it('is switched on and off at the telephone system by its feature codes', async () => {
    await signIn(desktop, agent);
    await ask(desktop, 'rules.forward', { when: 'always', way: 'server', target: '102' });
    await until(async () => (await wayInForce()) === 'server', 'the forward is in force');
    await colleagueIsReached();
    expect((await ask(desktop, 'recent.open', { filter: 'in', before: null, limit: 1 })).calls).toEqual([]);
    await ask(desktop, 'rules.forward', { when: 'always', way: 'off', target: '102' });
    await until(async () => (await wayInForce()) === 'off', 'the forward is off');
    await noCalls(desktop);
    for (const wrapUp of (await ask(desktop, 'wrap-up.list', {})).wrapUps)
      await ask(desktop, 'wrap-up.finish', { interactionId: wrapUp.interactionId });
    void pbx.customer.command('dial', 'sip:101@127.0.0.1:5080');
    await ask(desktop, 'voice.decline', { callId: (await callIn(desktop, ['ringing'])).callId });
    await noCalls(desktop);
  });

  it('by 302 is followed by the telephone system', async () => {
    await signIn(desktop, agent);
    await ask(desktop, 'rules.forward', { when: 'always', way: 'phone', target: '102' });
    await colleagueIsReached();
    expect(await lastCall()).toMatchObject({ direction: 'in', result: 'forwarded' });
  });
});
