import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallId } from '../../contract/model/ids.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, calls, noCalls, until } from '../e2e/harness/remote-desk.ts';
import { alice, dial, nothingRemains, signIn, talkToDave } from './scenes/agent-call.ts';
import { asteriskUrl, startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import type { Baresip } from './testbed/baresip.ts';
import { startCapture, type Capture } from './testbed/capture.ts';
import { startPhone, type Phone, type PhoneName } from './testbed/phone.ts';
import { registered, startTestbed, type Testbed } from './testbed/testbed.ts';
import { phonesFilter, tonesTo } from './testbed/wire-tones.ts';

/** Hz, at the phones' ends and at the agent's. */
const tones = { agent: 1_000, dave: 440, erin: 660, gina: 1_700 } as const;

let desktop: Desktop;
let capture: Capture;
beforeEach(async () => {
  capture = await startCapture(phonesFilter);
  desktop = await startDesktop();
  // Of several tones at once, echo cancellation and noise suppression leave nothing.
  await ask(desktop, 'settings.edit', { isEchoCancelled: false, noiseSuppression: 'off', isGainAutomatic: false });
});
afterEach(async () => {
  await desktop[Symbol.asyncDispose]();
  await capture[Symbol.asyncDispose]();
});

const connected = (callId: CallId) =>
  until(async () => (await calls(desktop)).some((call) => call.callId === callId && call.state === 'connected'), 'the call is up');

/** The agent calls, they pick up. */
async function talkTo(phone: Baresip, target: string): Promise<CallId> {
  const since = phone.events.length;
  const callId = await dial(desktop, target);
  await phone.event('CALL_INCOMING', { since });
  await phone.command('accept');
  await connected(callId);
  return callId;
}

/** They call, the agent picks up. */
async function talkToCaller(phone: Baresip, uri: string): Promise<CallId> {
  void phone.command('dial', uri);
  const { callId } = await callIn(desktop, ['ringing']);
  await ask(desktop, 'voice.answer', { callId });
  await connected(callId);
  return callId;
}

async function joinCalls(callIds: CallId[], total = callIds.length): Promise<void> {
  await ask(desktop, 'conference.join', { callIds });
  const all = await calls(desktop);
  expect(all.map(({ state, conference }) => [state, conference])).toEqual(Array.from({ length: total }, () => ['connected', { isMuted: false }]));
}

async function endAll(): Promise<void> {
  await Promise.all((await calls(desktop)).map(({ callId }) => ask(desktop, 'voice.hang-up', { callId })));
  await noCalls(desktop);
}

/** Whose tones a phone is sent, once it is as expected. */
const phoneHears = (phone: PhoneName) => expect.poll(() => tonesTo(capture.packets, phone, tones), { timeout: 10_000, message: `${phone} hears` });

/** The strongest tone of every party that the agent hears, in Hz. */
async function agentHearsEach(): Promise<readonly number[]> {
  const media = await desktop.media();
  return media.evaluate(async () => {
    const context = new AudioContext({ sampleRate: 48_000 });
    const ears = [...document.querySelectorAll('audio')].map((audio) => {
      const ear = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(audio.srcObject as MediaStream).connect(ear);
      return ear;
    });
    await context.resume();
    await new Promise((filled) => setTimeout(filled, 600));
    const strongest = ears.map((ear) => {
      const levels = new Float32Array(ear.frequencyBinCount);
      ear.getFloatFrequencyData(levels);
      const best = levels.reduce((found, level, bin) => (level > (levels[found] ?? -200) ? bin : found), 0);
      return Math.round((best * 48_000) / 16_384 / 10) * 10;
    });
    await context.close();
    return strongest.sort((a, b) => a - b);
  });
}

describe('at kamailio: a conference of four', () => {
  let bed: Testbed;
  let gina: Phone;
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    bed = stack.use(await startTestbed({ erin: 'erin-alaw.accounts' }));
    gina = await startPhone(stack, { run: bed.run, name: 'gina' });
    await registered(bed, ['gina']);
  });
  afterAll(() => stack.disposeAsync());
  beforeEach(async ({ onTestFailed }) => {
    onTestFailed(() => void process.stderr.write([desktop.log().slice(-4_000), bed.log('kamailio')].join('\n-----\n')));
    await signIn(desktop, alice);
  });

  it('each hears the other three and not itself; the timeline says who was there', async () => {
    const dave = await talkToDave(desktop);
    const erin = await talkTo(bed.erin, 'erin');
    await joinCalls([dave, erin]);
    // The third calls in.
    const third = await talkToCaller(gina, 'sip:alice@sip.test');
    expect((await calls(desktop)).filter(({ isHeldHere }) => isHeldHere).length).toBe(2);
    await joinCalls([third], 3);
    await expect.poll(agentHearsEach, { timeout: 10_000 }).toEqual([440, 660, 1_700]);
    await phoneHears('dave').toEqual(['agent', 'erin', 'gina']);
    await phoneHears('erin').toEqual(['agent', 'dave', 'gina']);
    await phoneHears('gina').toEqual(['agent', 'dave', 'erin']);
    await endAll();

    const { entries } = await ask(desktop, 'timeline.open', { contactId: (await contactOf(third))!, limit: 5, before: null });
    const kept = entries.find(({ id }) => id === third);
    expect(kept?.kind === 'call' && kept.conference.map(({ address }) => address)).toEqual(['dave', 'erin']);
    await nothingRemains(desktop, bed);
  });

  it('one is muted for the others, the agent mutes itself; one hangs up and the others go on; the last is a plain call', async () => {
    const dave = await talkToDave(desktop);
    const erin = await talkTo(bed.erin, 'erin');
    await joinCalls([dave, erin]);
    const third = await talkTo(gina, 'gina');
    await joinCalls([third], 3);
    await ask(desktop, 'conference.mute', { callId: erin, isMuted: true });
    await ask(desktop, 'voice.mute', { callId: dave, isMuted: true });
    await phoneHears('dave').toEqual(['gina']);
    await phoneHears('erin').toEqual(['dave', 'gina']);
    await phoneHears('gina').toEqual(['dave']);
    await bed.dave.command('hangup');
    await until(async () => (await calls(desktop)).length === 2, 'two are left');
    await ask(desktop, 'conference.mute', { callId: erin, isMuted: false });
    await ask(desktop, 'voice.mute', { callId: erin, isMuted: false });
    await phoneHears('erin').toEqual(['agent', 'gina']);
    await phoneHears('gina').toEqual(['agent', 'erin']);
    await ask(desktop, 'voice.hang-up', { callId: erin });
    await until(async () => (await calls(desktop)).length === 1, 'one is left');
    expect(await calls(desktop)).toMatchObject([{ callId: third, state: 'connected', conference: null }]);
    await phoneHears('gina').toEqual(['agent']);
    await endAll();
    await nothingRemains(desktop, bed);
  });

  it('taken out, one is talked to alone; held and resumed as one it is a conference again', async () => {
    const dave = await talkToDave(desktop);
    const erin = await talkTo(bed.erin, 'erin');
    await joinCalls([dave, erin]);
    await ask(desktop, 'voice.hold', { callId: dave });
    expect((await calls(desktop)).map(({ state }) => state)).toEqual(['held', 'held']);
    await phoneHears('dave').toEqual([]);
    await phoneHears('erin').toEqual([]);
    await ask(desktop, 'voice.resume', { callId: erin });
    await phoneHears('dave').toEqual(['agent', 'erin']);
    await phoneHears('erin').toEqual(['agent', 'dave']);
    await ask(desktop, 'conference.take-out', { callId: dave });
    expect(await calls(desktop)).toMatchObject([
      { callId: dave, state: 'connected', conference: null, isCurrent: true },
      { callId: erin, state: 'held', conference: null },
    ]);
    await phoneHears('dave').toEqual(['agent']);
    await phoneHears('erin').toEqual([]);
    await endAll();
    await nothingRemains(desktop, bed);
  });
});

async function contactOf(callId: CallId) {
  const { calls: recent } = await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 10 });
  return recent.find((call) => call.callId === callId)?.contactId ?? null;
}

describe('at Asterisk: a conference of four', () => {
  const agent = accountDraft({ aor: '101@127.0.0.1', password: 'pw101', serverUrl: asteriskUrl });
  let bed: AsteriskBed;
  beforeAll(async () => {
    bed = await startAsterisk();
  });
  afterAll(() => bed[Symbol.asyncDispose]());
  beforeEach(() => signIn(desktop, agent));

  it('the agent listens to three who hear each other: two phones, and a line of the PBX that sends the agent’s own tone', async () => {
    const customer = await talkToCaller(bed.customer, 'sip:101@127.0.0.1:5080');
    const colleague = await talkTo(bed.colleague, '102');
    await joinCalls([customer, colleague]);
    const line = await dial(desktop, '601');
    await connected(line);
    await joinCalls([line], 3);
    await expect.poll(agentHearsEach, { timeout: 10_000 }).toEqual([440, 660, 1_000]);
    await ask(desktop, 'voice.mute', { callId: line, isMuted: true });
    // 601 sends 1,004 Hz.
    await phoneHears('dave').toEqual(['agent', 'erin']);
    await phoneHears('erin').toEqual(['agent', 'dave']);
    await endAll();
  });

  it('the agent goes, and the two talk on', async () => {
    const customer = await talkToCaller(bed.customer, 'sip:101@127.0.0.1:5080');
    const colleague = await talkTo(bed.colleague, '102');
    await joinCalls([customer, colleague]);
    await ask(desktop, 'voice.connect', { callId: customer, otherCallId: colleague });
    await noCalls(desktop, 20_000);
    await phoneHears('dave').toEqual(['erin']);
    await phoneHears('erin').toEqual(['dave']);
    await bed.customer.command('hangup');
    await until(async () => /\(0\)/.test(await bed.colleague.command('listcalls')), 'the colleague is free: it was one call');
  });
});
