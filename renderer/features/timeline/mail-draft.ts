import { z } from 'zod';
import type { ChannelAccount } from '../../../contract/model/channel-account.ts';
import type { Contact } from '../../../contract/model/contact.ts';
import { accountIdSchema, entryIdSchema, type ContactId } from '../../../contract/model/ids.ts';
import type { MailParty } from '../../../contract/model/message.ts';
import type { Composed } from '../../state/state.ts';

/** A mail while it is being written: addresses as they are typed. */
const typedMailSchema = z.object({
  accountId: accountIdSchema,
  answersId: entryIdSchema.nullable(),
  to: z.string(),
  cc: z.string(),
  subject: z.string(),
  text: z.string(),
});
export type TypedMail = z.infer<typeof typedMailSchema>;

const draftName = (contactId: ContactId): string => `mail-draft-${contactId}`;

/** What was typed last time, if anything was: it survives leaving the contact, a reload and a crash. */
export function keptDraft(contactId: ContactId): TypedMail | null {
  try {
    const kept = localStorage.getItem(draftName(contactId));
    return kept === null ? null : typedMailSchema.parse(JSON.parse(kept));
  } catch {
    return null;
  }
}

export function keepDraft(contactId: ContactId, mail: TypedMail | null): void {
  if (mail) localStorage.setItem(draftName(contactId), JSON.stringify(mail));
  else localStorage.removeItem(draftName(contactId));
}

export function beginMail(contact: Contact | null, account: ChannelAccount, composed: Composed | null): TypedMail {
  const known = contact?.identities.find(({ kind }) => kind === 'email');
  const to = composed?.draft.to ?? (known ? [{ name: contact?.name ?? null, address: known.raw }] : []);
  const signature = account.signature.trim() === '' ? '' : `\n\n-- \n${account.signature.trim()}`;
  const text = composed?.draft.text ?? '';
  return {
    accountId: composed?.draft.accountId ?? account.id,
    answersId: composed?.draft.answersId ?? null,
    to: writeParties(to),
    cc: writeParties(composed?.draft.cc ?? []),
    subject: composed?.draft.subject ?? '',
    // Above what it answers; what was taken back has it already.
    text: text.includes(signature) ? text : `${signature}${text}`,
  };
}

function writeParties(parties: readonly MailParty[]): string {
  return parties.map(({ name, address }) => (name && name !== address ? `${name.replaceAll(/[<>",;]/g, '')} <${address}>` : address)).join(', ');
}

/** `Lea Winter <lea@example.org>, maren@example.org`. Answers what could not be read as the first of `wrong`. */
export function readParties(typed: string): { readonly parties: MailParty[]; readonly wrong: string | null } {
  const parts = typed
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const parties: MailParty[] = [];
  for (const part of parts) {
    const [, name, inBrackets] = /^(.*?)\s*<([^<>]+)>$/.exec(part) ?? [];
    const address = (inBrackets ?? part).trim();
    if (!/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(address)) return { parties, wrong: part };
    parties.push({ name: name?.replaceAll('"', '').trim() || null, address });
  }
  return { parties, wrong: null };
}
