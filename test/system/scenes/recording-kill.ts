import { setTimeout } from 'node:timers/promises';
import type { CallId } from '../../../contract/model/ids.ts';
import type { Recording, RecordingMark } from '../../../contract/model/recording.ts';
import type { CallEntry } from '../../../contract/model/timeline.ts';
import { startDesktop, type Desktop } from '../../e2e/harness/electron.ts';
import { ask, callIn, statusIn, until } from '../../e2e/harness/remote-desk.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { agentHears, alice, dial } from './agent-call.ts';

/** Signs in once, with a vault that may keep keys: in a test's desktop there is no keyring. */
export async function signInToRecord(desktop: Desktop): Promise<void> {
  await ask(desktop, 'settings.edit', { isUnprotectedVaultAccepted: true });
  await ask(desktop, 'accounts.add', alice);
  await statusIn(desktop, ['ok']);
}

export async function recordingIs(desktop: Desktop, state: 'recording' | 'paused'): Promise<void> {
  await until(async () => (await callIn(desktop, ['connected'])).recording?.state === state, `a call that is ${state}`);
}

/** Dave sends 440 Hz, the agent 1,000 Hz. */
export async function recordDave(desktop: Desktop): Promise<CallId> {
  const callId = await dial(desktop, 'dave');
  await callIn(desktop, ['connected']);
  await agentHears(desktop, 440);
  await ask(desktop, 'recordings.start', { callId });
  await recordingIs(desktop, 'recording');
  return callId;
}

/** kill -9 for main; its pages go with it. Nobody tells the phone at the other end: it hangs up by itself. */
export async function killDesktop(desktop: Desktop, { dave }: Testbed): Promise<number> {
  const child = desktop.app.process();
  const gone = new Promise((done) => child.once('exit', done));
  const killedAt = Date.now();
  process.kill(await desktop.app.evaluate(() => process.pid), 'SIGKILL');
  child.kill('SIGKILL');
  await gone;
  await dave.command('hangup');
  return killedAt;
}

/** The recording of a call, and its marks, as the program knows them. */
export async function keptOf(desktop: Desktop, callId: CallId): Promise<{ recording: Recording; marks: RecordingMark[] }> {
  const { calls } = await ask(desktop, 'recent.open', { filter: 'all', before: null, limit: 20 });
  const { contactId } = calls.find((call) => call.callId === callId)!;
  return until(async () => {
    const { entries } = await ask(desktop, 'timeline.open', { contactId, limit: 50, before: null });
    const [recording] = (entries.find(({ id }) => id === callId) as CallEntry).recordings;
    return recording && recording.state !== 'live' && ask(desktop, 'recordings.open', { recordingId: recording.id });
  }, 'a recording that is closed');
}

export async function soundOf(desktop: Desktop, { id: recordingId }: Recording): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let place: number | null = 0; place !== null;) {
    const piece: { sound: string; next: number | null } = await ask(desktop, 'recordings.read', { recordingId, place });
    pieces.push(Buffer.from(piece.sound, 'base64'));
    place = piece.next;
  }
  return Buffer.concat(pieces);
}

/** Records for a while, and kills the program at that moment. Answers the seconds from the end of what was kept to the kill; it began to record a little after it was told, so it is less. */
export async function killInRecording(
  bed: Testbed,
  { profile, isFirst, forMs }: { profile: string; isFirst: boolean; forMs: number },
): Promise<number> {
  const desktop = await startDesktop({ profile });
  if (isFirst) await signInToRecord(desktop);
  else await statusIn(desktop, ['ok']);
  const callId = await recordDave(desktop);
  await setTimeout(forMs);
  const killedAt = await killDesktop(desktop, bed);
  await using again = await startDesktop({ profile });
  const { recording } = await keptOf(again, callId);
  return (killedAt - recording.startedAt - recording.durationMs) / 1_000;
}
