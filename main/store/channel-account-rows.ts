import { z } from 'zod';
import { mailServerSchema, type ChannelAccount } from '../../contract/model/channel-account.ts';
import type { AccountId, ConversationId } from '../../contract/model/ids.ts';
import { mailFoldersSchema } from '../../contract/model/mail-folder.ts';
import { mailLoginSchema } from '../../contract/model/mail-login.ts';
import { settleConversation } from './conversation-rows.ts';
import type { Reader, Writer } from './database.ts';

interface ChannelAccountRow {
  readonly id: AccountId;
  readonly kind: ChannelAccount['kind'];
  readonly label: string;
  readonly aor: string;
  readonly display_name: string | null;
  readonly auth_user: string | null;
  readonly is_enabled: number;
  readonly options: string;
}

const optionsSchema = z.object({
  imap: mailServerSchema,
  smtp: mailServerSchema,
  signature: z.string(),
  // Accounts of older versions have none of these.
  login: mailLoginSchema.default({ kind: 'user-password' }),
  folders: mailFoldersSchema.nullable().default(null),
  isLeftAsIs: z.boolean().default(false),
});

const select = `SELECT id, kind, label, aor, display_name, auth_user, is_enabled, options FROM accounts
WHERE is_removed = 0 AND kind NOT IN ('sip', 'practice')`;

function toAccount(row: ChannelAccountRow): ChannelAccount {
  return {
    id: row.id,
    kind: row.kind,
    label: row.label,
    address: row.aor,
    displayName: row.display_name,
    userName: row.auth_user ?? row.aor,
    ...optionsSchema.parse(JSON.parse(row.options)),
    isEnabled: row.is_enabled === 1,
  };
}

export function listChannelAccounts(reader: Reader): ChannelAccount[] {
  return reader.all<ChannelAccountRow>(`${select} ORDER BY id`).map(toAccount);
}

export function readChannelAccount(reader: Reader, id: AccountId): ChannelAccount | null {
  const row = reader.get<ChannelAccountRow>(`${select} AND id = ?`, id);
  return row ? toAccount(row) : null;
}

const optionsOf = ({ imap, smtp, signature, login, folders, isLeftAsIs }: Omit<ChannelAccount, 'id'>): string =>
  JSON.stringify({ imap, smtp, signature, login, folders, isLeftAsIs });

export function insertChannelAccount(writer: Writer, account: Omit<ChannelAccount, 'id'>): AccountId {
  return writer.run(
    `INSERT INTO accounts (kind, label, aor, display_name, auth_user, server_url, ice_servers, dtmf_mode, is_enabled, is_default, options)
     VALUES (?, ?, ?, ?, ?, '', '[]', 'auto', ?, 0, ?)`,
    account.kind,
    account.label,
    account.address,
    account.displayName,
    account.userName,
    Number(account.isEnabled),
    optionsOf(account),
  ).lastId as AccountId;
}

export function updateChannelAccount(writer: Writer, account: ChannelAccount): void {
  writer.run(
    'UPDATE accounts SET label = ?, aor = ?, display_name = ?, auth_user = ?, is_enabled = ?, options = ? WHERE id = ?',
    account.label,
    account.address,
    account.displayName,
    account.userName,
    Number(account.isEnabled),
    optionsOf(account),
    account.id,
  );
}

/** With everything it brought: interactions, their entries, and where it stood. */
export function removeChannelAccount(writer: Writer, id: AccountId): void {
  // An answer that came to this account may stand in a conversation of another one.
  const others = writer.all<{ id: ConversationId }>(
    `SELECT DISTINCT c.id FROM messages m JOIN entries e ON e.id = m.id JOIN conversations c ON c.id = e.conversation_id
     WHERE m.account_id = ? AND c.account_id <> m.account_id`,
    id,
  );
  writer.run(
    'DELETE FROM interactions WHERE id IN (SELECT e.interaction_id FROM messages m JOIN entries e ON e.id = m.id WHERE m.account_id = ?)',
    id,
  );
  writer.run('DELETE FROM conversations WHERE account_id = ?', id);
  writer.run('DELETE FROM accounts WHERE id = ?', id);
  for (const other of others) settleConversation(writer, other.id);
}
