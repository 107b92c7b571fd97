import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noSystemCodes, type ColleagueState, type Colleagues } from '../../contract/model/colleague.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, noCalls, until } from '../e2e/harness/remote-desk.ts';
import { agentHears, signIn } from './scenes/agent-call.ts';
import { asteriskUrl, startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';

const agent = accountDraft({
  aor: '101@127.0.0.1',
  password: 'pw101',
  serverUrl: asteriskUrl,
  colleagues: [
    { name: 'Bob', address: '102' },
    { name: 'Nobody', address: '999' },
  ],
  systemCodes: { ...noSystemCodes, pickup: '*8', park: '800', slots: ['801', '802'] },
});

let bed: AsteriskBed;
let desktop: Desktop;
let accountId: AccountId;
beforeAll(async () => {
  bed = await startAsterisk();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  desktop = await startDesktop();
  await signIn(desktop, agent);
  const [account] = (await ask(desktop, 'accounts.list', {})).accounts;
  if (!account) throw new Error('no account');
  accountId = account.id;
  await bobIs('free', 10_000);
});
afterEach(async () => {
  await desktop[Symbol.asyncDispose]();
  for (const phone of [bed.colleague, bed.customer]) await phone.command('hangupall');
});

const read = (): Promise<Colleagues> => ask(desktop, 'colleagues.read', {});
const bob = async () => (await read()).colleagues.find(({ name }) => name === 'Bob');

/** A second is what the agent may wait for. */
async function bobIs(state: ColleagueState, withinMs = 1_000): Promise<void> {
  await until(async () => (await bob())?.state === state, `Bob ${state}`, withinMs);
}

/** The customer calls; resolves when it rings at Bob. */
async function ringBob(): Promise<void> {
  const since = bed.colleague.events.length;
  await bed.customer.command('dial', 'sip:102@127.0.0.1:5080');
  await bed.colleague.event('CALL_INCOMING', { since });
}

describe('at Asterisk', () => {
  it('a colleague’s phone is seen to ring, to talk and to be free again within a second; nobody is not told of', async () => {
    await ringBob();
    await bobIs('ringing');
    expect(await bob()).toMatchObject({ canPickUp: true, trouble: null });
    await bed.colleague.command('accept');
    await bobIs('on-call');
    await bed.customer.command('hangup');
    await bobIs('free');
    expect((await read()).colleagues.find(({ name }) => name === 'Nobody')).toMatchObject({ state: 'unknown', trouble: 'not-found' });
  });

  it('a call that rings at a colleague is picked up', async () => {
    await ringBob();
    await bobIs('ringing');
    await ask(desktop, 'colleagues.pick-up', { accountId, address: '102' });
    await callIn(desktop, ['connected']);
    await bobIs('free');
    await agentHears(desktop, 440);
    await bed.customer.command('hangup');
    await noCalls(desktop);
  });

  it('a call is parked, seen in its place and fetched again', async () => {
    void bed.customer.command('dial', 'sip:101@127.0.0.1:5080');
    const { callId, address } = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId });
    await callIn(desktop, ['connected']);
    await ask(desktop, 'colleagues.park', { callId });
    const slot = await until(async () => (await read()).slots.find(({ isTaken }) => isTaken), 'a place that is taken');
    expect(slot).toMatchObject({ slot: '801', who: address });
    await noCalls(desktop);
    await ask(desktop, 'colleagues.retrieve', { accountId, slot: slot.slot });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 440);
    await until(async () => (await read()).slots.every(({ isTaken }) => !isTaken), 'every place free');
    await bed.customer.command('hangup');
    await noCalls(desktop);
  });

  it('a message in the voice mailbox is told, and the mailbox is one call away', async () => {
    expect((await read()).voicemails).toMatchObject([{ isWaiting: false }]);
    bed.leaveMessage();
    const [voicemail] = await until(async () => {
      const { voicemails } = await read();
      return voicemails.some(({ isWaiting }) => isWaiting) && voicemails;
    }, 'a message');
    expect(voicemail).toEqual({ accountId, isWaiting: true, newCount: 1, oldCount: 0, number: '*97' });
    await ask(desktop, 'colleagues.call-mailbox', { accountId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 1_004);
    await ask(desktop, 'voice.hang-up', { callId: (await callIn(desktop, ['connected'])).callId });
    await noCalls(desktop);
  });
});
