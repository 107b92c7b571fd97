import { expect, it } from 'vitest';
import type { LiveCall } from '../../contract/model/call.ts';
import { createCore, type Core } from '../../main/core.ts';
import { createSystemClock } from '../../main/lib/system-clock.ts';
import { practicePeople } from '../../main/practice/practice-people.ts';
import { createVoice } from '../../main/voice/voice.ts';
import { createFakeMediaPage } from '../fakes/fake-media-page.ts';
import {
  createMemorySettingsFile,
  createMemoryVault,
  createRecordingLogger,
  createRecordingNotifier,
  createRecordingWindows,
  stillNetwork,
} from '../fakes/memory-ports.ts';
import { attachView, createTestFolder, type TestView } from '../fakes/test-core.ts';

/** The core with its real telephony over the practice line; only the sound is missing. */
async function practise(use: (view: TestView, core: Core) => Promise<void>): Promise<void> {
  using folder = createTestFolder();
  const page = createFakeMediaPage();
  const logger = createRecordingLogger();
  const memory = {
    vault: createMemoryVault(),
    settingsFile: createMemorySettingsFile(),
    notifier: createRecordingNotifier(),
    windows: createRecordingWindows(),
  };
  const ports = { ...memory, clock: createSystemClock(), logger, network: stillNetwork, desktop: null, shortcuts: null };
  const config = { dataFolder: folder.path, version: '0.0.0', shell: 'test', systemLocale: 'en-GB' } as const;
  await using core = createCore(ports, config, {
    createVoice(deps) {
      const made = createVoice(deps);
      made.voice.attachMedia(page.connection, page.closed);
      page.emit('media.ready', {});
      return made;
    },
  });
  const view = attachView(core);
  const registered = view.next('accounts.changed', ({ statuses }) => statuses[0]?.state === 'ok');
  await view.call('practice.start', {});
  await registered;
  await use(view, core);
  view.close();
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
}

/** Ringing, pauses between words and a second call take their own time. */
const startsWholeCore = 20_000;

const nextCall = (view: TestView, fits: (call: LiveCall) => boolean) =>
  view.next('calls.changed', ({ calls }) => calls.some(fits)).then(({ calls }) => calls.find(fits)!);

it(
  'a practice customer rings, is known, is answered, and the call with its note stands on the timeline',
  () =>
    practise(async (view) => {
      const rings = nextCall(view, ({ state }) => state === 'ringing');
      await view.call('practice.ring', { caller: 'known' });
      const { callId, contactId, contactName, match, lastMatter } = await rings;
      expect({ contactName, match }).toMatchObject({ contactName: practicePeople[0]!.name, match: { by: 'exact-number' } });
      expect(lastMatter).not.toBeNull();

      const talks = nextCall(view, ({ state }) => state === 'connected');
      await view.call('voice.answer', { callId });
      await talks;
      expect(await view.call('agent.read', {})).toMatchObject({ state: 'busy' });
      await view.call('notes.save', { callId, text: 'Adapter is on its way' });
      const over = view.next('calls.finished');
      await view.call('voice.hang-up', { callId });
      expect(await over).toEqual({ callId, contactId, failure: null });
      const { entries } = await view.call('timeline.open', { contactId: contactId!, before: null, limit: 1 });
      expect(entries).toMatchObject([{ id: callId, direction: 'in', result: 'answered', note: 'Adapter is on its way' }]);
      expect(await view.call('agent.read', {})).toMatchObject({ state: 'wrap-up' });
      expect((await view.call('wrap-up.list', {})).wrapUps).toMatchObject([{ callId }]);
    }),
  startsWholeCore,
);

it(
  'the agent dials the echo line and hangs up',
  () =>
    practise(async (view) => {
      const talks = nextCall(view, ({ state }) => state === 'connected');
      const { callId } = await view.call('voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
      expect(await talks).toMatchObject({ callId, direction: 'out', address: '600', isCurrent: true });
      const over = view.next('calls.finished');
      await view.call('voice.hang-up', { callId });
      await over;
      expect((await view.call('recent.open', { filter: 'out', before: null, limit: 1 })).calls).toMatchObject([{ callId, result: 'answered' }]);
    }),
  startsWholeCore,
);

it(
  'a practice customer is connected with the colleague after asking: one wrap-up, and the timeline says to whom',
  () =>
    practise(async (view) => {
      const rings = nextCall(view, ({ state }) => state === 'ringing');
      await view.call('practice.ring', { caller: 'known' });
      const { callId, contactId } = await rings;
      const talks = nextCall(view, ({ state }) => state === 'connected');
      await view.call('voice.answer', { callId });
      await talks;
      const asked = nextCall(view, ({ consultsFor, state }) => consultsFor === callId && state === 'connected');
      const { callId: consultId } = await view.call('voice.consult', { callId, target: '601', contactId: null });
      await asked;
      const over = view.next('calls.changed', ({ calls }) => calls.length === 0);
      await view.call('voice.connect', { callId, otherCallId: consultId });
      await over;
      const { entries } = await view.call('timeline.open', { contactId: contactId!, limit: 1, before: null });
      expect(entries).toMatchObject([{ id: callId, result: 'answered', transfer: { kind: 'attended', state: 'done', address: '601' } }]);
      expect((await view.call('wrap-up.list', {})).wrapUps).toMatchObject([{ callId }]);
    }),
  startsWholeCore,
);

it(
  'leaving practice in mid-call leaves neither the call nor the customer',
  () =>
    practise(async (view, core) => {
      const talks = nextCall(view, ({ state }) => state === 'connected');
      await view.call('voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
      await talks;
      const gone = view.next('calls.changed', ({ calls }) => calls.length === 0);
      await view.call('practice.leave', {});
      await gone;
      expect(core.hasLiveCalls).toBe(false);
      expect((await view.call('recent.open', { filter: 'all', before: null, limit: 5 })).calls).toEqual([]);
      expect((await view.call('wrap-up.list', {})).wrapUps).toEqual([]);
      expect(await view.call('application.describe', {})).toMatchObject({ workspace: 'empty' });
    }),
  startsWholeCore,
);
