import type { LiveCall } from '../../../contract/model/call.ts';
import type { LiveRecording, RecordingMark } from '../../../contract/model/recording.ts';
import { buildCallEntry } from '../../builders.ts';
import { buildAccount, buildLiveCall, buildSettings, buildWorld, marenId, type DeskWorld } from '../../fakes/desk-world.ts';
import { buildRecording, type FakeRecording } from '../../fakes/fake-recording.ts';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import { recordingIdSchema } from '../../../contract/model/recording.ts';
import { openSettings } from './account-scenes.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

export const marks: readonly RecordingMark[] = [
  { kind: 'pause', fromMs: 24_000, toMs: 36_000 },
  { kind: 'marker', fromMs: 44_000, toMs: 44_000 },
];

export const recordingOf = (state: LiveRecording['state'], fields: Partial<LiveRecording> = {}): LiveRecording => ({
  state,
  isRequired: false,
  failure: null,
  ...fields,
});

export function withLive(recording: LiveRecording | null, fields: Partial<LiveCall> = {}): Partial<DeskWorld> {
  return { calls: [buildLiveCall({ recording, ...fields })] };
}

/** A call with Maren Schulte, and what was recorded of it. */
export function withRecordings(...recordings: readonly FakeRecording[]): Partial<DeskWorld> {
  const past = buildCallEntry({
    at: Date.now() - 20 * 60_000,
    contactId: marenId,
    durationMs: 60_000,
    agentName: 'Lea Winter',
    note: 'Took the card by telephone.',
    recordings: recordings.map(({ recording }) => recording),
  });
  return { entries: [...buildWorld().entries, past], recordings: Object.fromEntries(recordings.map((one) => [one.recording.id, one])) };
}

export const openRecording = async ({ page }: OpenDesk): Promise<void> => {
  await page.getByRole('button', { name: /^(Play the recording|Aufnahme abspielen)/ }).click();
  await page.getByTestId('recording-sound').waitFor({ state: 'attached' });
};

const settingsOf = ({ page }: OpenDesk) => page.getByRole('region', { name: /^(Recording|Aufnahme)$/ });

export const recordingScenes = (openMaren: (desk: OpenDesk) => Promise<void>): Readonly<Record<string, Scene>> => ({
  'recording-on': { world: () => withLive(recordingOf('recording')), act: openMaren },
  'recording-paused': { world: () => withLive(recordingOf('paused', { isRequired: true })), act: openMaren },
  'recording-failed': { world: () => withLive(recordingOf('failed', { failure: { reason: 'disk-full' } })), act: openMaren },
  'recording-player': {
    world: () => withRecordings(buildRecording({}, marks)),
    act: async (desk) => {
      await openMaren(desk);
      await openRecording(desk);
      const sound = desk.page.getByTestId('recording-sound');
      await sound.evaluate((element: HTMLAudioElement) => element.pause());
      await desk.page.getByRole('button', { name: /^(Marker|Marke) / }).click();
    },
  },
  'recording-kept': {
    world: () =>
      withRecordings(
        buildRecording({ id: recordingIdSchema.parse(1), state: 'deleted', deletedAfterDays: 90 }),
        buildRecording({ id: recordingIdSchema.parse(2), state: 'interrupted' }),
      ),
    act: openMaren,
  },
  'recording-settings': {
    world: () => ({
      accounts: [buildAccount(), buildAccount({ id: accountIdSchema.parse(2), label: 'Sales', isDefault: false })],
      settings: buildSettings({
        recordingPolicy: 'in',
        recordingNotice: 'beep',
        recordingByAccount: [{ accountId: accountIdSchema.parse(2), policy: 'never' }],
      }),
    }),
    act: async (desk) => {
      await openSettings(desk.page);
      await settingsOf(desk).scrollIntoViewIfNeeded();
    },
  },
});
