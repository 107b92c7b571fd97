import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesPerCall, type DraftContent } from '../../contract/model/draft.ts';
import type { MailAccount } from '../../contract/model/channel-account.ts';
import type { ContactId, DraftId, EntryId } from '../../contract/model/ids.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, until } from '../e2e/harness/remote-desk.ts';
import { createMemoryVault } from '../fakes/memory-ports.ts';
import { createTestFolder } from '../fakes/test-core.ts';
import { addMailbox, mailDraft, rawMail, upToDate } from './scenes/mailbox.ts';
import { startMailbed, type Mailbed } from './testbed/mailbed.ts';
import { startRealCore, type RealCore } from './testbed/real-core.ts';

let bed: Mailbed;
beforeAll(async () => {
  bed = await startMailbed();
});
afterAll(() => bed[Symbol.asyncDispose]());

/** What is in a mailbox under this subject, to the byte. */
async function received(user: string, subject: string, folder = 'INBOX'): Promise<Buffer[]> {
  await using box = await bed.open(user);
  await box.mailboxOpen(folder);
  const found = (await box.search({ subject }, { uid: true })) || [];
  if (found.length === 0) return [];
  return (await box.fetchAll(found.join(','), { source: true, uid: true }, { uid: true })).map(({ source }) => Buffer.from(source!));
}

async function arrived(user: string, subject: string): Promise<{ raw: Buffer; mail: ParsedMail }> {
  const [raw] = await until(async () => {
    const all = await received(user, subject);
    return all.length > 0 && all;
  }, `“${subject}” for ${user}`);
  return { raw: raw!, mail: await simpleParser(raw!, { skipImageLinks: true }) };
}

interface Written {
  readonly account: MailAccount;
  readonly contactId: ContactId;
  readonly draftId: DraftId;
  readonly content: DraftContent;
}

async function write({ view }: RealCore, account: MailAccount, fields: Partial<DraftContent>): Promise<Written> {
  const { contacts } = await view.call('contacts.search', { text: 'customer@test.invalid', limit: 1 });
  const contactId = contacts[0]?.id ?? (await view.call('contacts.add', { name: 'Maren Schulte', address: 'customer@test.invalid' })).id;
  const to = [{ name: 'Maren Schulte', address: 'customer@test.invalid' }];
  const content = { accountId: account.id, to, cc: [], bcc: [], subject: '', html: '<div>Hello</div>', sendAt: null, ...fields };
  const { draftId } = await view.call('drafts.save', { contactId, kind: 'new', answersId: null, draftId: null, content });
  return { account, contactId, draftId, content };
}

async function attach({ view }: RealCore, { draftId }: Written, name: string, bytes: Buffer): Promise<void> {
  const { id } = await view.call('drafts.add-file', { draftId, name, mediaType: 'application/pdf', sizeBytes: bytes.length, isInline: false });
  for (let offset = 0; offset < bytes.length; offset += bytesPerCall)
    await view.call('drafts.add-bytes', { fileId: id, offset, bytes: bytes.subarray(offset, offset + bytesPerCall).toString('base64') });
}

async function send({ view }: RealCore, { contactId, draftId, content }: Written): Promise<EntryId> {
  return (await view.call('messages.send', { ...content, contactId, answersId: null, kind: 'new', text: '', draftId })).entryId;
}

const outgoing = ({ dataFolder }: RealCore): string[] => readdirSync(join(dataFolder, 'outgoing'));

describe('what is written arrives', () => {
  it('text and HTML, a file byte for byte, a blind copy nobody sees; the copy in Sent is the same, and the file is gone here', async () => {
    await using core = startRealCore();
    const account = await addMailbox(core);
    await upToDate(core);
    const bytes = randomBytes(2_500_000);
    const letter = await write(core, account, {
      subject: 'Die Rechnung für Mai',
      html: '<div>Hello <b>Maren</b>,</div><ul><li>one</li><li>two</li></ul><div class="signature"><div>--&nbsp;</div><div>Lea</div></div>',
      cc: [{ name: 'Müller, Jörg', address: 'agent3@test.invalid' }],
      bcc: [{ name: null, address: 'agent2@test.invalid' }],
    });
    await attach(core, letter, 'Rechnung Übersicht – Mai.pdf', bytes);
    const entryId = await send(core, letter);
    await core.view.call('outbox.hurry', { entryId });
    const customer = await arrived('customer', 'Die Rechnung');
    expect(customer.mail.text?.trimEnd()).toBe('Hello Maren,\n- one\n- two\n-- \nLea');
    expect(customer.mail.html).toContain('<b>Maren</b>');
    expect(customer.mail.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['Rechnung Übersicht – Mai.pdf', 'application/pdf'],
    ]);
    expect(customer.mail.attachments[0]!.content.equals(bytes)).toBe(true);
    for (const user of ['customer', 'agent2', 'agent3']) {
      const { raw } = await arrived(user, 'Die Rechnung');
      expect(raw.toString('latin1')).not.toMatch(/^bcc:/im);
      // What stands above is the servers': for whom they took it.
      const [head = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
      expect(head.slice(head.indexOf('\r\nFrom:'))).not.toContain('agent2');
    }
    await until(async () => (await core.view.call('outbox.list', {})).items.length === 0, 'an empty outbox');
    const [kept] = await until(async () => {
      const copies = await received('agent1', 'Die Rechnung', 'Sent');
      return copies.length === 1 && copies;
    }, 'one copy in Sent');
    const bodyOf = (raw: Buffer): Buffer => raw.subarray(raw.indexOf('\r\n\r\n'));
    expect(bodyOf(kept!).equals(bodyOf(customer.raw))).toBe(true);
    await until(() => outgoing(core).length === 0, 'the file is gone');
  });

  it('without formats it is a text alone', async () => {
    await using core = startRealCore();
    const account = await addMailbox(core);
    const letter = await write(core, account, { subject: 'Nur Text', html: '<div>Grüße,</div><div><br></div><div>a &lt; b</div>' });
    await core.view.call('outbox.hurry', { entryId: await send(core, letter) });
    const { mail, raw } = await arrived('customer', 'Nur Text');
    expect(mail.text?.trimEnd()).toBe('Grüße,\n\na < b');
    expect(raw.toString('latin1')).not.toContain('text/html');
  });

  it('says how much the server takes, as the server does', async () => {
    await using core = startRealCore();
    const account = await addMailbox(core);
    const { maxBytes, isKnown } = await core.view.call('drafts.size-limit', { accountId: account.id });
    expect(isKnown).toBe(true);
    expect(maxBytes).toBeGreaterThan(1_000_000);
  });

  it('sent later it goes out then and not before, also after a restart', async () => {
    using folder = createTestFolder();
    const vault = createMemoryVault();
    const sendAt = Date.now() + 5_000;
    {
      await using core = startRealCore({ dataFolder: folder.path, vault });
      const account = await addMailbox(core);
      const letter = await write(core, account, { subject: 'Sent later', sendAt });
      await send(core, letter);
      expect((await core.view.call('outbox.list', {})).items).toMatchObject([{ state: 'queued', dueAt: sendAt }]);
    }
    expect(Date.now()).toBeLessThan(sendAt);
    await using again = startRealCore({ dataFolder: folder.path, vault });
    expect(await received('customer', 'Sent later')).toEqual([]);
    const { mail } = await arrived('customer', 'Sent later');
    expect(Date.now()).toBeGreaterThanOrEqual(sendAt);
    expect(mail.date?.getTime()).toBe(Math.floor(sendAt / 1_000) * 1_000);
    await until(async () => (await again.view.call('outbox.list', {})).items.length === 0, 'an empty outbox');
  });

  it('written without a network, with its file, it goes out once when the network is back, also after a restart', async () => {
    using folder = createTestFolder();
    const vault = createMemoryVault();
    const bytes = randomBytes(400_000);
    {
      await using core = startRealCore({ dataFolder: folder.path, vault });
      const account = await addMailbox(core);
      await upToDate(core);
      await bed.stop();
      const letter = await write(core, account, { subject: 'In the tunnel', html: '<div>With a <i>file</i></div>' });
      await attach(core, letter, 'tunnel.bin', bytes);
      await core.view.call('outbox.hurry', { entryId: await send(core, letter) });
      expect(outgoing(core)).toHaveLength(1);
    }
    await using again = startRealCore({ dataFolder: folder.path, vault });
    expect((await again.view.call('outbox.list', {})).items).toMatchObject([{ subject: 'In the tunnel' }]);
    await bed.start();
    again.returnNetwork();
    const [item] = (await again.view.call('outbox.list', {})).items;
    if (item) await again.view.call('outbox.hurry', { entryId: item.entryId }).catch(() => undefined);
    const { mail } = await arrived('customer', 'In the tunnel');
    expect(mail.attachments[0]!.content.equals(bytes)).toBe(true);
    await until(async () => (await again.view.call('outbox.list', {})).items.length === 0, 'an empty outbox');
    expect(await received('customer', 'In the tunnel')).toHaveLength(1);
    await until(() => outgoing(again).length === 0, 'the file is gone');
  });
});

async function openCustomer(desktop: Desktop): Promise<Page> {
  const view = await desktop.view();
  await view.getByRole('button', { name: 'Contacts', exact: true }).click();
  await view.getByText('Maren Schulte', { exact: true }).first().click();
  await view.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  return view;
}

const desktopUpToDate = (desktop: Desktop): Promise<boolean> =>
  until(
    async () => (await ask(desktop, 'channels.list', {})).statuses.some(({ state, progress }) => state === 'ok' && progress === null),
    'the mailbox is read',
    20_000,
  );

describe('in the real window', () => {
  it('a reply with a list, a file and a colleague from the contacts arrives as it was written, in its thread', async () => {
    const place = mkdtempSync(join(tmpdir(), 'threadline-files-'));
    const bytes = randomBytes(700_000);
    writeFileSync(join(place, 'Lieferschein März.pdf'), bytes);
    await using desktop = await startDesktop();
    const raw = rawMail({ from: '"Maren Schulte" <customer@test.invalid>', subject: 'Delivery', text: 'Where is it?', id: 'where@example.org' });
    await bed.submit({ from: 'customer@test.invalid', to: 'agent1@test.invalid', raw });
    await ask(desktop, 'channels.add', mailDraft('agent1', { signature: 'Lea Winter\nACME' }));
    await ask(desktop, 'contacts.add', { name: 'Zora Zimmer', address: 'agent3@test.invalid' });
    await desktopUpToDate(desktop);
    const view = await openCustomer(desktop);
    const line = view.getByRole('region', { name: 'Timeline' });
    await line.getByText('Where is it?').waitFor();
    await line.getByRole('button', { name: 'Reply', exact: true }).last().click();
    const text = view.getByTestId('mail-text');
    await text.waitFor();
    await expect.poll(() => text.evaluate((node) => node === document.activeElement)).toBe(true);
    await view.keyboard.type('It left us ');
    await view.keyboard.press('Control+b');
    await view.keyboard.type('today');
    await view.keyboard.press('Control+b');
    await view.keyboard.type('.');
    await view.getByRole('button', { name: 'Add Cc' }).click();
    await view.locator('[name="mail-cc"]:focus').waitFor();
    await view.keyboard.type('zor');
    await view.getByRole('option', { name: /Zora Zimmer/ }).waitFor();
    await view.keyboard.press('Enter');
    await view.locator('input[type="file"]').setInputFiles(join(place, 'Lieferschein März.pdf'));
    await view.getByTestId('file').waitFor();
    await view.locator('[data-testid="file"] progress').waitFor({ state: 'detached' });
    await text.focus();
    await view.keyboard.press('Control+Enter');
    await line.locator('[data-testid="message"][data-delivery="queued"]').waitFor();
    await line.getByRole('button', { name: 'Send now' }).click();
    const { mail } = await arrived('customer', 'Re: Delivery');
    expect(mail.inReplyTo).toBe('<where@example.org>');
    expect(mail.html).toContain('<b>today</b>');
    expect(mail.text).toMatch(/^It left us today\.\n\n-- \nLea Winter\nACME\n\nOn .*, Maren Schulte wrote:\n> Where is it\?/);
    expect(mail.attachments[0]!.filename).toBe('Lieferschein März.pdf');
    expect(mail.attachments[0]!.content.equals(bytes)).toBe(true);
    await arrived('agent3', 'Re: Delivery');
    expect(desktop.faults).toEqual([]);
    rmSync(place, { recursive: true, force: true });
  });

  it('killed while somebody types, it has what was typed half a second before', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'threadline-kill-'));
    const profile = join(temporary, 'profile');
    {
      await using desktop = await startDesktop({ profile });
      await ask(desktop, 'channels.add', mailDraft('agent1', { signature: 'Lea' }));
      await ask(desktop, 'contacts.add', { name: 'Maren Schulte', address: 'customer@test.invalid' });
      const view = await openCustomer(desktop);
      await view.getByRole('radiogroup', { name: 'What to write' }).getByRole('radio', { name: 'E-mail', exact: true }).click();
      await view.getByTestId('mail-text').click();
      await view.keyboard.press('Control+Home');
      await view.keyboard.type('Dear Maren, the adapter', { delay: 5 });
      const typedAt = Date.now();
      await view.getByTestId('draft-state').getByText('Saved', { exact: true }).waitFor();
      expect(Date.now() - typedAt).toBeLessThan(500);
      const main = desktop.app.process();
      const over = once(main, 'exit');
      main.kill('SIGKILL');
      await over;
    }
    expect(existsSync(join(profile, 'threadline.db'))).toBe(true);
    await using again = await startDesktop({ profile });
    const view = await openCustomer(again);
    await expect.poll(() => view.getByTestId('mail-text').innerText()).toContain('Dear Maren, the adapter');
    expect(await view.getByTestId('recipient').allInnerTexts()).toEqual(['Maren Schulte']);
    // It is written on where it was left.
    await view.getByTestId('mail-text').click();
    await view.keyboard.press('Control+End');
    await again.quit();
    rmSync(temporary, { recursive: true, force: true });
  });
});
