import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDesktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, heardHz, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { registered, startTestbed, type Testbed } from './testbed/testbed.ts';

let bed: Testbed;
beforeAll(async () => {
  bed = await startTestbed();
});
afterAll(() => bed[Symbol.asyncDispose]());

describe.each(['tcp://127.0.0.1:5060', 'tls://127.0.0.1:5061'])('at %s', (serverUrl) => {
  it('registers, calls, is called, holds, and survives the server’s restart', async () => {
    await registered(bed, ['dave', 'erin']);
    await using desktop = await startDesktop({ env: { NODE_EXTRA_CA_CERTS: join(bed.run, 'cert.pem') } });
    await ask(desktop, 'accounts.add', accountDraft({ aor: 'frank@sip.test', password: 'frank-pw', serverUrl }));
    await statusIn(desktop, ['ok']);
    const media = await desktop.media();
    const hears = (hz: number) => until(async () => Math.abs(((await heardHz(media)) ?? 0) - hz) < 6, `${hz} Hz`, 8_000);

    void bed.erin.command('dial', 'sip:frank@sip.test');
    const ringing = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId: ringing.callId });
    await callIn(desktop, ['connected']);
    await hears(660);
    await bed.erin.command('hangup');
    await noCalls(desktop);

    const { callId } = await ask(desktop, 'voice.dial', { target: 'dave', accountId: null, contactId: null, isConfirmed: false });
    await callIn(desktop, ['connected']);
    await hears(440);
    await ask(desktop, 'voice.hold', { callId });
    await ask(desktop, 'voice.resume', { callId });
    await hears(440);
    await bed.stopKamailio();
    await callIn(desktop, ['recovering']);
    await bed.startKamailio();
    const backAt = Date.now();
    await statusIn(desktop, ['ok']);
    expect(Date.now() - backAt).toBeLessThan(2_000);
    await callIn(desktop, ['connected']);
    const since = bed.dave.events.length;
    await ask(desktop, 'voice.hang-up', { callId });
    await bed.dave.event('CALL_CLOSED', { since });
    await noCalls(desktop);
    expect(desktop.faults).toEqual([]);
  });
});
