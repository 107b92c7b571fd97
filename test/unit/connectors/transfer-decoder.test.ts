import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createTransferDecoder } from '../../../main/connectors/email-imap/transfer-decoder.ts';

function decode(encoding: string, sent: Buffer, size: number): Buffer {
  const decoder = createTransferDecoder(encoding);
  const pieces: Buffer[] = [];
  for (let at = 0; at < sent.length; at += size) pieces.push(decoder.take(sent.subarray(at, at + size)));
  return Buffer.concat([...pieces, decoder.end()]);
}

const content = randomBytes(1_000);
const lines = Buffer.from(content.toString('base64').replaceAll(/.{76}/g, '$&\r\n'));

it.each([1, 2, 3, 5, 7, 77, 78, 5_000])('in pieces of %i bytes all comes out as it went in', (size) => {
  expect(decode('BASE64', lines, size)).toEqual(content);
  expect(decode('quoted-printable', Buffer.from('Gr=C3=BC=C3=9Fe =\r\nund mehr\r\nEnde=20'), size).toString()).toBe('Grüße und mehr\r\nEnde ');
  expect(decode('8bit', content, size)).toEqual(content);
  expect(decode('x-unknown', content, size)).toEqual(content);
});

it('encoded texts that were joined, and one that is cut off, are read as far as they go', () => {
  expect(decode('base64', Buffer.from('QQ==\r\nQkI=\r\nQ0ND'), 3).toString()).toBe('ABBCCC');
  expect(decode('base64', Buffer.from('QUJDR'), 4).toString()).toBe('ABC');
});
