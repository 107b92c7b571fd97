import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStructure } from '../../main/connectors/email-imap/mail-structure.ts';
import { readPlainMail } from '../../main/connectors/email-imap/plain-mail.ts';
import { seedMails } from '../bench/figures/seed-mails.ts';
import { startMailbed, type Mailbed } from './testbed/mailbed.ts';

let bed: Mailbed;
beforeAll(async () => {
  bed = await startMailbed();
});
afterAll(() => bed[Symbol.asyncDispose]());

/** How many attachments the bytes of mails showed by themselves, of how many; each as the server tells of it. */
async function compare(user: string): Promise<{ mails: number; shown: number; attachments: number }> {
  await using box = await bed.open(user);
  await box.mailboxOpen('INBOX');
  const found = await box.fetchAll('1:*', { uid: true, source: true, bodyStructure: true }, { uid: true });
  let [shown, attachments] = [0, 0];
  for (const { uid, source, bodyStructure } of found) {
    const ours = readPlainMail(Buffer.from(source ?? []))?.attachments;
    if (!ours) continue;
    shown += 1;
    attachments += ours.length;
    expect(ours, `mail ${uid}`).toEqual(readStructure(bodyStructure).attachments);
  }
  return { mails: found.length, shown, attachments };
}

it('invented mails of many kinds show their attachments as the server tells of them', async () => {
  seedMails(bed.mailbox('big'), 300, 21);
  const { mails, shown, attachments } = await compare('big');
  expect(shown).toBeGreaterThan(mails * 0.9);
  expect(attachments).toBeGreaterThan(40);
});

it('odd mails too, or the server is asked', async () => {
  const folder = join(import.meta.dirname, '../corpora/mime');
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  for (const name of names)
    await bed.deliver('agent2', Buffer.from(readFileSync(join(folder, name), 'latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'));
  const { mails, shown } = await compare('agent2');
  expect(mails).toBe(names.length);
  expect(shown).toBeGreaterThan(15);
});

it('and what another program composes: names of every kind, pictures in the text, attached mails', async () => {
  const content = Buffer.alloc(9_001, 7);
  const names = [
    'plain.pdf',
    'mit Leerzeichen.pdf',
    'Größe "1".pdf',
    '領収書.pdf',
    `${'lang'.repeat(40)}.pdf`,
    "it's.pdf",
    'a(1).pdf',
    '50%.pdf',
    'x*y.pdf',
    'semi;colon.pdf',
  ];
  const kinds = [
    ...names.map((filename) => ({ filename, content })),
    { filename: 'logo.png', content, cid: 'logo@x', contentDisposition: 'inline' as const },
    { content, contentType: 'image/png', cid: 'nameless@x' },
    { filename: 'raw.bin', content, contentTransferEncoding: '7bit' as const },
    { filename: 'inside.eml', content: 'From: a@b.example\r\nSubject: x\r\n\r\ny', contentType: 'message/rfc822' },
    { filename: 'date.ics', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', contentType: 'text/calendar' },
  ];
  for (const attachments of [...kinds.map((kind) => [kind]), kinds]) {
    const mail = { from: 'a@b.example', to: 'agent3@test.invalid', subject: 'x', text: 'y', html: '<p>y <img src="cid:logo@x"></p>', attachments };
    await bed.deliver('agent3', await new MailComposer(mail).compile().build());
  }
  const { shown } = await compare('agent3');
  expect(shown).toBeGreaterThan(4);
});
