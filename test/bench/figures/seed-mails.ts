import { chownSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '../../fakes/sip-mutations.ts';

const words: Readonly<Record<string, readonly string[]>> = {
  en: 'order invoice delivery refund router contract waiting reply number address cancel billing ticket month card parcel label outage signal'.split(
    ' ',
  ),
  de: 'Guten Tag leider Bestellung Lieferung prüfen Rechnung Größe Straße Kündigung bitte schöne Grüße Öffnungszeiten'.split(' '),
  ru: 'здравствуйте заказ доставка счёт проверьте пожалуйста статус спасибо номер'.split(' '),
};
const names = ['invoice.pdf', 'Rechnung März.pdf', 'счёт.pdf', '領収書.pdf'];
const first = Date.UTC(2026, 0, 1);

/** Puts invented mails straight into a Maildir: threads, languages, charsets, HTML, inline pictures and attachments, about 32 kB each. */
export function seedMails(maildir: string, count: number, seed = 7): void {
  const random = createSeededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  for (const folder of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, folder), { recursive: true });
  const owner = statSync(join(maildir, '../..')).uid;
  const threads: { readonly subject: string; readonly ids: string[] }[] = [];
  const picture = Buffer.alloc(13_000, 'inline-picture').toString('base64');
  let at = first;
  for (let n = 0; n < count; n += 1) {
    at += (20 + random() * 2_380) * 1_000;
    const language = random() < 0.6 ? 'en' : random() < 0.75 ? 'de' : 'ru';
    const say = (length: number): string =>
      Array.from({ length }, (_, index) => `${pick(words[language]!)}${index % 12 === 11 ? '.\n' : ' '}`).join('');
    const id = `<${n}.${Math.floor(random() * 2 ** 48).toString(16)}@example.org>`;
    const thread = threads.length > 0 && random() < 0.55 ? pick(threads.slice(-400)) : null;
    const subject = thread ? `Re: ${thread.subject}` : say(5).trim().replaceAll('\n', ' ');
    const replies = thread ? [`In-Reply-To: ${thread.ids.at(-1)}`, `References: ${thread.ids.slice(-12).join(' ')}`] : [];
    if (thread) thread.ids.push(id);
    else threads.push({ subject, ids: [id] });
    const body = say(30 + Math.floor(random() * 370));
    const kind = random();
    const raw = compose({
      headers: [
        `From: =?utf-8?q?Kunde_M=C3=BCller_${n % 3_000}?= <cust${n % 3_000}@example.org>`,
        'To: big@test.invalid',
        `Date: ${new Date(at).toUTCString()}`,
        `Message-ID: ${id}`,
        `Subject: =?utf-8?b?${Buffer.from(subject).toString('base64')}?=`,
        ...replies,
      ],
      text: language === 'de' && random() < 0.5 ? { body, charset: 'iso-8859-1' } : { body, charset: 'utf-8' },
      html: kind < 0.7 ? `<html><body><p>${body.replaceAll('\n', '</p><p>')}</p><img src="cid:logo"></body></html>` : null,
      picture: kind < 0.15 ? picture : null,
      attachment: random() < 0.15 ? { name: pick(names), bytes: Math.min(1_500_000, Math.floor(Math.exp(10.8 + 1.2 * gauss(random)))) } : null,
    });
    const file = join(maildir, 'cur', `${Math.floor(at / 1_000)}.M${String(n).padStart(6, '0')}P1.seed:2,`);
    writeFileSync(file, raw);
    utimesSync(file, at / 1_000, at / 1_000);
    chownSync(file, owner, owner);
  }
  for (const folder of ['', ...readdirSync(maildir)]) chownSync(join(maildir, folder), owner, owner);
  chownSync(join(maildir, '..'), owner, owner);
}

interface Mail {
  readonly headers: readonly string[];
  readonly text: { readonly body: string; readonly charset: 'utf-8' | 'iso-8859-1' };
  readonly html: string | null;
  readonly picture: string | null;
  readonly attachment: { readonly name: string; readonly bytes: number } | null;
}

function compose({ headers, text, html, picture, attachment }: Mail): string {
  const lines = (base64: string): string => base64.replaceAll(/.{76}/g, '$&\r\n');
  const encoded = lines(Buffer.from(text.body, text.charset === 'utf-8' ? 'utf8' : 'latin1').toString('base64'));
  let part = `Content-Type: text/plain; charset=${text.charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`;
  const wrap = (kind: string, parts: readonly string[]): string => {
    const mark = `=_${kind}`;
    return `Content-Type: multipart/${kind}; boundary="${mark}"\r\n\r\n${parts.map((one) => `--${mark}\r\n${one}`).join('')}--${mark}--\r\n`;
  };
  if (html !== null) {
    let rich = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(Buffer.from(html).toString('base64'))}\r\n`;
    if (picture !== null)
      rich = wrap('related', [
        rich,
        `Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(picture)}\r\n`,
      ]);
    part = wrap('alternative', [part, rich]);
  }
  if (attachment) {
    const name = `=?utf-8?b?${Buffer.from(attachment.name).toString('base64')}?=`;
    const bytes = lines(Buffer.alloc(attachment.bytes, 'attachment bytes ').toString('base64'));
    part = wrap('mixed', [
      part,
      `Content-Type: application/pdf; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes}\r\n`,
    ]);
  }
  return `${headers.join('\r\n')}\r\nMIME-Version: 1.0\r\n${part}`;
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
