import { describe, expect, it } from 'vitest';
import { createTestCore, type TestCore } from '../../fakes/test-core.ts';
import { buildAccountDraft } from '../../builders.ts';
import { openStore } from '../../../main/store/database.ts';
import { practicePeople, practiceStranger } from '../../../main/practice/practice-people.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const everything = (dataFolder: string): Record<string, number> => {
  using store = openStore(join(dataFolder, 'threadline.db'));
  const tables = store.reader.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
  // How an index is laid out says nothing; that it holds no word does.
  const rows = tables.filter(({ name }) => !/_subjects_(data|idx)$/.test(name));
  return Object.fromEntries(rows.map(({ name }) => [name, store.reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)!.n]));
};

const indexHas = (dataFolder: string, word: string): boolean => {
  using store = openStore(join(dataFolder, 'threadline.db'));
  return store.reader.get('SELECT 1 FROM conversation_subjects_data WHERE instr(block, CAST(? AS BLOB)) > 0', word) !== undefined;
};

const workspaceOf = async (test: TestCore) => (await test.view.call('application.describe', {})).workspace;
const names = async (test: TestCore) => (await test.view.call('contacts.search', { text: '', limit: 50 })).contacts.map(({ name }) => name);

describe('the practice workspace', () => {
  it('fills an empty profile with customers, their history and a line', async () => {
    await using test = createTestCore();
    expect(await workspaceOf(test)).toBe('empty');
    await test.view.call('practice.start', {});
    await test.view.call('practice.start', {});
    expect(await workspaceOf(test)).toBe('practice');
    expect(new Set(await names(test))).toEqual(new Set(practicePeople.map(({ name }) => name)));
    const { accounts } = await test.view.call('accounts.list', {});
    expect(accounts).toMatchObject([{ kind: 'practice', isDefault: true, isEnabled: true }]);

    const recent = await test.view.call('recent.open', { filter: 'missed', before: null, limit: 50 });
    expect(recent.calls.length).toBeGreaterThan(0);
    expect(recent.needsReturn).toBe(recent.calls.filter(({ needsReturn }) => needsReturn).length);
    const [maren] = (await test.view.call('contacts.search', { text: practicePeople[0]!.name, limit: 1 })).contacts;
    const { entries } = await test.view.call('timeline.open', { contactId: maren!.id, before: null, limit: 50 });
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['call', 'message']));
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(entries.every(({ at }) => at < test.clock.now())).toBe(true);
    expect(test.clock.now() - entries[0]!.at).toBeGreaterThan(60 * 86_400_000);
  });

  it('somebody rings: a known customer or a stranger', async () => {
    await using test = createTestCore();
    await expect(test.view.call('practice.ring', { caller: 'known' })).rejects.toMatchObject({ code: 'illegal-state' });
    await test.view.call('practice.start', {});
    await test.view.call('practice.ring', { caller: 'known' });
    await test.view.call('practice.ring', { caller: 'unknown' });
    expect(test.voice.practiceRings).toEqual([{ number: practicePeople[0]!.phone, name: practicePeople[0]!.name }, practiceStranger]);

    const callId = test.voice.ring({ address: practicePeople[0]!.phone });
    expect((await test.view.call('voice.list', {})).calls).toMatchObject([
      { callId, contactName: practicePeople[0]!.name, match: { by: 'exact-number' } },
    ]);
  });

  it('leaving removes everything invented, calls made and people met meanwhile, and leaves a live call no ghost', async () => {
    await using test = createTestCore();
    const before = everything(test.dataFolder);
    await test.view.call('practice.start', {});
    const known = test.voice.ring({ address: practicePeople[0]!.phone })!;
    await test.view.call('voice.answer', { callId: known });
    await test.view.call('notes.save', { callId: known, text: 'practising' });
    const stranger = test.voice.ring({ address: practiceStranger.number })!;
    const { calls } = await test.view.call('voice.list', {});
    await test.view.call('contacts.edit', {
      contactId: calls.find(({ callId }) => callId === stranger)!.contactId!,
      name: 'Met in practice',
      company: null,
    });
    await test.view.call('timeline.add-note', { contactId: calls[0]!.contactId!, text: 'an invented note' });
    await test.view.call('voice.hang-up', { callId: known });
    expect((await test.view.call('wrap-up.list', {})).wrapUps).toHaveLength(1);

    expect(indexHas(test.dataFolder, 'evening')).toBe(true);
    await test.view.call('practice.leave', {});
    expect(everything(test.dataFolder)).toEqual(before);
    expect(indexHas(test.dataFolder, 'evening')).toBe(false);
    expect(await workspaceOf(test)).toBe('empty');
    expect((await test.view.call('voice.list', {})).calls).toEqual([]);
    expect(test.view.last('wrap-up.changed')).toEqual({ wrapUps: [] });
    expect(test.view.last('accounts.changed')).toMatchObject({ accounts: [] });
    expect(test.view.last('agent.changed')).toMatchObject({ state: 'available' });
    test.clock.advance(1_000);
    expect(test.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('leaving removes the mailbox, what was written in it, and what was fetched from it', async () => {
    await using test = createTestCore();
    const { view, dataFolder } = test;
    const before = everything(dataFolder);
    await view.call('practice.start', {});
    const [account] = (await view.call('channels.list', {})).accounts;
    expect(account).toMatchObject({ kind: 'practice-mail', address: 'service@practice.invalid', isEnabled: true });
    const accountId = account!.id;
    const [maren] = (await view.call('contacts.search', { text: practicePeople[0]!.name, limit: 1 })).contacts;
    const { entries } = await view.call('timeline.open', { contactId: maren!.id, before: null, limit: 50 });
    const asked = entries.find((entry) => entry.kind === 'message' && entry.attachments.length === 2)!;
    const isHere = view.next('media.changed', ({ state }) => state === 'here');
    await view.call('media.fetch', { entryId: asked.id, part: '0' });
    expect(await isHere).toMatchObject({ look: { kind: 'picture', mediaType: 'image/png', width: 400, height: 240 } });
    expect(readdirSync(join(dataFolder, 'media'))).toHaveLength(1);

    const place = { contactId: maren!.id, kind: 'reply', answersId: asked.id } as const;
    const to = [{ name: null, address: practicePeople[0]!.email }];
    const content = { accountId, to, cc: [], bcc: [], subject: 'Re: Router', html: '<div>Soon.</div>', sendAt: null };
    const { draftId } = await view.call('drafts.save', { ...place, draftId: null, content });
    const file = await view.call('drafts.add-file', { draftId, name: 'a.txt', mediaType: 'text/plain', sizeBytes: 3, isInline: false });
    await view.call('drafts.add-bytes', { fileId: file.id, offset: 0, bytes: btoa('abc') });
    expect(await view.call('drafts.size-limit', { accountId })).toEqual({ maxBytes: 10_000_000, isKnown: true });
    const draft = {
      accountId,
      contactId: null,
      answersId: null,
      cc: [],
      bcc: [],
      subject: 'To somebody new',
      text: 'Hello',
      html: null,
      sendAt: null,
    };
    await view.call('messages.send', { ...draft, to: [{ name: null, address: 'somebody.new@practice.invalid' }] });
    expect((await view.call('outbox.list', {})).items).toHaveLength(1);
    const refused = { code: 'refused' };
    await expect(view.call('channels.remove', { accountId })).rejects.toMatchObject(refused);

    await view.call('practice.leave', {});
    expect(everything(dataFolder)).toEqual(before);
    expect(view.last('channels.changed')).toEqual({ accounts: [], statuses: [] });
    expect(view.last('outbox.changed')).toEqual({ items: [] });
    expect(view.last('drafts.changed')).toEqual({ drafts: [] });
    expect(await workspaceOf(test)).toBe('empty');
    await expect.poll(() => [...readdirSync(join(dataFolder, 'media')), ...readdirSync(join(dataFolder, 'outgoing'))]).toEqual([]);
    expect(test.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('beside a real account: that one is the default, its customers and calls stay', async () => {
    await using test = createTestCore();
    await test.view.call('practice.start', {});
    const { id: accountId } = await test.view.call('accounts.add', buildAccountDraft());
    expect(await workspaceOf(test)).toBe('live');
    const [practice, real] = (await test.view.call('accounts.list', {})).accounts;
    expect([practice!.isDefault, real!.isDefault]).toEqual([false, true]);
    const customer = await test.view.call('contacts.add', { name: 'Real Customer', address: '+49 30 23125900' });
    const realCall = test.voice.ring({ accountId, address: '+493023125900' })!;
    await test.view.call('voice.decline', { callId: realCall });
    const practised = await test.view.call('voice.dial', { target: '+493023125900', accountId: practice!.id, contactId: null, isConfirmed: false });
    await test.view.call('voice.hang-up', practised);
    await expect(test.view.call('accounts.remove', { accountId: practice!.id })).rejects.toMatchObject({ code: 'refused' });

    await test.view.call('practice.leave', {});
    expect(await names(test)).toEqual(['Real Customer']);
    expect((await test.view.call('timeline.open', { contactId: customer.id, before: null, limit: 9 })).entries.map(({ id }) => id)).toEqual([
      realCall,
    ]);
    expect((await test.view.call('accounts.list', {})).accounts).toMatchObject([{ kind: 'sip', isDefault: true }]);
  });

  it('is still there after a restart', async () => {
    await using folderOwner = createTestCore();
    await folderOwner.view.call('practice.start', {});
    await using second = createTestCore({ dataFolder: folderOwner.dataFolder });
    expect(await workspaceOf(second)).toBe('practice');
  });
});

it.each([
  ['de-DE', 'Übungsleitung', 'Router verliert jeden Abend die Verbindung'],
  ['fr-FR', 'Practice line', 'Router loses the connection every evening'],
])('on a system in %s its customers write in a language we have', async (systemLocale, label, subject) => {
  await using test = createTestCore({ systemLocale });
  await test.view.call('practice.start', {});
  expect((await test.view.call('accounts.list', {})).accounts).toMatchObject([{ label }]);
  const [maren] = (await test.view.call('contacts.search', { text: 'maren', limit: 1 })).contacts;
  const { entries } = await test.view.call('timeline.open', { contactId: maren!.id, before: null, limit: 50 });
  expect(entries.flatMap((entry) => (entry.kind === 'message' && entry.subject ? [entry.subject] : []))).toContain(subject);
});

it('every invented number and address is one nobody can have', () => {
  const fictional = [/^\+493023125\d{3}$/, /^\+4989999981\d{2}$/, /^\+441632960\d{3}$/, /^\+1\d{3}55501\d{2}$/];
  for (const phone of [...practicePeople.map(({ phone }) => phone), practiceStranger.number]) {
    expect(
      fictional.some((range) => range.test(phone)),
      phone,
    ).toBe(true);
  }
  for (const { email } of practicePeople) expect(email).toMatch(/^[a-z.]+@practice\.invalid$/);
});
