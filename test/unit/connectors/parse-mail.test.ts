import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMailParser, type MailParser } from '../../../main/connectors/email-imap/mail-parser.ts';
import { parseMail } from '../../../main/connectors/email-imap/parse-mail.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';

const folder = join(import.meta.dirname, '../../corpora/mime');
const odd = readdirSync(folder).filter((name) => name.endsWith('.eml'));
const lines = (...all: readonly string[]): Buffer => Buffer.from(all.join('\r\n'));

describe('the 103 odd mails', () => {
  it('are all there', () => expect(odd).toHaveLength(103));

  it.each(odd)('%s: something sensible, within two seconds', async (name) => {
    const raw = readFileSync(join(folder, name));
    const began = performance.now();
    const mail = await parseMail(raw);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(mail.text).not.toContain('\u0000');
    const hasSomething = mail.subject !== null || mail.text.trim() !== '' || mail.html !== null || mail.from !== null;
    expect(hasSomething, name).toBe(true);
  });
});

describe('what a mail says of itself', () => {
  it('is when the last server took it in, not what the sender’s clock says', async () => {
    const mail = await parseMail(
      lines(
        'Received: from a by b; Tue, 24 Nov 2026 10:00:00 +0000',
        'Received: from x by a; Tue, 24 Nov 2026 09:59:00 +0000',
        'Date: Mon, 1 Jan 2001 00:00:00 +0000',
        'From: a@example.org',
        '',
        'x',
      ),
    );
    expect(mail.takenInAt).toBe(Date.UTC(2026, 10, 24, 10));
    expect(mail.writtenAt).toBe(Date.UTC(2001, 0, 1));
  });

  it.each([
    ['Auto-Submitted: auto-replied', 'automatic'],
    ['Auto-Submitted: no', null],
    ['X-Autoreply: yes', 'automatic'],
    ['Precedence: bulk', null],
  ])('%s', async (header, mark) => {
    expect((await parseMail(lines('From: a@example.org', header, '', 'x'))).mark).toBe(mark);
  });

  it('a report names the mail it is about and says what became of it', async () => {
    const report = (action: string): Buffer =>
      lines(
        'From: MAILER-DAEMON@example.org',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Sorry.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; example.org',
        '',
        'Final-Recipient: rfc822; nobody@example.org',
        `Action: ${action}`,
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 no such user',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        'Message-ID: <ours@example.org>',
        '--b--',
      );
    expect(await parseMail(report('failed'))).toMatchObject({
      mark: 'bounce',
      report: { outcome: 'failed', messageId: 'ours@example.org', status: '5.1.1', said: '550 5.1.1 no such user' },
    });
    expect(await parseMail(report('delayed'))).toMatchObject({ mark: 'automatic', report: { outcome: 'delayed' } });
    expect(await parseMail(report('delivered'))).toMatchObject({
      mark: 'automatic',
      report: { outcome: 'delivered', messageId: 'ours@example.org' },
    });
    expect(await parseMail(report('relayed'))).toMatchObject({ report: null });
  });

  it('a mail of HTML alone has a text as well, without its addresses and pictures', async () => {
    const mail = await parseMail(
      lines(
        'Content-Type: text/html',
        '',
        '<p>Dear <b>customer</b>,</p><p>see <a href="https://example.org/x">this page</a><img src="https://example.org/p.png"></p>',
      ),
    );
    expect(mail.text).toBe('Dear customer,\n\nsee this page');
  });
});

/** Made to hurt: in the worker, as mails that come in are parsed. */
describe('bombs', () => {
  let parser: MailParser;
  beforeAll(() => {
    parser = createMailParser({ clock: createSystemClock(), logger: createRecordingLogger() });
  });
  afterAll(() => parser[Symbol.asyncDispose]());

  const nested = (depth: number): Buffer => {
    const open = Array.from({ length: depth }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`).join('\r\n');
    return Buffer.from(`From: a@example.org\r\nSubject: nested\r\n${open}\r\nContent-Type: text/plain\r\n\r\ndeep\r\n`);
  };
  const parts = (count: number): Buffer =>
    Buffer.from(
      `From: a@example.org\r\nSubject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(count)}--b--\r\n`,
    );

  it.each([
    ['nested a thousand deep', () => nested(1_000)],
    ['a header of a megabyte', () => Buffer.from(`From: a@example.org\r\nSubject: big\r\nX-Junk: ${'x'.repeat(1_000_000)}\r\n\r\nx`)],
    ['ten thousand parts', () => parts(10_000)],
    ['a megabyte of addresses', () => Buffer.from(`From: a@example.org\r\nTo: ${'<a@example.org>, '.repeat(60_000)}\r\nSubject: many\r\n\r\nx`)],
    ['html nested fifty thousand deep', () => Buffer.from(`From: a@example.org\r\nContent-Type: text/html\r\n\r\n${'<div>'.repeat(50_000)}x`)],
    ['a charset that is none', () => lines('From: a@example.org', 'Content-Type: text/plain; charset=klingon', '', 'Grüße')],
    [
      'a charset that it is not',
      () => Buffer.concat([lines('From: a@example.org', 'Content-Type: text/plain; charset=utf-8', '', ''), Buffer.from([0xff, 0xfe, 0xe9, 0x80])]),
    ],
  ])('%s: answered in time, and the next mail is read as if nothing had been', async (_name, make) => {
    const began = performance.now();
    const [bomb] = await parser.parse([make()]);
    expect(performance.now() - began).toBeLessThan(3_500);
    expect(bomb === null || typeof bomb?.text === 'string').toBe(true);
    const [after] = await parser.parse([lines('From: a@example.org', 'Subject: after', '', 'fine')]);
    expect(after).toMatchObject({ subject: 'after' });
  });

  it('one mail that cannot be read does not take the others of its batch with it', async () => {
    const mails = await parser.parse([lines('Subject: one', '', 'x'), nested(20_000), lines('Subject: three', '', 'x')]);
    expect(mails[0]?.subject).toBe('one');
    expect(mails[2]?.subject).toBe('three');
  });
});
