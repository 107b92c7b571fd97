import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { agentHears, dial, signIn } from './scenes/agent-call.ts';
import { asteriskUrl, startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import type { Baresip } from './testbed/baresip.ts';
import { lastHeard } from './testbed/tone.ts';

const agent = accountDraft({ aor: '101@127.0.0.1', password: 'pw101', serverUrl: asteriskUrl });

let bed: AsteriskBed;
let desktop: Desktop;
beforeAll(async () => {
  bed = await startAsterisk();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  desktop = await startDesktop();
  await signIn(desktop, agent);
});
afterEach(() => desktop[Symbol.asyncDispose]());

/** Nothing of a call is left: not at the agent, not at the phones, not in the PBX. */
async function nothingRemains(): Promise<void> {
  await noCalls(desktop);
  for (const phone of [bed.colleague, bed.customer])
    await until(async () => /\(0\)/.test(await phone.command('listcalls')), 'a phone without a call');
  const since = bed.manager.events.length;
  bed.manager.action('CoreShowChannels');
  expect((await bed.manager.event('CoreShowChannelsComplete', { since }))['ListItems']).toBe('0');
}

async function lastResult(): Promise<{ readonly result: string; readonly needsReturn: number }> {
  const { calls, needsReturn } = await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 1 });
  return { result: calls[0]?.result ?? 'none', needsReturn };
}

async function accept(phone: Baresip, ring: () => Promise<unknown>): Promise<void> {
  const since = phone.events.length;
  await ring();
  await phone.event('CALL_INCOMING', { since });
  await phone.command('accept');
}

describe('at Asterisk', () => {
  it('calls out: the tone of the PBX arrives, and the own voice comes back', async () => {
    const callId = await dial(desktop, '601');
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 1_004);
    await ask(desktop, 'voice.hang-up', { callId });
    await noCalls(desktop);
    await dial(desktop, '600');
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 1_000);
    await ask(desktop, 'voice.hang-up', { callId: (await callIn(desktop, ['connected'])).callId });
    await nothingRemains();
    expect(await lastResult()).toEqual({ result: 'answered', needsReturn: 0 });
  });

  it('is called and talks both ways', async () => {
    void bed.customer.command('dial', 'sip:101@127.0.0.1:5080');
    const { callId, callerName } = await callIn(desktop, ['ringing']);
    expect(callerName).toBe('Carol');
    await ask(desktop, 'voice.answer', { callId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 440);
    // What the phone writes down comes in blocks.
    await new Promise((spoken) => setTimeout(spoken, 2_000));
    await bed.customer.command('hangup');
    await nothingRemains();
    expect(await lastHeard(bed.run, 1_000)).toBe(true);
    expect(await lastResult()).toEqual({ result: 'answered', needsReturn: 0 });
  });

  it('holds and resumes; the sound is back afterwards', async () => {
    await accept(bed.colleague, () => dial(desktop, '102'));
    const { callId } = await callIn(desktop, ['connected']);
    await agentHears(desktop, 660);
    const since = bed.manager.events.length;
    await ask(desktop, 'voice.hold', { callId });
    expect((await callIn(desktop, ['held'])).isHeldHere).toBe(true);
    await bed.manager.event('Hold', { since });
    await ask(desktop, 'voice.resume', { callId });
    await callIn(desktop, ['connected']);
    await bed.manager.event('Unhold', { since });
    await agentHears(desktop, 660);
    await bed.colleague.command('hangup');
    await nothingRemains();
  });

  it('sends tones that the PBX understands', async () => {
    const since = bed.manager.events.length;
    const callId = await dial(desktop, '602');
    await callIn(desktop, ['connected']);
    // A PBX that answers may lose what is pressed before it listens.
    await bed.manager.event('UserEvent', { since, where: ({ UserEvent }) => UserEvent === 'Listening' });
    await ask(desktop, 'voice.send-dtmf', { callId, tones: '4207' });
    expect((await bed.manager.event('UserEvent', { since, where: ({ UserEvent }) => UserEvent === 'Digits' }))['Pressed']).toBe('4207');
    await nothingRemains();
  });

  it('is heard before the answer', async () => {
    await dial(desktop, '603');
    const { callId, answeredAt } = await callIn(desktop, ['early-media']);
    expect(answeredAt).toBeNull();
    await agentHears(desktop, 425, 3_500);
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 1_004);
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains();
  });

  it('a call of the queue that the colleague takes is answered elsewhere, not missed', async () => {
    const since = bed.colleague.events.length;
    void bed.customer.command('dial', 'sip:700@127.0.0.1:5080');
    await callIn(desktop, ['ringing']);
    await bed.colleague.event('CALL_INCOMING', { since });
    await bed.colleague.command('accept');
    await noCalls(desktop);
    expect(await lastResult()).toEqual({ result: 'answered-elsewhere', needsReturn: 0 });
    await bed.customer.command('hangup');
    await nothingRemains();
  });

  it('a call of the queue that nobody takes is missed', async () => {
    void bed.customer.command('dial', 'sip:700@127.0.0.1:5080');
    await callIn(desktop, ['ringing']);
    await bed.customer.command('hangup');
    await noCalls(desktop);
    expect(await lastResult()).toEqual({ result: 'missed', needsReturn: 1 });
    await nothingRemains();
  });

  it('is told a wrong password, and is registered with the right one', async () => {
    const account = (await ask(desktop, 'accounts.list', {})).accounts[0];
    if (!account) throw new Error('no account');
    await ask(desktop, 'accounts.edit', { accountId: account.id, draft: { ...agent, password: 'wrong' } });
    expect((await statusIn(desktop, ['auth-needed'])).failure?.reason).toBe('password-refused');
    await ask(desktop, 'accounts.edit', { accountId: account.id, draft: agent });
    await statusIn(desktop, ['ok']);
  });
});
