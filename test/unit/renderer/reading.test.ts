import { describe, expect, it } from 'vitest';
import { splitSource } from '../../../renderer/features/media-viewer/mail-source.ts';
import { hostOf, pretendedHost, readMailto } from '../../../renderer/features/timeline/mail-links.ts';
import { senderWarnings } from '../../../renderer/features/timeline/sender-warning.ts';
import { dangerOf, endingOf, shownName } from '../../../renderer/text/file-name.ts';

describe('names of files', () => {
  it('show what is hidden in them', () => {
    expect(shownName('photo\u202Egpj.scr')).toBe('photo[U+202E]gpj.scr');
    expect(shownName('a\u200bb\u0000.pdf')).toBe('a[U+200B]b[U+0000].pdf');
    expect(shownName('Größe – 5.pdf')).toBe('Größe – 5.pdf');
    expect(endingOf('photo\u202Egpj.scr')).toBe('scr');
    expect(endingOf('README')).toBe('');
  });

  it.each([
    ['invoice.exe', 'program'],
    ['photo\u202Egpj.scr', 'program'],
    ['run.ps1', 'script'],
    ['page.HTML', 'script'],
    ['plan.xlsm', 'macro'],
    ['old.doc', 'macro'],
    ['invoice.pdf.exe', 'double'],
    ['scan.jpg   .js', 'double'],
    ['report.pdf.zip', 'double'],
    ['invoice.pdf.exe. ', 'double'],
    ['a\u202Eb.pdf', 'turned'],
    ['report.pdf', null],
    ['v1.2.pdf', null],
    ['backup.tar.gz', null],
    ['photos.zip', null],
  ])('%j: %s', (name, danger) => expect(dangerOf(name)).toBe(danger));
});

describe('who a mail is from', () => {
  const warnings = (name: string | null, replyTo: string[] = [], address = 'maren@example.org') =>
    senderWarnings({ direction: 'in', from: { name, address }, replyTo: replyTo.map((to) => ({ name: null, address: to })) }).map(({ kind }) => kind);

  it('a name that shows another address is said to', () => {
    expect(warnings('ceo@acme.example')).toEqual(['nameIsAddress']);
    expect(warnings('"Boss (ceo@acme.example)"')).toEqual(['nameIsAddress']);
    expect(warnings('ｃｅｏ＠acme.example')).toEqual(['nameIsAddress']);
    expect(warnings('Maren@example.org')).toEqual([]);
    expect(warnings('Maren @ work')).toEqual([]);
    expect(warnings(null)).toEqual([]);
  });

  it('so are answers that go to another house', () => {
    expect(warnings('Maren', ['collect@elsewhere.example.net'])).toEqual(['replyElsewhere']);
    expect(warnings('Maren', ['maren@mail.example.org', 'office@example.org'])).toEqual([]);
    expect(warnings('Maren', ['maren@notexample.org'])).toEqual(['replyElsewhere']);
    expect(senderWarnings({ direction: 'out', from: { name: 'a@b.example', address: 'c@d.example' }, replyTo: [] })).toEqual([]);
  });
});

describe('links', () => {
  it('lead to the host that is read, in letters that cannot be mistaken', () => {
    expect(hostOf('https://user@Evil.example:8443/x')).toBe('evil.example:8443');
    expect(hostOf('https://аpple.com/')).toBe('xn--pple-43d.com');
    expect(hostOf('javascript:alert(1)')).toBeNull();
    expect(hostOf('data:text/html,x')).toBeNull();
    expect(hostOf('nonsense')).toBeNull();
  });

  it.each([
    ['www.acme.example', 'https://acme.example/pay', null],
    ['acme.example', 'https://shop.acme.example/', null],
    ['https://acme.example/login', 'https://evil.test/', 'acme.example'],
    ['Pay at acme.example now', 'https://acme.example.evil.test/', 'acme.example'],
    ['shop.acme.example', 'https://acme.example/', 'shop.acme.example'],
    ['mail@acme.example', 'https://evil.test/', 'acme.example'],
    ['report.pdf', 'https://files.example/', null],
    ['Click here', 'https://evil.test/', null],
    ['version 1.2.3', 'https://evil.test/', null],
  ])('%j to %s pretends %j', (words, url, said) => expect(pretendedHost({ words, url })).toBe(said));

  it('to a mail address open our composer, with nothing a stranger wrote but the subject', () => {
    expect(readMailto('mailto:a%40example.org,b@example.org?subject=Hi%20there&body=secret&bcc=x@y.z')).toEqual({
      to: ['a@example.org', 'b@example.org'],
      subject: 'Hi there',
    });
    expect(readMailto('mailto:%ZZ')).toEqual({ to: [], subject: '' });
    expect(readMailto('https://example.org')).toBeNull();
  });
});

it('a mail’s source: what says what it is on one line each, the rest by itself', () => {
  const { folded, body } = splitSource('Received: a\r\n\tb\r\nSubject: one\r\n two\r\nX-Y: z\r\nFrom: a@b.c\r\n\r\nHello\r\n\r\nthere');
  expect(folded).toBe('Subject: one two\nFrom: a@b.c');
  expect(body).toBe('Hello\r\n\r\nthere');
  expect(splitSource('nothing')).toEqual({ folded: '', body: '' });
});
