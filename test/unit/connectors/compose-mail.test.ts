import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { afterAll, expect, it } from 'vitest';
import type { OutboxItem } from '../../../main/channel.ts';
import { composeMail } from '../../../main/connectors/email-imap/compose-mail.ts';
import { createTestFolder } from '../../fakes/test-core.ts';

const folder = createTestFolder();
const composedBytes = async (composed: OutboxItem): Promise<Buffer> => (await composeMail(composed)).bytes();
afterAll(() => folder[Symbol.dispose]());

const bytes = randomBytes(300_000);
const picture = Buffer.from('iVBORw0KGgo=', 'base64');
writeFileSync(join(folder.path, 'a'), bytes);
writeFileSync(join(folder.path, 'b'), picture);

const item: OutboxItem = {
  clientKey: 't1.x.y@example.org',
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  from: { name: 'Müller, Jörg', address: 'support@example.org' },
  to: [{ name: 'Maren "Mimi" Schulte', address: 'maren@example.org' }],
  cc: [],
  bcc: [{ name: null, address: 'hidden@example.org' }],
  subject: 'Grüße aus der Küche – мир',
  text: `short\n${'very long line '.repeat(200)}\n-- \nLea`,
  html: '<div>Hello <b>you</b> <img src="cid:p@threadline"></div>',
  inReplyTo: 'first@example.org',
  references: ['zero@example.org', 'first@example.org'],
  attachments: [
    { name: 'Rechnung Übersicht – Дом.pdf', mediaType: 'application/pdf', path: join(folder.path, 'a'), contentId: null, sizeBytes: bytes.length },
    { name: 'p.png', mediaType: 'image/png', path: join(folder.path, 'b'), contentId: 'p@threadline', sizeBytes: picture.length },
  ],
};

it('is the same to the byte with every try', async () => {
  const first = await composedBytes(item);
  expect((await composeMail(item)).sizeBytes).toBe(first.length);
  expect((await composedBytes(structuredClone(item))).equals(first)).toBe(true);
  expect((await composedBytes({ ...item, clientKey: 't1.x.z@example.org' })).equals(first)).toBe(false);
});

it('carries text, HTML, files and pictures as they were written; nobody is told of blind copies', async () => {
  const raw = await composedBytes(item);
  expect(raw.toString('latin1')).not.toMatch(/hidden@example\.org|^bcc:/im);
  // RFC 5322 §2.1.1: 998 octets a line.
  expect(
    Math.max(
      ...raw
        .toString('latin1')
        .split('\r\n')
        .map(({ length }) => length),
    ),
  ).toBeLessThanOrEqual(998);
  const mail = await simpleParser(raw, { skipImageLinks: true });
  expect(mail.messageId).toBe('<t1.x.y@example.org>');
  expect(mail.date?.getTime()).toBe(item.at);
  expect(mail.from?.value).toEqual([{ name: 'Müller, Jörg', address: 'support@example.org' }]);
  expect([mail.to].flat()[0]?.value).toEqual([{ name: 'Maren "Mimi" Schulte', address: 'maren@example.org' }]);
  expect(mail.subject).toBe(item.subject);
  expect(mail.text?.trimEnd()).toBe(item.text);
  expect(mail.html).toContain(item.html!);
  expect(mail.inReplyTo).toBe('<first@example.org>');
  expect(mail.references).toEqual(['<zero@example.org>', '<first@example.org>']);
  expect(mail.attachments.map(({ filename, contentType, cid, content }) => ({ filename, contentType, cid, content }))).toEqual([
    { filename: 'p.png', contentType: 'image/png', cid: 'p@threadline', content: picture },
    { filename: 'Rechnung Übersicht – Дом.pdf', contentType: 'application/pdf', cid: undefined, content: bytes },
  ]);
});

it('without a word in it, a file is still a file', async () => {
  const mail = await simpleParser(await composedBytes({ ...item, text: '', html: null, attachments: item.attachments.slice(0, 1) }));
  expect(mail.attachments).toHaveLength(1);
  expect(mail.text?.trim()).toBe('');
});
