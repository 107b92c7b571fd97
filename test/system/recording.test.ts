import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listenToSound } from '../e2e/browser/heard-sound.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, until } from '../e2e/harness/remote-desk.ts';
import { nothingRemains } from './scenes/agent-call.ts';
import { keptOf, killDesktop, recordDave, recordingIs, signInToRecord, soundOf } from './scenes/recording-kill.ts';
import { startTestbed, type Testbed } from './testbed/testbed.ts';

let bed: Testbed;
let profile: string;
beforeAll(async () => (bed = await startTestbed()));
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => (profile = mkdtempSync(join(tmpdir(), 'threadline-recording-'))));
afterEach(() => rmSync(profile, { recursive: true, force: true }));

/** Plays it as the agent does, and listens to what was kept. */
async function play(desktop: Desktop, name: RegExp): Promise<number> {
  const view = await desktop.view();
  await view
    .getByRole('button', { name: /^Calls/ })
    .first()
    .click();
  await view.locator('[data-list-row]').first().click();
  await view.getByRole('button', { name }).click();
  const sound = view.getByTestId('recording-sound');
  await until(async () => (await sound.evaluate((element: HTMLAudioElement) => element.currentTime)) > 0.5, 'a recording that plays');
  return sound.evaluate((element: HTMLAudioElement) => element.duration);
}

it('keeps both sides apart, and silence where it was paused; killed in mid-call, it loses less than two seconds and plays', async () => {
  const first = await startDesktop({ profile });
  await signInToRecord(first);
  const callId = await recordDave(first);
  await setTimeout(3_000);
  await ask(first, 'recordings.pause', { callId, isPaused: true });
  await recordingIs(first, 'paused');
  await setTimeout(2_000);
  await ask(first, 'recordings.pause', { callId, isPaused: false });
  await recordingIs(first, 'recording');
  await setTimeout(3_000);
  const killedAt = await killDesktop(first, bed);

  await using again = await startDesktop({ profile });
  const { recording, marks } = await keptOf(again, callId);
  expect(recording.state).toBe('interrupted');
  expect(killedAt - recording.startedAt - recording.durationMs).toBeLessThanOrEqual(2_000);
  expect(await play(again, /^Play the recording/)).toBeCloseTo(recording.durationMs / 1_000, 0);

  const heard = await listenToSound(await again.view(), await soundOf(again, recording));
  const [pause] = marks;
  expect(marks).toMatchObject([{ kind: 'pause' }]);
  for (const [fromMs, toMs] of [
    [500, pause!.fromMs - 100],
    [pause!.toMs + 200, recording.durationMs],
  ] as const) {
    const [ours, theirs] = await heard.between(fromMs, toMs);
    expect([ours.strongestHz, theirs.strongestHz]).toEqual([1_000, 440]);
    expect(ours.levelAt(440)).toBeLessThan(ours.levelAt(1_000) / 30);
    expect(theirs.levelAt(1_000)).toBeLessThan(theirs.levelAt(440) / 30);
  }
  for (const side of await heard.between(pause!.fromMs + 60, pause!.toMs - 60)) expect(side.peak).toBeLessThan(1e-4);
  await nothingRemains(again, bed);
});

it('records by the rules from the beginning of a call, and closes the recording with it', async () => {
  await using desktop = await startDesktop({ profile });
  await signInToRecord(desktop);
  await ask(desktop, 'settings.edit', { recordingPolicy: 'out' });
  const { callId } = await ask(desktop, 'voice.dial', { target: 'dave', accountId: null, contactId: null, isConfirmed: false });
  await recordingIs(desktop, 'recording');
  await setTimeout(2_000);
  await ask(desktop, 'voice.hang-up', { callId });
  await nothingRemains(desktop, bed);
  const { recording } = await keptOf(desktop, callId);
  expect(recording.state).toBe('kept');
  const heard = await listenToSound(await desktop.view(), await soundOf(desktop, recording));
  const [, theirs] = await heard.between(1_000, recording.durationMs);
  expect(theirs.strongestHz).toBe(440);
});
