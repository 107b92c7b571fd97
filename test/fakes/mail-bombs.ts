/** A mail made to hurt, and what must be seen of it all the same. */
export interface MailBomb {
  readonly name: string;
  make(): Buffer;
}

const head = (name: string, ...lines: readonly string[]): string =>
  [
    `From: "Mallory" <mallory@example.net>`,
    `Subject: ${name}`,
    `Message-ID: <${name.replaceAll(' ', '-')}@example.net>`,
    'Date: Tue, 24 Nov 2026 10:00:00 +0000',
    ...lines,
  ].join('\r\n');
const mail = (name: string, lines: readonly string[], body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${head(name, ...lines)}\r\n\r\n`), Buffer.from(body)]);

function bomb(name: string, lines: readonly string[], body: () => string | Buffer): MailBomb {
  return { name, make: () => mail(name, lines, body()) };
}

const multipart = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
const html = ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'];
const text = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];
const part = (type: string, body: string, ...lines: readonly string[]): string =>
  [`--b`, `Content-Type: ${type}`, ...lines, '', body, ''].join('\r\n');
const mb = 1_000_000;

export const mailBombs: readonly MailBomb[] = [
  bomb('nested a thousand deep', ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b0'], () => {
    const open = Array.from({ length: 1_000 }, (_, n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary=b${n + 1}\r\n\r\n`);
    return `${open.join('')}--b1000\r\nContent-Type: text/plain\r\n\r\ndeep\r\n`;
  }),
  bomb(
    'a thousand forwarded mails in one another',
    ['Content-Type: message/rfc822'],
    () => `${'Content-Type: message/rfc822\r\nSubject: inner\r\n\r\n'.repeat(1_000)}Subject: last\r\n\r\nx`,
  ),
  { name: 'a header of a megabyte', make: () => mail('a header of a megabyte', [`X-Junk: ${'x'.repeat(mb)}`, ...text], 'still here') },
  {
    name: 'a header of a megabyte in lines',
    make: () =>
      mail(
        'a header of a megabyte in lines',
        [`X-Junk:${'\r\n xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'.repeat(16_000)}`, ...text],
        'still here',
      ),
  },
  {
    name: 'twenty thousand headers',
    make: () => mail('twenty thousand headers', [...Array.from({ length: 20_000 }, (_, n) => `X-H${n}: ${n}`), ...text], 'still here'),
  },
  {
    name: 'a header without an end',
    make: () => Buffer.from(`${head('a header without an end')}\r\n${'X-More: and more of it\r\n'.repeat(25_000)}`),
  },
  bomb('ten thousand parts', multipart, () => `${part('text/plain', 'x').repeat(10_000)}--b--\r\n`),
  bomb(
    'ten thousand attachments',
    multipart,
    () => `${part('application/x; name="x.bin"', 'AAAA', 'Content-Transfer-Encoding: base64').repeat(10_000)}--b--\r\n`,
  ),
  {
    name: 'a hundred thousand recipients',
    make: () =>
      mail(
        'a hundred thousand recipients',
        [`To: ${Array.from({ length: 100_000 }, (_, n) => `a${n}@example.org`).join(',\r\n ')}`, ...text],
        'still here',
      ),
  },
  {
    name: 'fifty thousand references',
    make: () => mail('fifty thousand references', [`References: ${'<a@example.org>\r\n '.repeat(50_000)}`, ...text], 'still here'),
  },
  {
    name: 'encoded words without end',
    make: () => Buffer.from(`From: "Mallory" <mallory@example.net>\r\nSubject: ${'=?utf-8?q?=C3=A4?=\r\n '.repeat(40_000)}\r\n\r\nstill here`),
  },
  {
    name: 'comments in comments',
    make: () =>
      Buffer.from(
        `From: ${'('.repeat(50_000)} <mallory@example.net>\r\nTo: ${'"'.repeat(50_001)}\r\nSubject: comments in comments\r\n\r\nstill here`,
      ),
  },
  {
    name: 'a parameter in ten thousand pieces',
    make: () =>
      mail(
        'a parameter in ten thousand pieces',
        [`Content-Type: application/x;${Array.from({ length: 10_000 }, (_, n) => `\r\n name*${n}*=x`).join(';')}`],
        'AAAA',
      ),
  },
  bomb('html nested fifty thousand deep', html, () => `${'<div>'.repeat(50_000)}deep`),
  bomb('a table of two hundred thousand cells', html, () => `<table>${'<tr><td style="color:red">x</td></tr>'.repeat(200_000)}</table>`),
  bomb('ten megabytes of one letter', html, () => `<p>first</p><p>${'a'.repeat(10 * mb)}</p>`),
  bomb('attributes without end', html, () => `<p ${Array.from({ length: 100_000 }, (_, n) => `a${n}="x"`).join(' ')}>still here</p>`),
  bomb('tags never closed', html, () => `<p>still here</p>${'<a href="'.repeat(100_000)}`),
  bomb('entities without end', html, () => `<p>still here ${'&amp;&#x26;&lt;'.repeat(100_000)}</p>`),
  bomb('styles without end', html, () => `<p style="${'color:red;'.repeat(100_000)}">still here</p>`),
  bomb('a base64 line without end', [...text.slice(0, 1), 'Content-Type: text/plain', 'Content-Transfer-Encoding: base64'], () =>
    Buffer.from('still here '.repeat(400_000)).toString('base64'),
  ),
  bomb('base64 that is none', [...text, 'Content-Transfer-Encoding: base64'], () => '!§$%&/()='.repeat(50_000)),
  bomb('soft line breaks without end', [...text, 'Content-Transfer-Encoding: quoted-printable'], () => `still here ${'=\r\n'.repeat(300_000)}`),
  bomb('a line of five megabytes', text, () => `still here ${'x'.repeat(5 * mb)}`),
  bomb('a million lines', text, () => `still here\r\n${'\r\n'.repeat(mb)}`),
  bomb('nothing but zeros', text, () => Buffer.concat([Buffer.from('still here'), Buffer.alloc(mb)])),
  {
    name: 'zeros in the head',
    make: () => Buffer.from('From: "Mal\0lory" <mallory@example.net>\r\nSubject: zeros\0 in the head\r\n\r\nstill here\0'),
  },
  bomb('a charset that is none', ['Content-Type: text/plain; charset=klingon'], () => 'still here: Grüße'),
  bomb('utf-16 that is none', ['Content-Type: text/plain; charset=utf-16'], () => 'still here: Grüße'),
  bomb('utf-7', ['Content-Type: text/plain; charset=utf-7'], () => 'still here: Gr+APw-+AN8-e'),
  bomb('broken utf-8', text, () =>
    Buffer.concat([Buffer.from('still here '), Buffer.from([0xff, 0xfe, 0xe9, 0x80, 0xc3, 0x28, 0xf8, 0xa1, 0xed, 0xa0, 0x80])]),
  ),
  bomb('a boundary that is everywhere', ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="-"'], () => '---\r\n'.repeat(200_000)),
  bomb('no boundary', ['MIME-Version: 1.0', 'Content-Type: multipart/mixed'], () => 'still here'),
  bomb('the same boundary inside', multipart, () => `--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`.repeat(2_000)),
  bomb('a winmail.dat that lies', multipart, () => {
    // The signature of TNEF, and then an attribute that claims two gigabytes.
    const tnef = Buffer.concat([Buffer.from('789f3e22010001', 'hex'), Buffer.from('02900600ffffff7f', 'hex'), Buffer.alloc(300_000, 1)]);
    const lines = tnef.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
    return `${part('text/plain', 'still here')}${part('application/ms-tnef; name="winmail.dat"', lines, 'Content-Transfer-Encoding: base64', 'Content-Disposition: attachment; filename="winmail.dat"')}--b--\r\n`;
  }),
];

/** Larger than fits into memory a few times over: only ever written to a server's folder. */
export function largeMail(megabytes: number): Buffer {
  const line = `${'QUJD'.repeat(19)}\r\n`;
  const lines = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
  const data = line.repeat(Math.floor((megabytes * mb) / line.length));
  return mail(
    `an attachment of ${megabytes} megabytes`,
    lines,
    `${part('text/plain', 'still here')}${part('application/octet-stream; name="big.bin"', data, 'Content-Transfer-Encoding: base64', 'Content-Disposition: attachment; filename="big.bin"')}--b--\r\n`,
  );
}
