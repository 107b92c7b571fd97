import type { ImapFlow, ListResponse } from 'imapflow';
import type { MailFolder, MailFolders } from '../../../contract/model/mail-folder.ts';
import type { Folder } from './fetch-mails.ts';
import { present } from './imap-client.ts';

const uses: Readonly<Record<string, MailFolder['use']>> = {
  '\\Inbox': 'inbox',
  '\\Sent': 'sent',
  '\\Archive': 'archive',
  '\\Drafts': 'drafts',
  '\\Junk': 'junk',
  '\\Trash': 'trash',
  '\\All': 'all',
  '\\Flagged': 'flagged',
};

/** The server's folders, the inbox first. Names are as people read them (modified UTF-7 is imapflow's business). */
export async function listFolders(client: ImapFlow): Promise<MailFolder[]> {
  const list = present(await client.list());
  return list.map(toFolder).toSorted((a, b) => Number(b.use === 'inbox') - Number(a.use === 'inbox'));
}

function toFolder({ path, name, parent, flags, specialUse }: ListResponse): MailFolder {
  const use = path === 'INBOX' ? 'inbox' : (uses[specialUse ?? ''] ?? null);
  return { path, name, depth: parent.length, use, isSelectable: !flags.has('\\Noselect') && !flags.has('\\NonExistent') };
}

/** Which folders are read: the inbox always, what was chosen beside it, otherwise Sent and Archive (RFC 6154). One that is not there is not read. */
export function chooseFolders(there: readonly MailFolder[], chosen: MailFolders | null): { folders: Folder[]; sent: string | null } {
  const selectable = there.filter(({ isSelectable }) => isSelectable);
  const withUse = (use: MailFolder['use']): string | null => selectable.find((folder) => folder.use === use)?.path ?? null;
  const wanted = chosen ?? { read: [withUse('archive')].filter((path) => path !== null), sent: withUse('sent') };
  const isThere = (path: string): boolean => selectable.some((folder) => folder.path === path);
  const sent = wanted.sent !== null && isThere(wanted.sent) ? wanted.sent : null;
  const inbox = withUse('inbox') ?? 'INBOX';
  const others = wanted.read.filter((path) => path !== inbox && path !== sent && isThere(path));
  return {
    sent,
    folders: [
      { path: inbox, isSent: false },
      ...(sent === null ? [] : [{ path: sent, isSent: true }]),
      ...[...new Set(others)].map((path) => ({ path, isSent: false })),
    ],
  };
}
