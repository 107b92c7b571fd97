import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noSystemCodes, type ColleaguePresence, type Colleagues } from '../../../../contract/model/colleague.ts';
import { accountIdSchema } from '../../../../contract/model/ids.ts';
import { createCaller, farSdp, ok, reply, requestOfCallee } from '../../../fakes/loop-server.ts';
import { headerOf } from '../../../fakes/test-registrar.ts';
import { connectOut } from '../../../fakes/connected-calls.ts';
import { startVoiceWorld, type VoiceWorld } from '../../../fakes/voice-world.ts';

const accountId = accountIdSchema.parse(1);
let world: VoiceWorld;

beforeEach(async () => {
  world = await startVoiceWorld({
    account: {
      colleagues: [{ name: 'Bob', address: '201' }],
      systemCodes: { ...noSystemCodes, pickup: '*8', park: '700', slots: ['701', '702'] },
    },
  });
  world.clock.advance(500);
});
afterEach(() => world[Symbol.asyncDispose]());

/** The SUBSCRIBE for this of whom. */
async function subscribed(event: string, user: string): Promise<string> {
  for (;;) {
    const request = await world.server.take(`SUBSCRIBE sip:${user}@`);
    if (headerOf(request, 'Event') === event) return request;
  }
}
function accept(request: string): void {
  const tag = `notifier-${headerOf(request, 'Call-ID')}`;
  world.server.send(reply(request, { status: '200 OK', tag, lines: [`Contact: <sip:far@${tag}.invalid>`, 'Expires: 600'] }));
}
function notify(request: string, { body = '', type = '', state = 'active;expires=600', sequence = 1 }): void {
  const event = headerOf(request, 'Event');
  const lines = [`Event: ${event}`, `Subscription-State: ${state}`, ...(body ? [`Content-Type: ${type}`] : [])];
  const message = requestOfCallee(request, 'NOTIFY', { tag: `notifier-${headerOf(request, 'Call-ID')}`, sequence, lines });
  world.server.send(message.replace('Content-Length: 0\r\n\r\n', `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`));
}
function notifyDialog(request: string, sequence: number, dialog: string): void {
  const root = `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${sequence}" state="full" entity="sip:201@sip.test">`;
  notify(request, { sequence, type: 'application/dialog-info+xml', body: `<?xml version="1.0"?>${root}${dialog}</dialog-info>` });
}
const early =
  '<dialog id="1" direction="recipient"><state>early</state><remote><identity display="Maren">sip:+49301@sip.test</identity></remote></dialog>';
const talking = '<dialog id="1"><state>confirmed</state></dialog>';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
  world.clock.advance(50);
};
const now = (): Colleagues => world.voice.systemEvents.colleagues();
const bob = (): ColleaguePresence | undefined => now().colleagues[0];

describe('colleagues', () => {
  it('are asked about when the line is registered, and shown as the server tells', async () => {
    expect(bob()).toMatchObject({ name: 'Bob', state: 'unknown', trouble: 'asking' });
    const told: Colleagues[] = [];
    world.voice.systemEvents.colleaguesChanged.on((colleagues) => told.push(colleagues));
    const request = await subscribed('dialog', '201');
    expect(headerOf(request, 'Accept')).toBe('application/dialog-info+xml');
    accept(request);
    notifyDialog(request, 1, '');
    await settle();
    expect(bob()).toMatchObject({ state: 'free', trouble: null, canPickUp: false });
    notifyDialog(request, 2, early);
    await settle();
    expect(bob()).toMatchObject({ state: 'ringing', caller: 'Maren', canPickUp: true });
    notifyDialog(request, 3, talking);
    await settle();
    expect(told.at(-1)?.colleagues[0]).toMatchObject({ state: 'on-call', canPickUp: false });
  });

  it('are away when they say so and their phone is free', async () => {
    const request = await subscribed('dialog', '201');
    const presence = await subscribed('presence', '201');
    accept(request);
    accept(presence);
    notifyDialog(request, 1, '');
    const body =
      '<presence><tuple id="1"><status><basic>open</basic></status></tuple><person id="p"><activities><lunch/></activities></person><note>at two</note></presence>';
    notify(presence, { body, type: 'application/pidf+xml' });
    await settle();
    expect(bob()).toMatchObject({ state: 'away', note: 'at two' });
    notifyDialog(request, 2, talking);
    await settle();
    expect(bob()?.state).toBe('on-call');
  });

  it('are unknown with a reason where the server does not tell', async () => {
    for (const event of ['dialog', 'presence']) {
      world.server.send(reply(await subscribed(event, '201'), { status: '404 Not Found' }));
    }
    await settle();
    expect(bob()).toMatchObject({ state: 'unknown', trouble: 'not-found' });
  });

  it('are asked about anew after the connection was lost', async () => {
    const request = await subscribed('dialog', '201');
    accept(request);
    notifyDialog(request, 1, talking);
    await settle();
    expect(bob()?.state).toBe('on-call');
    world.server.lose();
    await settle();
    expect(bob()).toMatchObject({ state: 'unknown', trouble: 'no-line' });
    world.clock.advance(2_000);
    await world.server.take('REGISTER ');
    await new Promise((connected) => setTimeout(connected, 1_200));
    await settle();
    world.clock.advance(500);
    const again = await subscribed('dialog', '201');
    expect(headerOf(again, 'Call-ID')).not.toBe(headerOf(request, 'Call-ID'));
    accept(again);
    notifyDialog(again, 1, '');
    await settle();
    expect(bob()?.state).toBe('free');
  });

  it('who ring can be relieved: by the code before their number', async () => {
    const request = await subscribed('dialog', '201');
    accept(request);
    notifyDialog(request, 1, '');
    await settle();
    await expect(world.voice.systemEvents.pickUp({ accountId, address: '201' })).rejects.toMatchObject({ failure: { reason: 'call-over' } });
    notifyDialog(request, 2, early);
    await settle();
    await world.voice.systemEvents.pickUp({ accountId, address: '201' });
    expect(await world.server.take('INVITE ')).toMatch(/^INVITE sip:(\*|%2A)8201@sip\.test /);
  });
});

describe('without a code', () => {
  it('a call that rings elsewhere is taken over by its name (RFC 3891)', async () => {
    world.accounts.list = world.accounts.list.map((account) => ({ ...account, systemCodes: noSystemCodes }));
    world.accounts.changed();
    await world.server.take('SUBSCRIBE ');
    await new Promise((connected) => setTimeout(connected, 100));
    await settle();
    world.clock.advance(500);
    const request =
      world.server.received.findLast((message) => message.startsWith('SUBSCRIBE sip:201@') && headerOf(message, 'Event') === 'dialog') ?? '';
    accept(request);
    notifyDialog(request, 1, early);
    await settle();
    expect(bob()).toMatchObject({ state: 'ringing', canPickUp: false });
    notifyDialog(request, 2, early.replace('id="1"', 'id="1" call-id="c1" local-tag="bob" remote-tag="maren"'));
    await settle();
    expect(bob()?.canPickUp).toBe(true);
    await world.voice.systemEvents.pickUp({ accountId, address: '201' });
    const invite = await world.server.take('INVITE ');
    expect(invite).toMatch(/^INVITE sip:\+49301@sip\.test /);
    expect(headerOf(invite, 'Replaces')).toBe('c1;to-tag=maren;from-tag=bob;early-only');
  });
});

describe('the voice mailbox', () => {
  const summary = 'Messages-Waiting: yes\r\nMessage-Account: sip:*97@sip.test\r\nVoice-Message: 2/1 (0/0)\r\n';

  it('is told of on request, and called at the number the server names', async () => {
    expect(now().voicemails).toEqual([]);
    const request = await subscribed('message-summary', 'alice');
    accept(request);
    notify(request, { body: summary, type: 'application/simple-message-summary' });
    await settle();
    expect(now().voicemails).toEqual([{ accountId, isWaiting: true, newCount: 2, oldCount: 1, number: '*97' }]);
    await world.voice.systemEvents.callMailbox(accountId);
    expect(await world.server.take('INVITE ')).toMatch(/^INVITE sip:(\*|%2A)97@sip\.test /);
  });

  it('is told of unasked (RFC 3842 §3.3); a number of somebody else’s is not dialled', async () => {
    const body = summary.replace('*97@sip.test', '*97@evil.test');
    const message = createCaller(world.server).request('NOTIFY', ['Event: message-summary', 'Content-Type: application/simple-message-summary']);
    world.server.send(message.replace('Content-Length: 0\r\n\r\n', `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`));
    expect(await world.server.take('SIP/2.0 200')).toContain('NOTIFY');
    await settle();
    expect(now().voicemails).toEqual([{ accountId, isWaiting: true, newCount: 2, oldCount: 1, number: null }]);
    await expect(world.voice.systemEvents.callMailbox(accountId)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('parking', () => {
  it('hands the call to the code, and knows whose it is in the place that was free', async () => {
    for (const slot of ['701', '702']) {
      const request = await subscribed('dialog', slot);
      accept(request);
      notifyDialog(request, 1, slot === '701' ? talking : '');
    }
    await settle();
    expect(now().slots.map(({ isTaken }) => isTaken)).toEqual([true, false]);
    const { callId, refer } = await park();
    expect(headerOf(refer, 'Refer-To')).toContain('sip:700@sip.test');
    const second =
      world.server.received.findLast((message) => message.startsWith('SUBSCRIBE sip:702@') && headerOf(message, 'Event') === 'dialog') ?? '';
    notifyDialog(second, 2, talking);
    await settle();
    expect(now().slots).toMatchObject([
      { slot: '701', isTaken: true, who: null },
      { slot: '702', isTaken: true, who: world.journal[0]?.address },
    ]);
    world.voice.hangUp(callId).catch(() => undefined);
    await settle();
    await world.voice.systemEvents.retrieve({ accountId, slot: '702' });
    expect(await world.server.take('INVITE sip:702@')).toContain('To: <sip:702@sip.test>');
  });

  async function park(): Promise<{ callId: Parameters<VoiceWorld['voice']['hangUp']>[0]; refer: string }> {
    const { callId } = await connectOut(world);
    const parking = world.voice.systemEvents.park(callId);
    world.server.send(ok(await world.server.take('INVITE '), farSdp()));
    await parking;
    const refer = await world.server.take('REFER ');
    world.server.send(reply(refer, { status: '202 Accepted' }));
    return { callId, refer };
  }

  it('is refused where the account has no code for it, or no such place', async () => {
    await expect(world.voice.systemEvents.retrieve({ accountId, slot: '799' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
