import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { defaultCallRules } from '../../../contract/model/call-rules.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import { callIdSchema, contactIdSchema, interactionIdSchema, type CallId } from '../../../contract/model/ids.ts';
import { defaultRecordingRules, recordingIdSchema, type RecordingMark, type RecordingRules } from '../../../contract/model/recording.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { createRecordingFile, unpackFrame } from '../../../main/recordings/recording-file.ts';
import { createSealedFile, readSealed } from '../../../main/recordings/sealed-file.ts';
import { createSipTrace } from '../../../main/voice/sip-trace.ts';
import { createVoice } from '../../../main/voice/voice.ts';
import type { RecordingArchive } from '../../../main/voice/recording-archive.ts';
import type { VoiceService } from '../../../main/voice/voice-service.ts';
import { speechDominantHz } from '../../../renderer/media/speech-voice.ts';
import { practiceAgent as account } from '../../fakes/voice-accounts.ts';
import { stillNetwork } from '../../fakes/memory-ports.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import { listenToSound, type HeardSound } from './heard-sound.ts';
import { createMediaPages, createTestLogger, hearAgent, pulsedTone, systemClock, type MediaPages } from './media-stage.ts';

/** No overtone of the invented voice. */
const microphoneHz = 1_270;

type OpenMark = Omit<RecordingMark, 'toMs'> & { toMs: number | null };

/** Real sealed files, and a book in memory. */
function createShelf(folder: string) {
  const key = { id: 'test', key: randomBytes(32) };
  const kept: { path: string; marks: OpenMark[]; durationMs: number | null }[] = [];
  const archive: RecordingArchive = {
    begin() {
      const path = join(folder, `${kept.length}.rec`);
      const one = { path, marks: [] as OpenMark[], durationMs: null as number | null };
      const id = recordingIdSchema.parse(kept.push(one));
      return createRecordingFile(id, createSealedFile(path, key), {
        mark: (kind, fromMs) => void one.marks.push({ kind, fromMs, toMs: null }),
        endMark(kind, toMs) {
          for (const mark of one.marks) if (mark.kind === kind) mark.toMs ??= toMs;
        },
        close: (durationMs) => void (one.durationMs = durationMs),
      });
    },
  };
  async function last() {
    const one = kept.at(-1)!;
    const { frames, next } = await readSealed(one.path, () => key.key, { place: 0, mostBytes: 100_000_000 });
    expect(next).toBeNull();
    const parts = frames.map(unpackFrame);
    return { ...one, sound: Buffer.concat(parts.map(({ sound }) => sound)), peaks: Buffer.concat(parts.map(({ peaks }) => peaks)) };
  }
  return { archive, last };
}

const folder = createTestFolder();
const shelf = createShelf(folder.path);
let pages: MediaPages;
let voice: VoiceService;
let notice: RecordingRules['recordingNotice'] = 'none';

beforeAll(async () => {
  pages = await createMediaPages((connection, closed) => voice.attachMedia(connection, closed), pulsedTone(microphoneHz));
  let lastCall = 0;
  const ids = (number: number) => ({ interactionId: interactionIdSchema.parse(number), contactId: contactIdSchema.parse(number) });
  ({ voice } = createVoice({
    accounts: { list: () => [account], password: () => null, changed: createEmitter<void>() },
    rules: () => ({ ...defaultCallRules, ...defaultRecordingRules, recordingNotice: notice }),
    archive: shelf.archive,
    admission: { admit: () => 'ring', isOnDuty: () => true, changed: createEmitter<void>() },
    journal: {
      begin({ address }) {
        lastCall += 1;
        const unknown = { contactName: null, company: null, match: { by: 'new-caller' as const, value: address }, lastMatter: null };
        return { callId: callIdSchema.parse(lastCall), ...ids(lastCall), ...unknown, address };
      },
      answer() {},
      end() {},
      transfer() {},
      conference() {},
      saveQuality() {},
    },
    clock: systemClock,
    logger: createTestLogger(pages.log),
    network: stillNetwork,
    trace: createSipTrace(systemClock),
    country: () => 'DE',
    userAgentName: 'test',
    restartMediaPage: () => void pages.open(),
  }));
  await pages.open();
  await vi.waitUntil(() => voice.statuses()[0]?.state === 'ok', { timeout: 10_000 });
});
afterEach(async () => {
  for (const { callId } of voice.list()) await voice.hangUp(callId).catch(() => undefined);
  await vi.waitUntil(() => voice.list().length === 0);
});
afterAll(async () => {
  await voice[Symbol.asyncDispose]();
  await pages[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const call = (): LiveCall => voice.list()[0]!;
const stateShown = () => call().recording?.state ?? null;
const seconds = (count: number): Promise<void> => new Promise((done) => setTimeout(done, count * 1_000));

async function connect(target = '601'): Promise<CallId> {
  const callId = await voice.dial({ target, accountId: null, contactId: null, isConfirmed: false });
  await expect.poll(() => call().state, { timeout: 15_000 }).toBe('connected');
  return callId;
}
async function begin(target?: string): Promise<CallId> {
  const callId = await connect(target);
  await voice.startRecording(callId);
  await expect.poll(stateShown).toBe('recording');
  return callId;
}
async function hear(): Promise<Awaited<ReturnType<typeof shelf.last>> & { heard: HeardSound }> {
  const kept = await shelf.last();
  return { ...kept, heard: await listenToSound(pages.page(), kept.sound) };
}

test('each side is on a channel of its own, and what is paused is digital silence in its place', async () => {
  const callId = await begin();
  await seconds(3);
  await voice.pauseRecording(callId, true);
  await expect.poll(stateShown).toBe('paused');
  await seconds(2);
  await voice.pauseRecording(callId, false);
  await expect.poll(stateShown).toBe('recording');
  await seconds(3);
  await voice.stopRecording(callId);

  const { heard, marks, durationMs, peaks } = await hear();
  const [pause, ...others] = marks;
  expect(others).toEqual([]);
  expect(pause!.toMs! - pause!.fromMs).toBeGreaterThan(1_800);
  expect(heard.durationMs).toBeCloseTo(durationMs!, -2);
  expect(peaks.length).toBe((durationMs! / 20) * 2);

  for (const [fromMs, toMs] of [
    [1_000, pause!.fromMs],
    [pause!.toMs! + 200, durationMs!],
  ] as const) {
    const [ours, theirs] = await heard.between(fromMs, toMs);
    expect(ours.strongestHz).toBeCloseTo(microphoneHz, -1.5);
    expect(theirs.strongestHz).toBeCloseTo(speechDominantHz, -1.5);
    // Neither is heard on the other's side.
    expect(ours.levelAt(speechDominantHz)).toBeLessThan(ours.levelAt(microphoneHz) / 30);
    expect(theirs.levelAt(microphoneHz)).toBeLessThan(theirs.levelAt(speechDominantHz) / 30);
  }
  // What a decoder rings on with is over after some milliseconds.
  for (const side of await heard.between(pause!.fromMs + 60, pause!.toMs! - 60)) expect(side.peak).toBeLessThan(1e-4);
  const silent = peaks.subarray((pause!.fromMs / 20) * 2, (pause!.toMs! / 20) * 2);
  expect(Math.max(...silent)).toBe(0);
});

test('goes on over mute, hold and resume, with what is really sent', async () => {
  const callId = await begin();
  await seconds(2);
  await voice.mute(callId, true);
  await seconds(1.5);
  await voice.mute(callId, false);
  await voice.hold(callId);
  await seconds(1.5);
  await voice.resume(callId);
  await seconds(2.5);
  await voice.hangUp(callId);
  await expect.poll(() => voice.list().length).toBe(0);
  await expect.poll(async () => (await shelf.last()).durationMs, { timeout: 5_000 }).not.toBeNull();

  const { heard, durationMs } = await hear();
  const [oursFirst, theirsFirst] = await heard.between(500, 1_800);
  const [oursMuted, theirsMuted] = await heard.between(2_900, 3_600);
  const [oursLast, theirsLast] = await heard.between(durationMs! - 1_500, durationMs! - 100);
  expect([oursFirst, oursLast].map(({ strongestHz }) => strongestHz)).toEqual([microphoneHz, microphoneHz]);
  expect(oursMuted.peak).toBeLessThan(1e-3);
  for (const theirs of [theirsFirst, theirsMuted, theirsLast]) expect(theirs.strongestHz).toBeCloseTo(speechDominantHz, -1.5);
});

test('in a conference each call keeps a track of its own: what this party is sent, the others among it', async () => {
  const one = await begin();
  await voice.mute(one, true);
  await seconds(2);
  const other = await voice.dial({ target: '601', accountId: null, contactId: null, isConfirmed: false });
  await expect.poll(() => voice.list().find(({ callId }) => callId === other)?.state, { timeout: 15_000 }).toBe('connected');
  await voice.mute(other, true);
  await voice.conference.join([one, other]);
  await seconds(3);
  await voice.stopRecording(one);

  const { heard, durationMs } = await hear();
  const [alone, theirsBefore] = await heard.between(1_000, 1_900);
  const [together, theirs] = await heard.between(durationMs! - 2_000, durationMs! - 100);
  expect(alone.peak).toBeLessThan(1e-3);
  // The agent is muted: on its side is the voice of the other party.
  expect(together.peak).toBeGreaterThan(0.01);
  for (const side of [together, theirsBefore, theirs]) expect(side.strongestHz).toBeCloseTo(speechDominantHz, -1.5);
});

test('goes on in the next media page, and keeps the time that was lost as a marked gap', async () => {
  await begin();
  await seconds(2);
  const killedAt = Date.now();
  await pages.killPage();
  await expect.poll(stateShown).toBe('failed');
  await expect.poll(stateShown, { timeout: 15_000 }).toBe('recording');
  const backAt = Date.now();
  await seconds(2);
  await voice.hangUp(call().callId);
  await expect.poll(() => voice.list().length).toBe(0);
  await expect.poll(async () => (await shelf.last()).durationMs, { timeout: 5_000 }).not.toBeNull();

  const { heard, marks, durationMs } = await hear();
  expect(marks.map(({ kind }) => kind)).toEqual(['gap']);
  const gapMs = marks[0]!.toMs! - marks[0]!.fromMs;
  expect(Math.abs(gapMs - (backAt - killedAt))).toBeLessThan(1_500);
  const [ours, theirs] = await heard.between(durationMs! - 1_500, durationMs! - 100);
  expect(ours.strongestHz).toBeCloseTo(microphoneHz, -1.5);
  expect(theirs.strongestHz).toBeCloseTo(speechDominantHz, -1.5);
});

test('says to both sides that they are recorded, also while the agent is muted', async () => {
  notice = 'beep';
  // This number sends back what it hears.
  const callId = await begin('600').finally(() => (notice = 'none'));
  await voice.mute(callId, true);
  await seconds(1.5);
  await voice.stopRecording(callId);
  const { heard } = await hear();
  const [ours, theirs] = await heard.between(0, 1_000);
  for (const side of [ours, theirs]) expect(side.levelAt(1_400)).toBeGreaterThan(5e-4);
  const after = await heard.between(1_200, 1_700);
  for (const side of after) expect(side.levelAt(1_400)).toBeLessThan(1e-4);
  // The sound goes on without what was put in between.
  await voice.mute(callId, false);
  await expect.poll(() => hearAgent(pages.page()), { timeout: 10_000 }).not.toBeNull();
});
