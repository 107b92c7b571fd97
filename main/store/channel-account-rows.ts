import { z } from 'zod';
import { mailServerSchema, type ChannelAccount } from '../../contract/model/channel-account.ts';
import type { AccountId, ConversationId } from '../../contract/model/ids.ts';
import { mailFoldersSchema } from '../../contract/model/mail-folder.ts';
import { mailLoginSchema } from '../../contract/model/mail-login.ts';
import { settleConversation } from './conversation-rows.ts';
import type { Reader, Writer } from './database.ts';
import { sizeLimitName } from './kept-rows.ts';

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

const signed = { signature: z.string() };
/** What the table has no columns for, by kind. */
const optionsSchemas = {
  'email-imap': z.object({
    ...signed,
    imap: mailServerSchema,
    smtp: mailServerSchema,
    // Accounts of older versions have none of these.
    login: mailLoginSchema.default({ kind: 'user-password' }),
    folders: mailFoldersSchema.nullable().default(null),
    isLeftAsIs: z.boolean().default(false),
  }),
  'practice-mail': z.object(signed),
} as const;

// A real account goes before that of practice, which is there to be left.
const select = `SELECT id, kind, label, aor, display_name, auth_user, is_enabled, options FROM accounts
WHERE is_removed = 0 AND kind NOT IN ('sip', 'practice')`;
const inOrder = "ORDER BY kind = 'practice-mail', id";

function toAccount({ id, kind, label, aor, display_name, auth_user, is_enabled, options }: ChannelAccountRow): ChannelAccount {
  const same = { id, label, address: aor, displayName: display_name, isEnabled: is_enabled === 1 };
  const kept: unknown = JSON.parse(options);
  switch (kind) {
    case 'email-imap':
      return { ...same, kind, userName: auth_user ?? aor, ...optionsSchemas[kind].parse(kept) };
    case 'practice-mail':
      return { ...same, kind, ...optionsSchemas[kind].parse(kept) };
  }
}

export function listChannelAccounts(reader: Reader): ChannelAccount[] {
  return reader.all<ChannelAccountRow>(`${select} ${inOrder}`).map(toAccount);
}

export function readChannelAccount(reader: Reader, id: AccountId): ChannelAccount | null {
  const row = reader.get<ChannelAccountRow>(`${select} AND id = ?`, id);
  return row ? toAccount(row) : null;
}

type Unnumbered<Account> = Account extends unknown ? Omit<Account, 'id'> : never;
export type NewChannelAccount = Unnumbered<ChannelAccount>;

const optionsOf = (account: NewChannelAccount): string => JSON.stringify(optionsSchemas[account.kind].parse(account));
const userNameOf = (account: NewChannelAccount): string | null => ('userName' in account ? account.userName : null);

export function insertChannelAccount(writer: Writer, account: NewChannelAccount): AccountId {
  return writer.run(
    `INSERT INTO accounts (kind, label, aor, display_name, auth_user, server_url, ice_servers, dtmf_mode, is_enabled, is_default, options)
     VALUES (?, ?, ?, ?, ?, '', '[]', 'auto', ?, 0, ?)`,
    account.kind,
    account.label,
    account.address,
    account.displayName,
    userNameOf(account),
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
    userNameOf(account),
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
  writer.run('DELETE FROM kept WHERE name = ?', sizeLimitName(id));
  for (const other of others) settleConversation(writer, other.id);
}
