import addressparser from 'nodemailer/lib/addressparser/index.js';
import type { DraftContent } from '../../../../contract/model/draft.ts';
import type { MailParty } from '../../../../contract/model/message.ts';

export type TypedParty = DraftContent['to'][number];

/** Whether a mail can be addressed like that at all; whether somebody is there only the server knows. */
export function isAddress(address: string): boolean {
  return address.length <= 254 && /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;.]{2,}$/.test(address);
}

/** `"Schulte, Maren" <maren@example.org>, jonas@example.org`, by commas, semicolons or lines. What is no address stays as it was typed. */
export function readParties(typed: string): TypedParty[] {
  const list = addressparser(typed.replaceAll(/[\r\n\t;]+/g, ','), { flatten: true });
  const parties: TypedParty[] = [];
  // "Schulte, Maren <maren@example.org>" without quotes looks like two.
  let before = '';
  for (const { name, address } of list) {
    if (!address.includes('@')) {
      const word = (name || address).trim();
      if (word) before = before ? `${before}, ${word}` : word;
      continue;
    }
    if (before && name) parties.push({ name: `${before}, ${name}`, address });
    else {
      if (before) parties.push({ name: null, address: before });
      parties.push({ name: name && name !== address ? name : null, address });
    }
    before = '';
  }
  if (before) parties.push({ name: null, address: before });
  return parties.slice(0, 100);
}

/** As it is typed again. */
export function writeParty({ name, address }: TypedParty): string {
  if (!name) return address;
  return /^[\p{L}\p{N}\s.'-]+$/u.test(name) ? `${name} <${address}>` : `"${name.replaceAll(/["\\]/g, '\\$&')}" <${address}>`;
}

export function keyOf({ address }: MailParty): string {
  return address.trim().toLowerCase();
}

/** Each address once, and none of `except`. */
export function distinct<Party extends MailParty>(parties: readonly Party[], except: ReadonlySet<string> = new Set()): Party[] {
  const seen = new Set(except);
  return parties.filter((party) => {
    const key = keyOf(party);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
