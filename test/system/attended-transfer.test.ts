import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallId } from '../../contract/model/ids.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, calls, noCalls, until } from '../e2e/harness/remote-desk.ts';
import { agentHears, alice, dial, signIn } from './scenes/agent-call.ts';
import { startAgentPeer, type AgentPeer } from './testbed/agent-peer.ts';
import { asteriskUrl, startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import { kamailioUrl, startTestbed, type Testbed } from './testbed/testbed.ts';

/** Hz. */
const tones = { bob: 700, carol: 1_500, alice: 1_000, colleague: 660 } as const;

let desktop: Desktop;

async function answerAtTheDesk(): Promise<CallId> {
  const { callId } = await callIn(desktop, ['ringing']);
  await ask(desktop, 'voice.answer', { callId });
  await until(async () => (await calls(desktop)).some((call) => call.callId === callId && call.state === 'connected'), 'the agent talks');
  return callId;
}

/** How it stands in the timeline of the call that was handed over. */
async function handedOver(callId: CallId): Promise<unknown> {
  const { calls: recent } = await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 10 });
  const contactId = recent.find((call) => call.callId === callId)?.contactId;
  if (!contactId) return null;
  const { entries } = await ask(desktop, 'timeline.open', { contactId, limit: 10, before: null });
  const entry = entries.find(({ id }) => id === callId);
  return entry?.kind === 'call' ? entry.transfer : null;
}

describe('at kamailio: the phones themselves', () => {
  let bed: Testbed;
  let bob: AgentPeer;
  let carol: AgentPeer;
  const stack = new AsyncDisposableStack();

  beforeAll(async () => {
    bed = stack.use(await startTestbed());
    const server = { domain: 'sip.test', serverUrl: kamailioUrl };
    bob = stack.use(await startAgentPeer({ ...server, user: 'bob', password: 'bob-pw', hz: tones.bob }));
    carol = stack.use(await startAgentPeer({ ...server, user: 'carol', password: 'carol-pw', hz: tones.carol }));
  }, 60_000);
  afterAll(() => stack.disposeAsync());
  beforeEach(async ({ onTestFailed }) => {
    desktop = await startDesktop();
    onTestFailed(
      () =>
        void process.stderr.write(
          [desktop.log().slice(-4_000), bob.log.slice(-20).join('\n'), carol.log.slice(-20).join('\n'), bed.log('kamailio')].join('\n-----\n'),
        ),
    );
    await signIn(desktop, alice);
  });
  afterEach(async () => {
    await bob.hangUpAll();
    await carol.hangUpAll();
    await desktop[Symbol.asyncDispose]();
  });

  /** Whoever is called picks up; answers the caller's id of the call. */
  async function connect(caller: AgentPeer, target: 'alice' | 'bob' | 'carol'): Promise<CallId> {
    const callId = await caller.dial(target);
    await (target === 'alice' ? answerAtTheDesk() : { bob, carol }[target].answer());
    await caller.call('talks', (call) => call.callId === callId && call.state === 'connected');
    return callId;
  }

  async function aliceCallsBob(): Promise<void> {
    await dial(desktop, 'bob');
    await bob.answer();
    await callIn(desktop, ['connected']);
  }

  const callWith = async (peer: AgentPeer, address: string) => (await peer.call(`a call with ${address}`, (call) => call.address === address)).callId;

  /** Alice and carol talk, bob is out of it. */
  async function aliceTalksToCarol(): Promise<void> {
    await until(() => bob.voice.list().length === 0, 'bob has left', 15_000);
    await agentHears(desktop, tones.carol, 15_000);
    await until(async () => (await calls(desktop)).length === 1, 'one call is left at the agent');
    await until(() => carol.voice.list().length === 1, 'one call is left at carol');
    await expect.poll(() => carol.hears(), { timeout: 15_000 }).toBeCloseTo(tones.alice, -2);
    const [call] = await calls(desktop);
    expect(call).toMatchObject({ state: 'connected', address: 'carol', isCurrent: true });
    await ask(desktop, 'voice.hang-up', { callId: call!.callId });
    await noCalls(desktop);
    await until(() => carol.voice.list().length === 0, 'carol is free');
  }

  describe('they hand us over after asking (REFER with Replaces)', () => {
    async function follow(): Promise<CallId> {
      const { callId, referral } = await until(async () => (await calls(desktop)).find((call) => call.referral), 'the referral is shown');
      expect(referral).toMatchObject({ address: 'carol' });
      await ask(desktop, 'voice.follow', { callId, isFollowed: true });
      return callId;
    }

    it('bob called us, and called carol', async () => {
      const ours = await connect(bob, 'alice');
      const consultation = await bob.voice.consult({ callId: ours, target: 'carol', contactId: null });
      await carol.answer();
      await bob.call('talks to carol', (call) => call.callId === consultation && call.state === 'connected');
      await bob.voice.connect({ callId: ours, otherCallId: consultation });
      const handed = await follow();
      await aliceTalksToCarol();
      expect(await handedOver(handed)).toMatchObject({ kind: 'theirs', state: 'done', address: 'carol' });
    });

    it('we called bob, and carol called him', async () => {
      await aliceCallsBob();
      await connect(carol, 'bob');
      await bob.voice.connect({ callId: await callWith(bob, 'alice'), otherCallId: await callWith(bob, 'carol') });
      const handed = await follow();
      await aliceTalksToCarol();
      expect(await handedOver(handed)).toMatchObject({ kind: 'theirs', state: 'done', address: 'carol' });
    });
  });

  describe('they hand somebody over to us after asking (INVITE with Replaces)', () => {
    async function carolFollows(): Promise<void> {
      const { callId } = await carol.call('is to be connected', ({ referral }) => referral !== null);
      await carol.voice.follow({ callId, isFollowed: true });
    }

    it('bob called carol, and called us: carol is in his place, nothing rings', async () => {
      const theirs = await connect(bob, 'carol');
      const consultation = await bob.voice.consult({ callId: theirs, target: 'alice', contactId: null });
      const asked = await answerAtTheDesk();
      await bob.voice.connect({ callId: theirs, otherCallId: consultation });
      await carolFollows();
      await aliceTalksToCarol();
      expect(await handedOver(asked)).toMatchObject({ kind: 'theirs', state: 'done', address: 'carol' });
    });

    it('carol called bob, and we called him', async () => {
      await connect(carol, 'bob');
      await aliceCallsBob();
      const [{ callId: asked } = { callId: null }] = await calls(desktop);
      await bob.voice.connect({ callId: await callWith(bob, 'carol'), otherCallId: await callWith(bob, 'alice') });
      await carolFollows();
      await aliceTalksToCarol();
      expect(asked && (await handedOver(asked))).toMatchObject({ kind: 'theirs', state: 'done', address: 'carol' });
    });
  });
});

describe('at Asterisk: the PBX connects whom another agent hands over after asking', () => {
  let pbx: AsteriskBed;
  let dora: AgentPeer;
  const stack = new AsyncDisposableStack();
  beforeAll(async () => {
    pbx = stack.use(await startAsterisk());
    dora = stack.use(await startAgentPeer({ user: '104', domain: '127.0.0.1', serverUrl: asteriskUrl, password: 'pw104', hz: tones.bob }));
  }, 60_000);
  afterAll(() => stack.disposeAsync());
  beforeEach(async () => {
    desktop = await startDesktop();
    await signIn(desktop, accountDraft({ aor: '101@127.0.0.1', password: 'pw101', serverUrl: asteriskUrl }));
  });
  afterEach(async () => {
    await dora.hangUpAll();
    await desktop[Symbol.asyncDispose]();
  });

  async function weTalkToTheColleague(): Promise<void> {
    await until(() => dora.voice.list().length === 0, 'dora has left', 15_000);
    await agentHears(desktop, tones.colleague, 15_000);
    const [call, ...others] = await calls(desktop);
    expect(others).toEqual([]);
    await ask(desktop, 'voice.hang-up', { callId: call!.callId });
    await noCalls(desktop);
    await until(async () => /\(0\)/.test(await pbx.colleague.command('listcalls')), 'the colleague is free: it was one call');
  }

  it('dora called us, and called the colleague', async () => {
    const ours = await dora.dial('101');
    await answerAtTheDesk();
    await dora.call('talks to us', (call) => call.callId === ours && call.state === 'connected');
    const since = pbx.colleague.events.length;
    const consultation = await dora.voice.consult({ callId: ours, target: '102', contactId: null });
    await pbx.colleague.event('CALL_INCOMING', { since });
    await pbx.colleague.command('accept');
    await dora.call('talks to the colleague', (call) => call.callId === consultation && call.state === 'connected');
    await dora.voice.connect({ callId: ours, otherCallId: consultation });
    await weTalkToTheColleague();
  });

  it('we called dora, and the colleague called her', async () => {
    await dial(desktop, '104');
    const ours = await dora.answer();
    await callIn(desktop, ['connected']);
    void pbx.colleague.command('dial', 'sip:104@127.0.0.1:5080');
    const consultation = await dora.answer();
    await dora.voice.connect({ callId: ours, otherCallId: consultation });
    await weTalkToTheColleague();
  });
});
