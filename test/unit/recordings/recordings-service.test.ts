import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CallId } from '../../../contract/model/ids.ts';
import { silentPacket } from '../../../contract/model/recording.ts';
import type { CallEntry } from '../../../contract/model/timeline.ts';
import { createTestCore, createTestFolder, type TestCore, type TestCoreOptions } from '../../fakes/test-core.ts';
import { createMemoryVault } from '../../fakes/memory-ports.ts';
import { buildAccountDraft } from '../../builders.ts';

const silence = Uint8Array.from(silentPacket);
const dayMs = 86_400_000;

async function startWithCall(options: TestCoreOptions = {}): Promise<{ core: TestCore; callId: CallId }> {
  const core = createTestCore(options);
  await core.view.call('accounts.add', buildAccountDraft());
  const callId = core.voice.ring()!;
  await core.view.call('voice.answer', { callId });
  return { core, callId };
}

const filesOf = (core: TestCore): string[] => readdirSync(join(core.dataFolder, 'recordings'));

async function entryOf(core: TestCore, callId: CallId): Promise<CallEntry> {
  const { calls } = await core.view.call('recent.open', { filter: 'all', before: null, limit: 10 });
  const { contactId } = calls.find((call) => call.callId === callId)!;
  const { entries } = await core.view.call('timeline.open', { contactId, limit: 20, before: null });
  return entries.find(({ id }) => id === callId) as CallEntry;
}

/** As the recorder does it: 20 packets at a time. */
function record(core: TestCore, callId: CallId, parts: number) {
  const tape = core.voice.needs().archive.begin(callId);
  for (let part = 0; part < parts; part += 1) tape.write(Array<Uint8Array>(20).fill(silence), new Uint8Array(40).fill(part));
  return tape;
}

it('keeps a recording with its call, with its marks, and gives it back in pieces', async () => {
  const { core, callId } = await startWithCall();
  await using _ = core;
  const tape = record(core, callId, 2);
  tape.mark('pause');
  tape.write([silence], Uint8Array.of(0, 0));
  tape.endMark('pause');
  tape.mark('marker');
  expect((await entryOf(core, callId)).recordings).toMatchObject([{ state: 'live' }]);
  tape.close(true);

  const [recording] = (await entryOf(core, callId)).recordings;
  expect(recording).toMatchObject({ state: 'kept', durationMs: 820, deletedAfterDays: null });
  const recordingId = recording!.id;
  const { marks } = await core.view.call('recordings.open', { recordingId });
  expect(marks).toEqual([
    { kind: 'pause', fromMs: 800, toMs: 820 },
    { kind: 'marker', fromMs: 820, toMs: 820 },
  ]);
  const { sound, peaks, next } = await core.view.call('recordings.read', { recordingId, place: 0 });
  expect(next).toBeNull();
  expect(Buffer.from(sound, 'base64').toString('latin1', 0, 4)).toBe('OggS');
  expect(Buffer.from(peaks, 'base64').length).toBe(82);
  // The key is the vault's, and nothing of it is beside the file.
  expect([...core.vault.kept.keys()].filter((name) => name.startsWith('recording-key:'))).toHaveLength(1);
});

it('refuses to record where the key would be lost, and does once that was accepted', async () => {
  using folder = createTestFolder();
  const vault = createMemoryVault({ isProtected: false });
  const { core, callId } = await startWithCall({ dataFolder: folder.path, vault });
  expect(() => core.voice.needs().archive.begin(callId)).toThrow(expect.objectContaining({ failure: { reason: 'recording-unprotected' } }));
  expect(filesOf(core)).toEqual([]);
  await core.view.call('settings.edit', { isUnprotectedVaultAccepted: true });
  record(core, callId, 1).close(true);
  expect(filesOf(core)).toHaveLength(1);
  const recordingId = (await entryOf(core, callId)).recordings[0]!.id;
  await core[Symbol.asyncDispose]();

  // Taken back: the key stays with the recordings, but is not used.
  await using again = createTestCore({ dataFolder: folder.path, vault });
  await expect(again.view.call('recordings.read', { recordingId, place: 0 })).rejects.toMatchObject({ failure: { reason: 'recording-locked' } });
  await again.view.call('settings.edit', { isUnprotectedVaultAccepted: true });
  expect((await again.view.call('recordings.read', { recordingId, place: 0 })).next).toBeNull();
});

it('closes at the next start what the program did not live to close', async () => {
  using folder = createTestFolder();
  const vault = createMemoryVault();
  const { core, callId } = await startWithCall({ dataFolder: folder.path, vault });
  record(core, callId, 3).mark('pause');
  await core[Symbol.asyncDispose]();

  await using again = createTestCore({ dataFolder: folder.path, vault });
  await expect.poll(async () => (await entryOf(again, callId)).recordings).toMatchObject([{ state: 'interrupted', durationMs: 1_200 }]);
  const recordingId = (await entryOf(again, callId)).recordings[0]!.id;
  expect((await again.view.call('recordings.open', { recordingId })).marks).toEqual([{ kind: 'pause', fromMs: 1_200, toMs: 1_200 }]);
  expect(Buffer.from((await again.view.call('recordings.read', { recordingId, place: 0 })).peaks, 'base64').length).toBe(120);
});

it('keeps nothing of what nothing was recorded of', async () => {
  const { core, callId } = await startWithCall();
  await using _ = core;
  record(core, callId, 0).close(false);
  expect((await entryOf(core, callId)).recordings).toEqual([]);
  expect(filesOf(core)).toEqual([]);
});

it('deletes what is older than it may be, and remembers that it was there', async () => {
  const { core, callId } = await startWithCall();
  await using _ = core;
  await core.view.call('settings.edit', { recordingKeptDays: 2 });
  record(core, callId, 1).close(true);
  const recordingId = (await entryOf(core, callId)).recordings[0]!.id;
  writeFileSync(join(core.dataFolder, 'recordings', 'nobody-knows.rec'), '');
  core.clock.advance(dayMs + 1_000);
  expect(filesOf(core)).toHaveLength(1);
  core.clock.advance(dayMs);
  expect(filesOf(core)).toEqual([]);
  expect((await entryOf(core, callId)).recordings).toMatchObject([{ id: recordingId, state: 'deleted', deletedAfterDays: 2 }]);
  await expect(core.view.call('recordings.read', { recordingId, place: 0 })).rejects.toMatchObject({ failure: { reason: 'recording-gone' } });
});

it('keeps everything where nothing is to be deleted', async () => {
  const { core, callId } = await startWithCall();
  await using _ = core;
  await core.view.call('settings.edit', { recordingKeptDays: 0 });
  record(core, callId, 1).close(true);
  core.clock.advance(400 * dayMs);
  expect(filesOf(core)).toHaveLength(1);
  expect(existsSync(join(core.dataFolder, 'recordings', filesOf(core)[0]!))).toBe(true);
});
