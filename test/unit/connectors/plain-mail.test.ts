import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { describe, expect, it } from 'vitest';
import { parseMail } from '../../../main/connectors/email-imap/parse-mail.ts';
import { readPlainMail } from '../../../main/connectors/email-imap/plain-mail.ts';
import { seedMails } from '../../bench/figures/seed-mails.ts';
import { createTestFolder } from '../../fakes/test-core.ts';

const odd = join(import.meta.dirname, '../../corpora/mime');

/** How many were read, of how many; whatever is read must be what the parser for all mails makes of it. */
async function compare(mails: readonly (readonly [name: string, raw: Buffer])[]): Promise<number> {
  let read = 0;
  for (const [name, raw] of mails) {
    const plain = readPlainMail(raw);
    if (!plain) continue;
    read += 1;
    expect(plain.mail, name).toEqual(await parseMail(raw));
  }
  return read;
}

describe('mails that are as they should be', () => {
  it('are read as the parser for all mails reads them: invented ones of many kinds', async () => {
    using folder = createTestFolder();
    const maildir = join(folder.path, 'home/user/Maildir');
    mkdirSync(maildir, { recursive: true });
    seedMails(maildir, 300, 21);
    const mails = readdirSync(join(maildir, 'cur')).map((name) => [name, readFileSync(join(maildir, 'cur', name))] as const);
    expect(await compare(mails)).toBeGreaterThan(250);
  });

  it('the odd ones too, or they are left to it', async () => {
    const mails = readdirSync(odd)
      .filter((name) => name.endsWith('.eml'))
      .flatMap((name) => {
        const raw = readFileSync(join(odd, name));
        return [[name, raw] as const, [`${name} with CRLF`, Buffer.from(raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1')] as const];
      });
    expect(await compare(mails)).toBeGreaterThan(20);
  });

  it('and what another program composes: both encodings, names, groups of addresses, attachments', async () => {
    const text = `Zeile eins äöü = x\n${'lang '.repeat(60)}\n\n> zitiert\n.\nFrom here`;
    const mails = await Promise.all(
      (['quoted-printable', 'base64'] as const).flatMap((textEncoding) =>
        [null, '<p>ö <img src="cid:x"></p>'].flatMap((html) =>
          [[], [{ filename: 'ü.pdf', content: Buffer.alloc(9_000, 7) }]].map(async (attachments) => {
            const mail = new MailComposer({
              from: 'Jörg Müller <j@example.org>',
              to: 'a@b.example, "C, D" <d@e.example>, Team: x@y.example, z@y.example;',
              cc: '=?utf-8?q?J=C3=B6rg?= <k@example.org>',
              subject: 'Grüße aus Zürich, '.repeat(6),
              inReplyTo: '<a@b>',
              references: ['<a@b>', '<c@d>'],
              text,
              ...(html === null ? {} : { html }),
              attachments,
              textEncoding,
            });
            return [`${textEncoding} ${html} ${attachments.length}`, await mail.compile().build()] as const;
          }),
        ),
      ),
    );
    // A group of addresses is left to the other parser.
    expect(await compare(mails)).toBe(0);
    const simple = mails.map(
      ([name, raw]) => [name, Buffer.from(raw.toString('latin1').replace(/, Team:[^\r\n]*(\r\n[ \t][^\r\n]*)*/, ''), 'latin1')] as const,
    );
    expect(await compare(simple)).toBe(mails.length);
  });

  it.each([
    ['eight bits in the head', 'From: J\xf6rg <a@b.example>\r\nSubject: x\r\n\r\ny'],
    ['single line ends', 'From: a@b.example\nSubject: x\n\ny'],
    ['two subjects', 'Subject: a\r\nSubject: b\r\n\r\ny'],
    ['no boundary', 'Content-Type: multipart/mixed\r\n\r\ny'],
    ['a boundary that never ends', 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ny'],
    ['a report', 'Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\ny\r\n--b--'],
    ['an automatic answer', 'Auto-Submitted: auto-replied\r\n\r\ny'],
    ['a charset of its own', 'Content-Type: text/plain; charset=koi8-r\r\n\r\ny'],
    ['bytes its charset does not have', 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xff\xfe'],
    ['flowed text', 'Content-Type: text/plain; format=flowed\r\n\r\ny'],
    ['HTML alone', 'Content-Type: text/html\r\n\r\n<p>y'],
    ['a date that is none', 'Date: yesterday\r\n\r\ny'],
  ])('%s: left to the parser for all mails', (_name, raw) => expect(readPlainMail(Buffer.from(raw, 'latin1'))).toBeNull());
});
