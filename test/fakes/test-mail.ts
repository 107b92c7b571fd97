import { accountIdSchema, type AccountId, type EntryId } from '../../contract/model/ids.ts';
import type { Store } from '../../main/store/database.ts';
import { insertChannelAccount } from '../../main/store/channel-account-rows.ts';
import { insertContact } from '../../main/store/contact-rows.ts';
import { insertEntry } from '../../main/store/entry-rows.ts';
import type { MailHead } from '../../main/store/mail-head.ts';
import { insertMail, insertMessage, putPlace } from '../../main/store/mail-rows.ts';

const server = { host: 'mail.example.org', port: 993, security: 'tls' } as const;

export function addMailAccount(store: Store): AccountId {
  const account = {
    kind: 'email-imap',
    label: '',
    address: 'lea@example.org',
    displayName: null,
    userName: '',
    imap: server,
    smtp: server,
    login: { kind: 'user-password' },
    folders: null,
    isLeftAsIs: false,
    signature: '',
    isEnabled: true,
  } as const;
  return accountIdSchema.parse(store.write((writer) => insertChannelAccount(writer, account)));
}

export interface StoredMail {
  readonly accountId: AccountId;
  readonly places?: readonly string[];
  readonly from?: string;
  readonly html?: string;
  readonly attachments?: readonly { readonly name: string; readonly mediaType: string; readonly sizeBytes?: number; readonly contentId?: string }[];
}

/** A mail as ingest leaves it. */
export function addMail(
  store: Store,
  { accountId, places = ['INBOX/1/1'], from = 'Maren@example.org', html, attachments = [] }: StoredMail,
): EntryId {
  return store.write((writer) => {
    const at = Date.UTC(2026, 10, 23);
    const contactId = insertContact(writer, { name: 'Maren', company: null, isProvisional: false, isPractice: false, at });
    const { id } = insertEntry(writer, { contactId, identityId: null, channel: 'email', kind: 'message', at, agentName: null });
    insertMessage(writer, id, {
      channel: 'email',
      direction: 'in',
      subject: 'Router',
      text: 'x',
      agentName: null,
      accountId,
      externalId: `external-${id}`,
    });
    const listed = attachments.map(({ name, mediaType, sizeBytes = 10, contentId = null }, index) => ({
      index,
      name,
      mediaType,
      sizeBytes,
      isInline: contentId !== null,
      part: String(index + 2),
      contentId,
    }));
    const head: MailHead = { from: { name: null, address: from }, to: [], cc: [], bcc: [], replyTo: [], references: [], attachments: listed };
    insertMail(writer, id, { messageId: null, inReplyTo: null, head, sizeBytes: 1, html: html ?? null });
    for (const place of places) putPlace(writer, accountId, place, id);
    return id;
  });
}
