import type { CallId } from '../../../contract/model/ids.ts';
import type { Desktop } from '../../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, heardHz, noCalls, statusIn, until } from '../../e2e/harness/remote-desk.ts';
import type { AsteriskBed } from '../testbed/asterisk.ts';
import { relayedCalls } from '../testbed/relay.ts';
import { kamailioUrl, type Testbed } from '../testbed/testbed.ts';

/** The agent at kamailio. */
export const alice = accountDraft({ aor: 'alice@sip.test', password: 'alice-pw', serverUrl: kamailioUrl });

export async function signIn(desktop: Desktop, draft = alice): Promise<void> {
  await ask(desktop, 'accounts.add', draft);
  await statusIn(desktop, ['ok']);
}

export async function dial(desktop: Desktop, target: string): Promise<CallId> {
  return (await ask(desktop, 'voice.dial', { target, accountId: null, contactId: null, isConfirmed: false })).callId;
}

export async function agentHears(desktop: Desktop, hz: number, withinMs = 8_000): Promise<void> {
  await until(async () => Math.abs(((await heardHz(await desktop.media())) ?? 0) - hz) < 6, `${hz} Hz heard by the agent`, withinMs);
}

/** Calls dave, who answers at once; both hear each other. */
export async function talkToDave(desktop: Desktop): Promise<CallId> {
  const callId = await dial(desktop, 'dave');
  await callIn(desktop, ['connected']);
  await agentHears(desktop, 440);
  return callId;
}

/** Nothing of a call is left: not at the agent, not at the phones, not in the relay. */
export async function nothingRemains(desktop: Desktop, { dave, erin }: Testbed): Promise<void> {
  await noCalls(desktop);
  for (const phone of [dave, erin]) await until(async () => /\(0\)/.test(await phone.command('listcalls')), 'a phone without a call');
  await until(async () => (await relayedCalls()) === 0, 'no call in the relay');
}

/** Ends the wrap-up of the call that is over: nobody is put through before. */
export async function becomeFree(desktop: Desktop): Promise<void> {
  await until(async () => {
    for (const { interactionId } of (await ask(desktop, 'wrap-up.list', {})).wrapUps) await ask(desktop, 'wrap-up.finish', { interactionId });
    return (await ask(desktop, 'agent.read', {})).state === 'available';
  }, 'an agent who is free');
}

/** At Asterisk: calls 601 (a tone of 1,004 Hz), is called by the customer (440 Hz), holds and resumes; either side hangs up. `user`: the agent's extension. */
export async function talkAtAsterisk(desktop: Desktop, { customer }: Pick<AsteriskBed, 'customer'>, user: string): Promise<void> {
  const callId = await dial(desktop, '601');
  await callIn(desktop, ['connected']);
  await agentHears(desktop, 1_004);
  await ask(desktop, 'voice.hang-up', { callId });
  await noCalls(desktop);
  await becomeFree(desktop);

  void customer.command('dial', `sip:${user}@127.0.0.1:5080`);
  const { callId: incoming } = await callIn(desktop, ['ringing']);
  await ask(desktop, 'voice.answer', { callId: incoming });
  await callIn(desktop, ['connected']);
  await agentHears(desktop, 440);
  await ask(desktop, 'voice.hold', { callId: incoming });
  await callIn(desktop, ['held']);
  await ask(desktop, 'voice.resume', { callId: incoming });
  await agentHears(desktop, 440);
  await customer.command('hangup');
  await noCalls(desktop);
}
