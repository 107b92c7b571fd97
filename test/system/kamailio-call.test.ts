import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, callIn, calls, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { kamailioSecureUrl, kamailioUrl, registered, startTestbed, type Testbed } from './testbed/testbed.ts';
import { newestHeard, runsOf, toneOverTime } from './testbed/tone.ts';
import { agentHears, alice, dial, nothingRemains, signIn, talkToDave } from './scenes/agent-call.ts';
import { startCapture, type Capture } from './testbed/capture.ts';
import { flowsBothWays, longestPauseMs, rtpFilter, rtpTimes } from './testbed/rtp-legs.ts';

let bed: Testbed;
let desktop: Desktop;
beforeAll(async () => {
  bed = await startTestbed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async ({ onTestFailed }) => {
  desktop = await startDesktop();
  onTestFailed(() => void process.stderr.write([desktop.log().slice(-4_000), bed.log('kamailio'), bed.log('dave')].join('\n-----\n')));
});
afterEach(() => desktop[Symbol.asyncDispose]());

/** What the phone heard of the agent's microphone, once its call is over: runs of tenths of a second. */
async function phoneHeard(): Promise<ReturnType<typeof runsOf>> {
  return until(
    () => Promise.resolve(runsOf(toneOverTime(newestHeard(bed.run), 1_000))).then((runs) => runs.some(({ isHeard }) => isHeard) && runs),
    '1000 Hz in the recording of the phone',
  );
}
const bothWays = ({ packets }: Capture) => until(() => flowsBothWays(packets), 'RTP on all four legs');
/** Lets the sound flow: what is recorded needs time to be recorded. */
const talk = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('through the form and the screen, as an agent', () => {
  it('adds an account, tests it, is registered, is rung, sees who it is, answers, talks, hangs up and calls back with one click', async () => {
    const view = await desktop.view();
    await view.getByRole('button', { name: /Add a phone account/ }).click();
    await view.getByLabel('Address').fill('alice@sip.test');
    await view.getByLabel('Password').fill('alice-pw');
    await view.getByLabel('Server', { exact: true }).fill(kamailioUrl);
    await view.getByRole('button', { name: 'Test', exact: true }).click();
    await view.getByText('Everything works: registered and signed off again.').waitFor();
    expect(bed.registrations('alice')).toBe(0);
    await view.getByRole('button', { name: 'Save', exact: true }).click();
    await statusIn(desktop, ['ok']);
    expect(bed.registrations('alice')).toBe(1);

    await using capture = await startCapture(rtpFilter);
    void bed.erin.command('dial', 'sip:alice@sip.test');
    const ringing = view.getByTestId('ringing-call');
    await ringing.waitFor();
    expect(await ringing.textContent()).toContain('erin');
    await ringing.getByRole('button', { name: /Answer/ }).click();
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 660);
    await bothWays(capture);
    await view.getByRole('button', { name: /^End/ }).click();
    await noCalls(desktop);
    await view.getByRole('button', { name: 'Done', exact: true }).click();
    await view
      .getByRole('region', { name: 'Timeline' })
      .getByText(/Incoming · spoke/)
      .waitFor();

    const ringsFrom = bed.erin.events.length;
    await view
      .getByRole('button', { name: /^Call erin/ })
      .first()
      .click();
    await bed.erin.event('CALL_INCOMING', { since: ringsFrom });
    await bed.erin.command('accept');
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 660);
    await view.getByRole('button', { name: /^End/ }).click();
    await nothingRemains(desktop, bed);
    expect(desktop.faults).toEqual([]);
  });
});

describe('calls at kamailio', () => {
  it('talks both ways, mutes, and the phone receives the tones', async () => {
    await signIn(desktop);
    await using capture = await startCapture(rtpFilter);
    const callId = await talkToDave(desktop);
    await bothWays(capture);

    const mutedAt = Date.now();
    await ask(desktop, 'voice.mute', { callId, isMuted: true });
    await talk(2_000);
    await ask(desktop, 'voice.mute', { callId, isMuted: false });
    await talk(1_000);

    // Muted or not, the sound never stops flowing.
    expect(longestPauseMs(capture.packets, mutedAt, Date.now())).toBeLessThan(1_000);

    const since = bed.dave.events.length;
    await ask(desktop, 'voice.send-dtmf', { callId, tones: '42#' });
    await until(
      () =>
        Promise.resolve(
          bed.dave.events
            .slice(since)
            .filter(({ type }) => type === 'CALL_DTMF_START')
            .map(({ param }) => param)
            .join('') === '42#',
        ),
      'the tones 42# at the phone',
    );
    await ask(desktop, 'voice.hang-up', { callId });
    await bed.dave.event('CALL_CLOSED', { since });
    await noCalls(desktop);
    const { report } = await ask(desktop, 'quality.read', { callId });
    expect(report?.summary).toMatchObject({ codec: 'PCMA', lossRatio: 0, trouble: null, path: { protocol: 'udp' } });
    expect(report!.summary.mos).toBeGreaterThan(4);
    expect(report!.summary.rttMs).toBeLessThan(50);
    expect(report!.samples.length).toBeGreaterThan(0);
    const runs = await phoneHeard();
    const mute = runs.findIndex(({ isHeard, tenths }, index) => index > 0 && !isHeard && tenths >= 15);
    expect(mute).toBeGreaterThan(0);
    expect(runs.slice(mute).some(({ isHeard, tenths }) => isHeard && tenths >= 2)).toBe(true);
  });

  it('has traced what went to and from the server, without anything that could be used to log in', async () => {
    await signIn(desktop);
    const { bytes } = await ask(desktop, 'diagnostics.read', {});
    const trace = strFromU8(unzipSync(Buffer.from(bytes, 'base64'))['sip-trace.txt']!);
    expect(trace).toMatch(/REGISTER sip:sip\.test SIP\/2\.0/);
    expect(trace).toMatch(/SIP\/2\.0 401 /);
    expect(trace).toMatch(/Authorization: Digest realm="sip\.test"/);
    expect(trace).not.toMatch(/alice-pw|nonce=|response=/);
  });

  it('is called and talks both ways', async () => {
    await signIn(desktop);
    await using capture = await startCapture(rtpFilter);
    void bed.dave.command('dial', 'sip:alice@sip.test');
    await ask(desktop, 'voice.answer', { callId: (await callIn(desktop, ['ringing'])).callId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 440);
    await bothWays(capture);
    await talk(2_000);
    await bed.dave.command('hangup');
    await nothingRemains(desktop, bed);
    await phoneHeard();
  });

  it('holds and resumes; the sound is back afterwards', async () => {
    await signIn(desktop);
    await using capture = await startCapture(rtpFilter);
    const callId = await talkToDave(desktop);
    await ask(desktop, 'voice.hold', { callId });
    expect((await callIn(desktop, ['held'])).isHeldHere).toBe(true);
    const isQuiet = () => rtpTimes(capture.packets, Date.now() - 500)['phone to relay'].length === 0;
    await until(() => isQuiet(), 'no sound from the phone while it is held');
    await ask(desktop, 'voice.resume', { callId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 440);
    await bothWays(capture);
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
  });

  it('says in one sentence why a call did not come about', async () => {
    await signIn(desktop);
    const view = await desktop.view();
    for (const [target, sentence] of [
      ['busy', 'The line is busy.'],
      ['decline', 'They declined the call.'],
      ['gone', 'This number does not exist.'],
      ['overload', 'They cannot be reached at the moment.'],
    ] as const) {
      await dial(desktop, target);
      await view.getByText(sentence).first().waitFor();
      await noCalls(desktop);
    }
    await expect(dial(desktop, '???')).rejects.toThrow('number-invalid');
  });

  it('marks a call that rang in vain as missed, and a declined one as declined', async () => {
    await signIn(desktop);
    void bed.erin.command('dial', 'sip:alice@sip.test');
    await callIn(desktop, ['ringing']);
    await bed.erin.command('hangup');
    await noCalls(desktop);
    const { calls: missed, needsReturn } = await ask(desktop, 'recent.open', { filter: 'missed', before: null, limit: 10 });
    expect(missed).toMatchObject([{ result: 'missed', direction: 'in' }]);
    expect(needsReturn).toBe(1);

    const since = bed.erin.events.length;
    void bed.erin.command('dial', 'sip:alice@sip.test');
    const { callId } = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.decline', { callId });
    expect((await bed.erin.event('CALL_CLOSED', { since })).param).toContain('603');
    const { calls: all } = await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 10 });
    expect(all.map(({ result }) => result).toSorted()).toEqual(['declined', 'missed']);
    await nothingRemains(desktop, bed);
  });

  it('takes a second call, holds the first meanwhile and switches between them', async () => {
    await signIn(desktop);
    await dial(desktop, 'dave');
    const first = await callIn(desktop, ['connected']);
    void bed.erin.command('dial', 'sip:alice@sip.test');
    const second = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId: second.callId });
    await until(
      async () => (await calls(desktop)).some(({ callId, state }) => callId === second.callId && state === 'connected'),
      'the second call connected',
    );
    expect((await calls(desktop)).find(({ callId }) => callId === first.callId)).toMatchObject({ state: 'held', isCurrent: false });
    await ask(desktop, 'voice.switch', { callId: first.callId });
    await until(
      async () => (await calls(desktop)).every(({ callId, state }) => (callId === first.callId ? state === 'connected' : state === 'held')),
      'switched',
    );
    for (const { callId } of await calls(desktop)) await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
  });

  it('is asked for the password where it is wrong, and works with the right one without a restart', async () => {
    const { id } = await ask(desktop, 'accounts.add', { ...alice, password: 'wrong' });
    expect((await statusIn(desktop, ['auth-needed'])).failure?.reason).toBe('password-refused');
    await (await desktop.view()).getByText(/The server refused the user name or password/).waitFor();
    await ask(desktop, 'accounts.edit', { accountId: id, draft: alice });
    await statusIn(desktop, ['ok']);
  });

  it('refuses a certificate that nobody vouches for, with a sentence that says so', async () => {
    await ask(desktop, 'accounts.add', { ...alice, serverUrl: kamailioSecureUrl });
    expect((await statusIn(desktop, ['degraded'])).failure?.reason).toBe('tls-self-signed');
  });

  it.each([
    { registrar: 'with GRUU', options: [] },
    { registrar: 'without GRUU', options: ['-A', 'NOGRUU'] },
  ])('is registered again within two seconds of the server’s return ($registrar), the call is kept and its BYE arrives', async ({ options }) => {
    await bed.stopKamailio();
    await bed.startKamailio(options);
    await registered(bed, ['dave']);
    await signIn(desktop);
    await dial(desktop, 'dave');
    await callIn(desktop, ['connected']);
    await bed.stopKamailio();
    await statusIn(desktop, ['degraded', 'connecting']);
    await bed.startKamailio(options);
    const backAt = Date.now();
    await statusIn(desktop, ['ok']);
    expect(Date.now() - backAt).toBeLessThan(2_000);
    await agentHears(desktop, 440);
    expect((await callIn(desktop, ['connected'])).notice).toBeNull();
    await registered(bed, ['dave']);
    await bed.dave.command('hangup');
    await noCalls(desktop);
  });
});
