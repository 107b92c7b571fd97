import { expect, it } from 'vitest';
import { createTestCore } from '../fakes/test-core.ts';

const dark = { isRinging: false, isOffHook: false, isMuted: false, isHeld: false };

it('the headset’s buttons act on the call, and its lamps follow it', async () => {
  await using test = createTestCore();
  const { view, voice } = test;
  await view.call('practice.start', {});
  expect(voice.lamps.at(-1)).toEqual(dark);
  voice.ring();
  expect(voice.lamps.at(-1)).toEqual({ ...dark, isRinging: true });
  voice.press('answer');
  expect(voice.lamps.at(-1)).toEqual({ ...dark, isOffHook: true });
  voice.press('mute');
  expect(voice.lamps.at(-1)).toEqual({ ...dark, isOffHook: true, isMuted: true });
  voice.press('hold');
  expect(voice.lamps.at(-1)).toEqual({ isRinging: false, isOffHook: true, isMuted: true, isHeld: true });
  voice.press('hang-up');
  expect(voice.lamps.at(-1)).toEqual(dark);
  expect((await view.call('voice.list', {})).calls).toEqual([]);
});

it('a button that comes to nothing is put right at the headset, whose own state has changed', async () => {
  await using test = createTestCore();
  const shown = test.voice.lamps.length;
  test.voice.press('answer');
  expect(test.voice.lamps.slice(shown)).toEqual([dark]);
});

it('buttons are left to others where the agent does not want them', async () => {
  await using test = createTestCore();
  await test.view.call('settings.edit', { isHeadsetUsed: false });
  expect(test.voice.lamps.at(-1)).toBeNull();
  await test.view.call('settings.edit', { isHeadsetUsed: true });
  expect(test.voice.lamps.at(-1)).toEqual(dark);
});
