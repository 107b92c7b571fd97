import { z } from 'zod';
import { accountIdSchema, contactIdSchema, entryIdSchema } from '../../contract/model/ids.ts';
import type { Sync } from './sync.ts';

/** As an earlier version kept them, in the page. */
const oldDraftSchema = z.object({
  accountId: accountIdSchema,
  answersId: entryIdSchema.nullable(),
  to: z.string(),
  cc: z.string(),
  subject: z.string(),
  text: z.string(),
});
const prefix = 'mail-draft-';
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Hands them to main, once: each is removed here when it is there. */
export async function takeOverOldDrafts(sync: Sync, storage: Storage = localStorage): Promise<void> {
  const names = Object.keys(storage).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const contactId = contactIdSchema.safeParse(Number(name.slice(prefix.length)));
    const old = oldDraftSchema.safeParse(parse(storage.getItem(name) ?? ''));
    if (contactId.success && old.success) {
      const { accountId, answersId, subject, text } = old.data;
      const parties = (typed: string) =>
        typed
          .split(/[,;\n]/)
          .map((part) => part.trim())
          .filter(Boolean)
          .map((part) => {
            const [, name, address] = /^(.*?)\s*<([^<>]+)>$/.exec(part) ?? [];
            return { name: name || null, address: address ?? part };
          });
      const html = text
        .split('\n')
        .map((line) => `<div>${line.replaceAll(/[&<>]/g, (sign) => entities[sign] ?? sign) || '<br>'}</div>`)
        .join('');
      await sync.backend().call('drafts.save', {
        contactId: contactId.data,
        kind: answersId === null ? 'new' : 'reply',
        answersId,
        draftId: null,
        content: { accountId, to: parties(old.data.to), cc: parties(old.data.cc), bcc: [], subject, html, sendAt: null },
      });
    }
    storage.removeItem(name);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
