import { practiceAgent as account } from '../../fakes/voice-accounts.ts';
import { stillNetwork } from '../../fakes/memory-ports.ts';
import { createMemoryTape } from '../../fakes/memory-tape.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { defaultCallRules } from '../../../contract/model/call-rules.ts';
import { defaultRecordingRules } from '../../../contract/model/recording.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import { qualityReportSchema, type QualityReport } from '../../../contract/model/call-quality.ts';
import { callIdSchema, contactIdSchema, interactionIdSchema, type CallId } from '../../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../../../main/lib/emitter.ts';
import { createSipTrace } from '../../../main/voice/sip-trace.ts';
import { createVoice } from '../../../main/voice/voice.ts';
import type { PracticeLine } from '../../../main/voice/practice-line.ts';
import type { FinishedCall, VoiceService } from '../../../main/voice/voice-service.ts';
import { speechDominantHz } from '../../../renderer/media/speech-voice.ts';
import { createMediaPages, createTestLogger, hearAgent, hearPeer, microphoneHz, systemClock, type MediaPages } from './media-stage.ts';

const saved = new Map<CallId, QualityReport>();
let pages: MediaPages;
let voice: VoiceService;
let practiceLine: PracticeLine;
const transfers: string[] = [];
/** How many others were in the conversation of a call. */
const together = new Map<number, number>();

beforeAll(async () => {
  pages = await createMediaPages((connection, closed) => voice.attachMedia(connection, closed));
  let lastCall = 0;
  ({ voice, practiceLine } = createVoice({
    accounts: { list: () => [account], password: () => null, changed: createEmitter<void>() },
    rules: () => ({ ...defaultCallRules, ...defaultRecordingRules }),
    archive: createMemoryTape().archive,
    admission: { admit: () => 'ring', isOnDuty: () => true, changed: createEmitter<void>() },
    journal: {
      begin: ({ address }) => ({
        callId: callIdSchema.parse(++lastCall),
        interactionId: interactionIdSchema.parse(lastCall),
        contactId: contactIdSchema.parse(lastCall),
        contactName: null,
        company: null,
        match: { kind: 'none' } as never,
        address,
        lastMatter: null,
      }),
      answer() {},
      end() {},
      transfer: (_callId, { state }) => void transfers.push(state),
      conference: (callId, parties) => void together.set(callId, parties.length),
      saveQuality: (callId, report) => void saved.set(callId, report),
    },
    trace: createSipTrace(systemClock),
    clock: systemClock,
    logger: createTestLogger(pages.log),
    network: stillNetwork,
    country: () => 'DE',
    userAgentName: 'Threadline test',
    restartMediaPage: () => void pages.open().catch((error: unknown) => pages.log.push(String(error))),
  }));
  const registered = next(voice.statusesChanged, (statuses) => statuses[0]?.state === 'ok');
  const ready = next(voice.mediaReadyChanged, (isReady) => isReady);
  await pages.open();
  await ready;
  if (voice.statuses()[0]?.state !== 'ok') await registered;
});
afterEach(async () => {
  for (const { callId } of voice.list()) await hangUp(callId);
});
afterAll(async () => {
  await voice?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

const dial = (target: string): Promise<CallId> => voice.dial({ target, accountId: null, contactId: null, isConfirmed: true });

async function hangUp(callId: CallId): Promise<FinishedCall> {
  const finished = next(voice.callFinished, (call) => call.callId === callId);
  await voice.hangUp(callId);
  return finished;
}

async function until(callId: CallId, accept: (call: LiveCall) => boolean): Promise<LiveCall> {
  const found = voice.list().find((call) => call.callId === callId && accept(call));
  if (found) return found;
  const calls = await next(voice.callsChanged, (calls) => calls.some((call) => call.callId === callId && accept(call)));
  return calls.find((call) => call.callId === callId)!;
}

function next<T>(listenable: Listenable<T>, accept: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((done) => {
    const stop = listenable.on((value) => {
      if (!accept(value)) return;
      stop();
      done(value);
    });
  });
}

test('the echo line: the agent hears the own voice back, also after hold and resume', async () => {
  const callId = await dial('600');
  await until(callId, ({ state }) => state === 'connected');
  expect(await hearAgent(pages.page())).toBeCloseTo(microphoneHz, -1);

  await voice.hold(callId);
  await until(callId, ({ state }) => state === 'held');
  await voice.resume(callId);
  await until(callId, ({ state }) => state === 'connected');
  expect(await hearAgent(pages.page())).toBeCloseTo(microphoneHz, -1);

  expect((await hangUp(callId)).failure).toBeNull();
  // The call is over when main says so; the page takes its player away after that.
  await expect.poll(() => pages.page().locator('audio').count()).toBe(0);
});

test('the colleague rings, answers and speaks', async () => {
  const callId = await dial('601');
  await until(callId, ({ state }) => state === 'remote-ringing');
  await until(callId, ({ state }) => state === 'connected');

  expect(await hearAgent(pages.page())).toBeCloseTo(speechDominantHz, -1);
});

/** Whether a person of the practice line hears anybody. */
async function partiesHear(): Promise<boolean> {
  const ids = await pages
    .page()
    .locator('audio[data-peer-id^="speech-"]')
    .evaluateAll((all) => all.map((audio) => (audio as HTMLElement).dataset['peerId']!));
  const heard = await Promise.all(ids.map((peerId) => hearPeer(pages.page(), peerId)));
  expect(heard.length).toBe(2);
  // The agent is muted: it is the other one's voice.
  return heard.every((hz) => hz !== null && Math.abs(hz - speechDominantHz) < 12);
}

test('two callers are joined and hear each other; one hangs up, the other one is left', async () => {
  const one = await talkToCustomer();
  const two = await dial('601');
  await until(two, ({ state }) => state === 'connected');
  await voice.mute(two, true);
  await voice.conference.join([one, two]);
  await expect.poll(partiesHear, { timeout: 20_000 }).toBe(true);
  expect(voice.list()).toMatchObject([
    { isMuted: true, isHeldHere: false },
    { isMuted: true, isHeldHere: false },
  ]);
  expect([together.get(one), together.get(two)]).toEqual([1, 1]);
  await hangUp(two);
  expect(voice.list()).toMatchObject([{ callId: one, state: 'connected', conference: null }]);
});

/** A customer who has called and talks. */
async function talkToCustomer(): Promise<CallId> {
  const rang = next(voice.callsChanged, (calls) => calls.some(({ state }) => state === 'ringing'));
  practiceLine.ring({ number: '+493023125001', name: 'Maren Schulte' });
  const { callId } = (await rang).find(({ state }) => state === 'ringing')!;
  await voice.answer(callId);
  await until(callId, ({ state }) => state === 'connected');
  return callId;
}

test('a customer is transferred to the colleague: at once, and after asking', async () => {
  for (const isAsked of [false, true]) {
    const callId = await talkToCustomer();
    const finished = next(voice.callFinished, (call) => call.callId === callId);
    if (isAsked) {
      const otherCallId = await voice.consult({ callId, target: '601', contactId: null });
      await until(otherCallId, ({ state }) => state === 'connected');
      await voice.connect({ callId, otherCallId });
    } else await voice.transfer({ callId, target: '601', name: null });
    expect((await finished).failure).toBeNull();
    await expect.poll(() => voice.list()).toEqual([]);
    expect(transfers.at(-1)).toBe('done');
  }
});

test('a transfer to a busy line brings the customer back', async () => {
  const callId = await talkToCustomer();
  await voice.transfer({ callId, target: '602', name: null });
  await until(callId, ({ state, transfer }) => transfer?.state === 'failed' && state === 'connected');
  expect(voice.list()[0]?.transfer?.failure?.reason).toBe('callee-busy');
  // The call is resumed before its sound is: the track comes with their answer.
  await expect.poll(() => hearAgent(pages.page()).catch(() => null)).toBeCloseTo(speechDominantHz, -1);
});

test('what a call sounds like is shown while it lasts and kept when it is over', async () => {
  const callId = await dial('601');
  // Good at some time: on a busy machine it need not be at once, nor all the time.
  const measured = await until(callId, ({ quality }) => (quality?.mos ?? 0) > 4);
  expect(measured.quality).toMatchObject({ codec: 'opus', path: { local: 'host', remote: 'host', protocol: 'udp' } });
  expect(saved.has(callId)).toBe(false);
  await hangUp(callId);
  const { summary, samples } = qualityReportSchema.parse(saved.get(callId));
  expect(summary).toMatchObject({ codec: 'opus', path: { protocol: 'udp' } });
  expect(summary.mos).toBeGreaterThan(1);
  expect(Math.max(...samples.map(({ mos }) => mos))).toBeGreaterThan(4);
  expect(samples.length).toBeGreaterThan(0);
});

test('a caller rings, is answered, and answers when called back', async () => {
  const rang = next(voice.callsChanged, (calls) => calls.some(({ state }) => state === 'ringing'));
  practiceLine.ring({ number: '+493023125001', name: 'Maren Schulte' });
  const call = (await rang).find(({ state }) => state === 'ringing')!;
  expect(call).toMatchObject({ direction: 'in', address: '+493023125001', callerName: 'Maren Schulte' });

  await voice.answer(call.callId);
  await until(call.callId, ({ state }) => state === 'connected');
  expect(await hearAgent(pages.page())).toBeCloseTo(speechDominantHz, -1);
  await hangUp(call.callId);

  const back = await dial('+493023125001');
  await until(back, ({ state }) => state === 'connected');
});

test('busy is busy, nobody there is nobody there, a number that is none is none', async () => {
  const busy = next(voice.callFinished);
  await dial('602');
  expect((await busy).failure?.reason).toBe('callee-busy');

  const unknown = next(voice.callFinished);
  await dial('699');
  expect((await unknown).failure?.reason).toBe('number-unknown');

  const ringing = await dial('603');
  await until(ringing, ({ state }) => state === 'remote-ringing');
  expect(await hangUp(ringing)).toMatchObject({ wasAnswered: false, failure: null });
});

test('early media are heard before the call is answered', async () => {
  const callId = await dial('604');
  await until(callId, ({ state }) => state === 'early-media');
  expect(await hearAgent(pages.page())).toBeCloseTo(speechDominantHz, -1);
  await until(callId, ({ state }) => state === 'connected');
});

test('a call given up during early media leaves nothing behind', async () => {
  const callId = await dial('604');
  await until(callId, ({ state }) => state === 'early-media');
  expect((await hangUp(callId)).wasAnswered).toBe(false);
  expect(voice.list()).toEqual([]);
});

test('the media page is killed again and again in one call: two-way audio within 3 s each time', { timeout: 120_000 }, async () => {
  const callId = await dial('600');
  await until(callId, ({ state }) => state === 'connected');
  for (let round = 0; round < 5; round += 1) {
    const lost = until(callId, ({ state }) => state === 'recovering');
    await pages.killPage();
    await lost;
    const lostAt = performance.now();
    await until(callId, ({ state }) => state === 'connected');
    expect(performance.now() - lostAt).toBeLessThan(3_000);
    expect(await hearAgent(pages.page())).toBeCloseTo(microphoneHz, -1);
  }
});
