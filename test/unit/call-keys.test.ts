import { describe, expect, it } from 'vitest';
import { acceleratorSchema, noShortcuts } from '../../contract/model/call-keys.ts';
import { acceleratorOf } from '../../renderer/features/settings/accelerator.ts';
import { createTestCore, type TestCore } from '../fakes/test-core.ts';

async function withCalls(use: (core: TestCore, press: (accelerator: string) => void) => Promise<void>): Promise<void> {
  await using test = createTestCore();
  await test.view.call('practice.start', {});
  await use(test, (accelerator) => test.shortcuts.taken.get(accelerator)!());
}
const all = { answer: 'F9', 'hang-up': 'F10', mute: 'CommandOrControl+Alt+M', hold: 'MediaPlayPause' };
const live = async ({ view }: TestCore) => (await view.call('voice.list', {})).calls;

describe('keys in every program', () => {
  it('are none until the agent chooses some, and none again when they are taken back', async () => {
    await withCalls(async ({ view, shortcuts }) => {
      expect(shortcuts.taken.size).toBe(0);
      await view.call('settings.edit', { shortcuts: all });
      expect([...shortcuts.taken.keys()]).toEqual(['F9', 'F10', 'CommandOrControl+Alt+M', 'MediaPlayPause']);
      await view.call('settings.edit', { shortcuts: noShortcuts });
      expect(shortcuts.taken.size).toBe(0);
    });
  });

  it('answer, mute, hold and hang up', async () => {
    await withCalls(async (test, press) => {
      await test.view.call('settings.edit', { shortcuts: all });
      test.voice.ring();
      press('CommandOrControl+Alt+M');
      expect(await live(test)).toMatchObject([{ state: 'ringing', isMuted: false }]);
      press('F9');
      expect(await live(test)).toMatchObject([{ state: 'connected' }]);
      press('CommandOrControl+Alt+M');
      press('MediaPlayPause');
      expect(await live(test)).toMatchObject([{ state: 'held', isMuted: true, isHeldHere: true }]);
      press('CommandOrControl+Alt+M');
      press('MediaPlayPause');
      expect(await live(test)).toMatchObject([{ state: 'connected', isMuted: false }]);
      press('F10');
      expect(await live(test)).toEqual([]);
      press('F10');
      expect(test.logger.lines.filter(({ level }) => level !== 'info')).toEqual([]);
    });
  });

  it('one key may answer while it rings and hang up later', async () => {
    await withCalls(async (test, press) => {
      await test.view.call('settings.edit', { shortcuts: { ...noShortcuts, answer: 'MediaStop', 'hang-up': 'MediaStop' } });
      test.voice.ring();
      press('MediaStop');
      expect(await live(test)).toMatchObject([{ state: 'connected' }]);
      press('MediaStop');
      expect(await live(test)).toEqual([]);
    });
  });

  it('a combination that another program has is told, and told as soon as it is free', async () => {
    await withCalls(async ({ view, shortcuts }) => {
      shortcuts.foreign.add('F9');
      await view.call('settings.edit', { shortcuts: { ...noShortcuts, answer: 'F9', hold: 'F8' } });
      expect(await view.call('application.describe', {})).toMatchObject({ refusedShortcuts: ['answer'] });
      expect(view.last('application.changed')).toMatchObject({ refusedShortcuts: ['answer'] });
      shortcuts.foreign.clear();
      await view.call('settings.edit', { shortcuts: { ...noShortcuts, answer: 'F9' } });
      expect(view.last('application.changed')).toMatchObject({ refusedShortcuts: [] });
    });
  });
});

it.each(['F9', 'Shift+F12', 'MediaPlayPause', 'Alt+A', 'CommandOrControl+Shift+Space', 'Super+num5'])('%s is a combination', (keys) => {
  expect(acceleratorSchema.safeParse(keys).success).toBe(true);
});
it.each(['A', 'Shift+A', 'Space', 'Alt+', 'F25', 'Alt+Å', 'CommandOrControl', 'Up'])(
  '%s is none: it would be lost for typing, or is no key',
  (keys) => {
    expect(acceleratorSchema.safeParse(keys).success).toBe(false);
  },
);

const pressed = (key: string, code: string, modifiers: string) => ({
  key,
  code,
  ctrlKey: modifiers.includes('c'),
  altKey: modifiers.includes('a'),
  shiftKey: modifiers.includes('s'),
  metaKey: modifiers.includes('m'),
});
it.each([
  ['m', 'KeyM', 'ca', 'CommandOrControl+Alt+M'],
  // Where Z stands on the Y of an English keyboard.
  ['z', 'KeyY', 'c', 'CommandOrControl+Z'],
  ['µ', 'KeyM', 'a', 'Alt+M'],
  ['!', 'Digit1', 'cs', 'CommandOrControl+Shift+1'],
  ['5', 'Numpad5', 'a', 'Alt+num5'],
  ['MediaTrackNext', 'MediaTrackNext', '', 'MediaNextTrack'],
  ['F9', 'F9', '', 'F9'],
  ['ArrowUp', 'ArrowUp', 'm', 'Super+Up'],
  ['Control', 'ControlLeft', 'c', null],
  ['m', 'KeyM', '', null],
])('what is pressed as %s (%s, %s) is %s', (key, code, modifiers, accelerator) => {
  expect(acceleratorOf(pressed(key, code, modifiers), false)).toBe(accelerator);
});
it('on a Mac Command is what Control is elsewhere', () => {
  expect(acceleratorOf(pressed('m', 'KeyM', 'm'), true)).toBe('CommandOrControl+M');
  expect(acceleratorOf(pressed('m', 'KeyM', 'c'), true)).toBe('Super+M');
});
