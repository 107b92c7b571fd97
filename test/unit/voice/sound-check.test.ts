import { beforeEach, expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { createSoundCheck, type SoundCheck } from '../../../main/voice/sound-check.ts';
import { levelOf } from '../../../renderer/media/sound-check.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';

let clock: ManualClock;
let check: SoundCheck;
let done: string[];
let refusal: ContractError | null;

beforeEach(() => {
  clock = createManualClock();
  done = [];
  refusal = null;
  const note = (what: string) => () => {
    done.push(what);
    return Promise.resolve();
  };
  check = createSoundCheck({
    clock,
    microphone: {
      open: () => (refusal ? Promise.reject(refusal) : note('open')()),
      release: () => void done.push(check.isListening ? 'release-too-early' : 'release'),
    },
    media: {
      levelMeasured: createEmitter<number>(),
      meter: (isOn) => note(`meter ${isOn}`)(),
      playTone: (role) => note(`tone ${role}`)(),
      recordSound: async (forMs) => {
        await note(`record ${forMs}`)();
        return 0.6;
      },
      playBack: note('play-back'),
    },
  });
});

test('the meter lets go of the microphone when nobody asks for it any more', async () => {
  await check.meter(true);
  clock.advance(14_000);
  await check.meter(true);
  clock.advance(14_000);
  expect(check.isListening).toBe(true);
  clock.advance(1_000);
  expect(check.isListening).toBe(false);
  expect(done).toEqual(['open', 'meter true', 'open', 'meter true', 'meter false', 'release']);
});

test('switched off it is off, and only once', async () => {
  await check.meter(true);
  await check.meter(false);
  await check.meter(false);
  clock.advance(60_000);
  expect(done).toEqual(['open', 'meter true', 'meter false', 'release']);
});

test('a microphone that cannot be had is told, and not waited for', async () => {
  refusal = new ContractError('unavailable', { failure: { reason: 'microphone-denied' } });
  await expect(check.meter(true)).rejects.toThrow(refusal);
  await expect(check.record()).rejects.toThrow(refusal);
  expect(check.isListening).toBe(false);
});

test('three seconds are recorded with the microphone open, which is let go afterwards', async () => {
  await expect(check.record()).resolves.toBe(0.6);
  expect(done).toEqual(['open', 'record 3000', 'release']);
});

test('a level is in decibels: half of it is -30 dB', () => {
  const square = (amplitude: number) => Float32Array.from({ length: 1_000 }, (_, index) => (index % 2 ? amplitude : -amplitude));
  expect(levelOf(square(1))).toBe(1);
  expect(levelOf(square(10 ** (-30 / 20)))).toBeCloseTo(0.5, 3);
  expect(levelOf(square(0.0001))).toBe(0);
  expect(levelOf(square(0))).toBe(0);
});
