import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mainSide } from '../../contract/contract.ts';
import { buildAccountDraft } from '../builders.ts';
import { createMemoryVault } from '../fakes/memory-ports.ts';
import { createTestCore, type TestCore } from '../fakes/test-core.ts';

const password = 'p4ssw0rd-that-must-not-leak';
const credential = 'cr3dential-that-must-not-leak';
const iceServers = [{ url: 'turn:turn.example.org', username: 'lea', hasCredential: false, credential }];

/** Every byte that left the core: to the disk, the settings, the log, the windows. */
function everythingWritten(test: TestCore, answers: readonly unknown[]): string {
  const files = readdirSync(test.dataFolder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(test.dataFolder, name))
    .filter((path) => statSync(path).isFile());
  expect(files.some((path) => path.endsWith('threadline.db'))).toBe(true);
  const onDisk = files.map((path) => readFileSync(path, 'latin1'));
  return [...onDisk, JSON.stringify([test.settingsFile.written, test.logger.lines, test.view.heard, answers, [...test.notifier.shown]])].join('\n');
}

/** Asks everything that has no side effect on the secrets themselves. */
async function useEverything(test: TestCore): Promise<unknown[]> {
  const { view } = test;
  const draft = buildAccountDraft({ password, iceServers });
  const account = await view.call('accounts.add', draft);
  const edited = await view.call('accounts.edit', { accountId: account.id, draft: { ...draft, label: 'Support' } });
  const refused = await view.call('accounts.add', draft).catch((error: unknown) => error);
  const invalid = await view.call('accounts.edit', { accountId: account.id, draft: { ...draft, aor: 'nobody' } }).catch((error: unknown) => error);
  const unparsed = await view.call('accounts.add', { ...draft, password: password.repeat(30) }).catch((error: unknown) => error);
  await view.call('settings.edit', { agentName: 'Lea' });
  const callId = test.voice.ring()!;
  await view.call('voice.answer', { callId });
  await view.call('voice.hang-up', { callId });
  test.clock.advance(100);
  const reads = (['application.describe', 'settings.read', 'accounts.list', 'voice.list', 'agent.read', 'wrap-up.list', 'audio.read'] as const).map(
    (name) => view.call(name, {}),
  );
  return [account, edited, refused, invalid, unparsed, ...(await Promise.all(reads)), await view.call('accounts.test', { draft, accountId: null })];
}

describe('passwords and credentials', () => {
  it.each([
    ['a protected vault', true, true],
    ['no protection: memory only', false, false],
  ])('leave the core only into the vault (%s)', async (_name, isProtected, isKept) => {
    await using test = createTestCore({ vault: createMemoryVault({ isProtected }) });
    const answers = await useEverything(test);
    expect(answers.length).toBe(13);
    const written = everythingWritten(test, answers);
    expect(written).toContain('sip.example.org');
    expect(written).not.toContain(password);
    expect(written).not.toContain(credential);
    expect([...test.vault.kept.values()].toSorted()).toEqual(isKept ? [credential, password].toSorted() : []);
    // Voice has them, and only voice.
    const [account] = test.voice.needs().accounts.list();
    expect(test.voice.needs().accounts.password(account!.id)).toBe(password);
    expect(account!.iceServers[0]!.credential).toBe(credential);
  });

  it('are written without protection only after the agent accepted it, and leave the file when they take it back', async () => {
    await using test = createTestCore({ vault: createMemoryVault({ isProtected: false }) });
    await test.view.call('accounts.add', buildAccountDraft({ password }));
    expect((await test.view.call('application.describe', {})).vaultProtection).toBe('session');
    await test.view.call('settings.edit', { isUnprotectedVaultAccepted: true });
    expect([...test.vault.kept.values()]).toEqual([password]);
    expect(test.view.last('application.changed')?.vaultProtection).toBe('unprotected');
    await test.view.call('settings.edit', { isUnprotectedVaultAccepted: false });
    expect(test.vault.kept.size).toBe(0);
    const [account] = test.voice.needs().accounts.list();
    expect(test.voice.needs().accounts.password(account!.id)).toBe(password);
  });

  it('no answer and no event of the contract has room for one', () => {
    const shapes = [...Object.values(mainSide.calls).map(({ output }) => output), ...Object.values(mainSide.events)];
    const text = JSON.stringify(shapes.map((schema) => schema.toJSONSchema({ unrepresentable: 'any' })));
    expect(text).toContain('hasCredential');
    expect(text).not.toMatch(/"(password|credential|secret)"/);
  });
});
