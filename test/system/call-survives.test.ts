import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, callIn, calls, noCalls, until } from '../e2e/harness/remote-desk.ts';
import { agentHears, dial, nothingRemains, signIn } from './scenes/agent-call.ts';
import { startScriptedPhone, type ScriptedPhone, type SipText } from './testbed/scripted-phone.ts';
import { startTestbed, type Testbed } from './testbed/testbed.ts';

let bed: Testbed;
let desktop: Desktop;
let phone: ScriptedPhone;
beforeAll(async () => {
  bed = await startTestbed();
  desktop = await startDesktop();
  await signIn(desktop);
});
beforeEach(async () => {
  phone = await startScriptedPhone();
});
afterEach(() => phone[Symbol.asyncDispose]());
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

const isInvite = ({ method }: SipText): boolean => method === 'INVITE';
const isAnswerTo =
  (status: number, sequence: string) =>
  (message: SipText): boolean =>
    message.status === status && message.cseq === sequence;

/** The agent's microphone is 1,000 Hz; the phone sends it back. */
const hearsEcho = () => agentHears(desktop, 1_000);

async function hangUp(callId: Awaited<ReturnType<typeof dial>>): Promise<void> {
  await ask(desktop, 'voice.hang-up', { callId });
  phone.reply(await phone.take(({ method }) => method === 'BYE', 'BYE'), '200 OK');
  await nothingRemains(desktop, bed);
}

describe('at kamailio a call goes on', () => {
  it.each(['405 Method Not Allowed', '488 Not Acceptable Here'])('when the other side refuses hold with %s', async (status) => {
    const callId = await dial(desktop, 'sippuas');
    await phone.answer();
    await callIn(desktop, ['connected']);
    await hearsEcho();
    const held = ask(desktop, 'voice.hold', { callId }).catch(() => undefined);
    phone.reply(await phone.take(isInvite, 're-INVITE'), status);
    await held;
    await until(async () => (await calls(desktop))[0]?.notice !== null, 'a sentence that says so');
    expect((await callIn(desktop, ['connected'])).callId).toBe(callId);
    await hearsEcho();
    await hangUp(callId);
  });

  it('when both sides offer at once: each refuses the other, both ask again, and the hold comes about', async () => {
    const callId = await dial(desktop, 'sippuas');
    const dialog = await phone.answer();
    await callIn(desktop, ['connected']);
    await hearsEcho();
    const held = ask(desktop, 'voice.hold', { callId });
    const ours = await phone.take(isInvite, 're-INVITE');
    dialog.offer(1, 'sendrecv');
    await phone.take(isAnswerTo(491, '1 INVITE'), '491');
    dialog.acknowledge(1, 'refused');
    phone.reply(ours, '491 Request Pending');
    // We made the Call-ID: 2.1 to 4 seconds (RFC 3261 section 14.1); the phone asks again at once.
    dialog.offer(2, 'sendrecv');
    await phone.take(isAnswerTo(200, '2 INVITE'), '200 to its second offer');
    dialog.acknowledge(2, 'accepted');
    phone.reply(await phone.take(isInvite, 'our second re-INVITE'), '200 OK', { hasAnswer: true });
    await held;
    await callIn(desktop, ['held']);
    const resumed = ask(desktop, 'voice.resume', { callId });
    phone.reply(await phone.take(isInvite, 're-INVITE to resume'), '200 OK', { hasAnswer: true });
    await resumed;
    await callIn(desktop, ['connected']);
    await hearsEcho();
    await hangUp(callId);
  });

  it('when two places answer: the first keeps it, the second is hung up', async () => {
    const callId = await dial(desktop, 'sippuas');
    const invite = await phone.take(isInvite, 'INVITE');
    phone.reply(invite, '200 OK', { tag: 'first', hasAnswer: true });
    await phone.take(({ method }) => method === 'ACK', 'ACK');
    phone.reply(invite, '200 OK', { tag: 'second', hasAnswer: true });
    const bye = await phone.take(({ method }) => method === 'BYE', 'BYE to the second place');
    expect(bye.values('To')[0]).toContain('tag=second');
    phone.reply(bye, '200 OK');
    // No sound from here on: the relay knows one call, and lets go of it with either dialog.
    await callIn(desktop, ['connected']);
    const held = ask(desktop, 'voice.hold', { callId });
    const again = await phone.take(isInvite, 're-INVITE');
    expect(again.values('To')[0]).toContain('tag=first');
    phone.reply(again, '200 OK', { hasAnswer: true });
    await held;
    await ask(desktop, 'voice.hang-up', { callId });
    const end = await phone.take(({ method }) => method === 'BYE', 'BYE');
    expect(end.values('To')[0]).toContain('tag=first');
    phone.reply(end, '200 OK');
    await noCalls(desktop);
  });
});
