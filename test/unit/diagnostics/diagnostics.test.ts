import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { noForwardCodes } from '../../../contract/model/call-rules.ts';
import { logFileOf } from '../../../main/lib/file-logger.ts';
import { buildAccountDraft } from '../../builders.ts';
import { createTestCore, type TestCore } from '../../fakes/test-core.ts';

const password = 'p4ssw0rd-in-"no"-bundle';
const credential = 'cr3dential+of/turn';
const report = {
  summary: { mos: 4.1, worstMos: 3.2, jitterMs: 4, lossRatio: 0.01, lossThereRatio: null, rttMs: 30, codec: 'opus', path: null, trouble: null },
  samples: [{ atMs: 2_000, mos: 4.1, lossRatio: 0.01, lossThereRatio: null, jitterMs: 4, rttMs: 30 }],
};

function read(zip: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** Everything that could end up in it, with secrets wherever one might have slipped in. */
async function fill(test: TestCore): Promise<void> {
  const iceServers = [{ url: 'turn:turn.example.org', username: 'turn-user', hasCredential: false, credential }];
  const forwardCodes = { ...noForwardCodes, always: { on: '*57*4711*{target}#', off: '#57*4711#' } };
  const serverUrl = 'wss://pbx.example.org:8089/ws?ticket=abc123ticket';
  await test.view.call('accounts.add', buildAccountDraft({ password, iceServers, serverUrl, forwardCodes }));
  const trace = test.voice.needs().trace;
  trace.record({
    direction: 'out',
    server: 'pbx.example.org:8089',
    message: `INVITE sip:bob@pbx.example.org SIP/2.0\r\nUser-Agent: ${password}\r\n\r\n`,
  });
  trace.record({
    direction: 'out',
    server: 'pbx.example.org:8089',
    message: 'INVITE sip:%2357*4711%23@pbx.example.org SIP/2.0\r\n\r\n',
  });
  const callId = test.voice.ring({ callerName: 'Mr Secretive' })!;
  await test.view.call('voice.answer', { callId });
  test.voice.needs().journal.saveQuality(callId, report);
  await test.view.call('notes.save', { callId, text: 'what was said' });
  await test.view.call('voice.hang-up', { callId });
  mkdirSync(dirname(logFileOf(test.dataFolder)), { recursive: true });
  writeFileSync(`${logFileOf(test.dataFolder)}.1`, `${JSON.stringify({ event: 'older' })}\n`);
  writeFileSync(
    logFileOf(test.dataFolder),
    [{ event: 'line-closed' }, { event: 'slip', error: `login with ${password}` }, { event: 'slip', token: 'tok3n' }, { url: 'https://u:pw99@x.org' }]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
}

it('saves one ZIP where the agent says: versions, settings, calls, trace and log, and nothing that is secret or private', async () => {
  await using test = createTestCore();
  await fill(test);
  test.desktop.file = join(test.dataFolder, 'bundle.zip');
  expect(await test.view.call('diagnostics.save', {})).toEqual({ isSaved: true });
  expect(test.desktop.suggested).toEqual(['threadline-diagnostics-20261123-0900.zip']);
  expect(statSync(test.desktop.file).mode & 0o077).toBe(0);

  const files = read(readFileSync(test.desktop.file));
  expect(Object.keys(files).toSorted()).toEqual(['calls.json', 'log.txt', 'read-me.txt', 'settings.json', 'sip-trace.txt', 'versions.json']);
  expect(JSON.parse(files['versions.json']!)).toMatchObject({
    version: '0.0.0',
    platform: process.platform,
    runtime: { node: process.versions.node },
  });
  expect(JSON.parse(files['settings.json']!)).toMatchObject({
    settings: { country: 'GB' },
    accounts: [
      {
        aor: 'lea@sip.example.org',
        serverUrl: 'wss://pbx.example.org:8089/ws?<removed>',
        iceServers: [{ url: 'turn:turn.example.org', hasCredential: true }],
      },
    ],
  });
  expect(JSON.parse(files['calls.json']!)).toMatchObject({ live: [], ended: [{ direction: 'in', result: 'answered', quality: report }] });
  expect(files['sip-trace.txt']).toContain('INVITE sip:bob@pbx.example.org SIP/2.0');
  expect(files['log.txt']).toMatch(/older[^]*line-closed/);
  const all = Object.values(files).join('\n');
  for (const hidden of [
    password,
    JSON.stringify(password).slice(1, -1),
    credential,
    'turn-user',
    'abc123ticket',
    'tok3n',
    'pw99',
    '4711',
    'Secretive',
    'what was said',
  ])
    expect(all, hidden).not.toContain(hidden);
});

it('is read by a page that saves by itself, and says so of a folder that cannot be written', async () => {
  await using test = createTestCore();
  await fill(test);
  const { name, bytes } = await test.view.call('diagnostics.read', {});
  expect(name).toMatch(/\.zip$/);
  expect(read(Buffer.from(bytes, 'base64'))['calls.json']).toContain('answered');
  test.desktop.file = join(test.dataFolder, 'nowhere/bundle.zip');
  await expect(test.view.call('diagnostics.save', {})).rejects.toMatchObject({ failure: { reason: 'file-refused', technical: 'ENOENT' } });
  test.desktop.file = null;
  expect(await test.view.call('diagnostics.save', {})).toEqual({ isSaved: false });
});

it('takes the end of a long log, and the newest fifty calls', async () => {
  await using test = createTestCore();
  await fill(test);
  for (let n = 0; n < 60; n += 1) {
    test.clock.advance(1_000);
    // The wrap-up of the first is still open: each is missed.
    expect(test.voice.ring()).toBeNull();
  }
  writeFileSync(logFileOf(test.dataFolder), Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, event: 'something-happened' })).join('\n'));
  const files = read(Buffer.from((await test.view.call('diagnostics.read', {})).bytes, 'base64'));
  expect((JSON.parse(files['calls.json']!) as { ended: unknown[] }).ended).toHaveLength(50);
  expect(files['log.txt']!.length).toBeLessThan(600_000);
  expect(files['log.txt']).toContain('"n":19999,');
  for (const line of files['log.txt']!.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
});
