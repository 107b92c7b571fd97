import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallId, ContactId } from '../../contract/model/ids.ts';
import type { CallTransfer } from '../../contract/model/transfer.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, calls, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { agentHears, alice, nothingRemains, signIn, talkToDave } from './scenes/agent-call.ts';
import { asteriskUrl, startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import type { Baresip } from './testbed/baresip.ts';
import { startTestbed, type Testbed } from './testbed/testbed.ts';

/** What the timeline keeps of the newest call with a contact. */
async function keptTransfer(desktop: Desktop, callId: CallId, contactId: ContactId | null): Promise<CallTransfer | null> {
  const { entries } = await ask(desktop, 'timeline.open', { contactId: contactId!, limit: 20, before: null });
  const entry = entries.find(({ id }) => id === callId);
  return entry?.kind === 'call' ? entry.transfer : null;
}

const isUp = async (phone: Baresip) => !/\(0\)/.test(await phone.command('listcalls'));
const isIdle = async (phone: Baresip) => /\(0\)/.test(await phone.command('listcalls'));

let desktop: Desktop;

describe('at kamailio: the phones themselves transfer', () => {
  let bed: Testbed;
  beforeAll(async () => {
    bed = await startTestbed();
  });
  afterAll(() => bed[Symbol.asyncDispose]());
  beforeEach(async ({ onTestFailed }) => {
    desktop = await startDesktop();
    onTestFailed(() => void process.stderr.write([desktop.log().slice(-4_000), bed.log('kamailio'), bed.log('dave')].join('\n-----\n')));
    await signIn(desktop, alice);
  });
  afterEach(() => desktop[Symbol.asyncDispose]());

  it('at once: dave is sent to erin and talks with her, our leg is gone, the timeline says so', async () => {
    const callId = await talkToDave(desktop);
    const { contactId } = await callIn(desktop, ['connected']);
    const since = bed.erin.events.length;
    await ask(desktop, 'voice.transfer', { callId, target: 'erin', name: 'Erin' });
    const ringing = await bed.erin.event('CALL_INCOMING', { since });
    expect(ringing.peeruri).toContain('dave');
    expect((await calls(desktop))[0]).toMatchObject({ isHeldHere: true, transfer: { kind: 'blind' } });
    await bed.erin.command('accept');
    await bed.erin.event('CALL_ESTABLISHED', { since });
    await noCalls(desktop);
    expect(await isUp(bed.dave)).toBe(true);
    expect(await isUp(bed.erin)).toBe(true);
    expect(await keptTransfer(desktop, callId, contactId)).toMatchObject({ kind: 'blind', state: 'done', address: 'erin', name: 'Erin' });
    await bed.erin.command('hangup');
    await nothingRemains(desktop, bed);
  });

  it('to a busy line: dave is back, heard again, and it says why', async () => {
    const callId = await talkToDave(desktop);
    const { contactId } = await callIn(desktop, ['connected']);
    await ask(desktop, 'voice.transfer', { callId, target: 'busy', name: null });
    await until(async () => (await calls(desktop))[0]?.transfer?.state === 'failed', 'the transfer has failed', 20_000);
    const call = await callIn(desktop, ['connected']);
    expect(call).toMatchObject({ callId, isHeldHere: false, transfer: { failure: { reason: 'callee-busy' } } });
    await agentHears(desktop, 440);
    expect(await keptTransfer(desktop, callId, contactId)).toMatchObject({ state: 'failed' });
    await (
      await desktop.view()
    )
      .getByText(/Not transferred to busy\. The line is busy\./)
      .first()
      .waitFor();
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
  });

  it('erin sends us to dave: the agent goes along and hears him, her leg ends', async () => {
    void bed.erin.command('dial', 'sip:alice@sip.test');
    const { callId } = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 660);
    await bed.erin.command('transfer', 'sip:dave@sip.test');
    const asked = await until(async () => (await calls(desktop)).find(({ referral }) => referral !== null), 'the referral is shown');
    expect(asked.referral).toMatchObject({ address: 'dave' });
    await ask(desktop, 'voice.follow', { callId, isFollowed: true });
    await agentHears(desktop, 440);
    await until(async () => (await calls(desktop)).length === 1, 'one call is left');
    await until(() => isIdle(bed.erin), 'erin is free');
    await ask(desktop, 'voice.hang-up', { callId: (await callIn(desktop, ['connected'])).callId });
    await nothingRemains(desktop, bed);
  });
});

describe('at Asterisk: the PBX transfers', () => {
  const agent = accountDraft({ aor: '101@127.0.0.1', password: 'pw101', serverUrl: asteriskUrl });
  let bed: AsteriskBed;
  beforeAll(async () => {
    bed = await startAsterisk();
  });
  afterAll(() => bed[Symbol.asyncDispose]());
  beforeEach(async () => {
    desktop = await startDesktop();
    await signIn(desktop, agent);
  });
  afterEach(() => desktop[Symbol.asyncDispose]());

  async function answerCustomer(): Promise<{ callId: CallId; contactId: ContactId | null }> {
    void bed.customer.command('dial', 'sip:101@127.0.0.1:5080');
    const { callId, contactId } = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 440);
    return { callId, contactId };
  }

  async function consultColleague(callId: CallId): Promise<CallId> {
    const since = bed.colleague.events.length;
    const { callId: consultId } = await ask(desktop, 'voice.consult', { callId, target: '102', contactId: null });
    await bed.colleague.event('CALL_INCOMING', { since });
    await bed.colleague.command('accept');
    await until(async () => (await calls(desktop)).some((call) => call.callId === consultId && call.state === 'connected'), 'the colleague is there');
    return consultId;
  }

  async function bothTalk(): Promise<void> {
    await noCalls(desktop, 20_000);
    expect(await isUp(bed.customer)).toBe(true);
    expect(await isUp(bed.colleague)).toBe(true);
    await bed.customer.command('hangup');
    await until(() => isIdle(bed.colleague), 'the colleague is free: the two were one call');
  }

  it('at once: the customer is put through to the colleague', async () => {
    const { callId, contactId } = await answerCustomer();
    const since = bed.colleague.events.length;
    await ask(desktop, 'voice.transfer', { callId, target: '102', name: null });
    await bed.colleague.event('CALL_INCOMING', { since });
    await bed.colleague.command('accept');
    await bothTalk();
    expect(await keptTransfer(desktop, callId, contactId)).toMatchObject({ kind: 'blind', state: 'done' });
  });

  it('asked first: customer and colleague talk, both our legs are gone', async () => {
    const { callId, contactId } = await answerCustomer();
    const consultId = await consultColleague(callId);
    await agentHears(desktop, 660);
    await ask(desktop, 'voice.connect', { callId, otherCallId: consultId });
    await bothTalk();
    expect(await keptTransfer(desktop, callId, contactId)).toMatchObject({ kind: 'attended', state: 'done' });
  });

  it('asked first by a colleague who called: the consultation leg came in', async () => {
    const { callId } = await answerCustomer();
    void bed.colleague.command('dial', 'sip:101@127.0.0.1:5080');
    const { callId: second } = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId: second });
    await until(async () => (await calls(desktop)).some((call) => call.callId === second && call.state === 'connected'), 'the colleague is there');
    await ask(desktop, 'voice.connect', { callId, otherCallId: second });
    await bothTalk();
  });

  it('asked first, and back: the customer is heard again', async () => {
    const { callId } = await answerCustomer();
    const consultId = await consultColleague(callId);
    await ask(desktop, 'voice.go-back', { callId: consultId });
    await agentHears(desktop, 440);
    expect(await calls(desktop)).toMatchObject([{ callId, state: 'connected', isCurrent: true }]);
    await ask(desktop, 'voice.hang-up', { callId });
    await statusIn(desktop, ['ok']);
  });

  it('to a number that is none: the customer is back, and it says why', async () => {
    const { callId } = await answerCustomer();
    await ask(desktop, 'voice.transfer', { callId, target: '999', name: null });
    await until(async () => (await calls(desktop))[0]?.transfer?.state === 'failed', 'the transfer has failed', 20_000);
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 440);
    await ask(desktop, 'voice.hang-up', { callId });
  });
});
