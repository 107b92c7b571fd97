import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Account, DtmfMode, IceServer } from '../../contract/model/account.ts';
import { trustedCertificateSchema } from '../../contract/model/certificate.ts';
import { callerIdSchema, dialPlanSchema, forwardCodesSchema, noForwardCodes, plainDialPlan } from '../../contract/model/call-rules.ts';
import { colleagueSchema, noSystemCodes, systemCodesSchema } from '../../contract/model/colleague.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

interface AccountRow {
  readonly id: AccountId;
  readonly kind: Account['kind'];
  readonly label: string;
  readonly aor: string;
  readonly display_name: string | null;
  readonly auth_user: string | null;
  readonly server_url: string;
  readonly ice_servers: string;
  readonly dtmf_mode: DtmfMode;
  readonly is_enabled: number;
  readonly is_default: number;
  readonly options: string;
}

/** What the table has no columns for. Accounts of older versions have none of it. */
const optionsSchema = z.object({
  dialPlan: dialPlanSchema.default(plainDialPlan),
  forwardCodes: forwardCodesSchema.default(noForwardCodes),
  callerIds: z.array(callerIdSchema).default([]),
  colleagues: z.array(colleagueSchema).default([]),
  systemCodes: systemCodesSchema.default(noSystemCodes),
  outboundProxy: z.string().nullable().default(null),
  trusted: trustedCertificateSchema.nullable().default(null),
});
const optionsOf = (account: z.infer<typeof optionsSchema>): string => JSON.stringify(optionsSchema.parse(account));

const columns = 'id, kind, label, aor, display_name, auth_user, server_url, ice_servers, dtmf_mode, is_enabled, is_default, options';

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    kind: row.kind,
    label: row.label,
    aor: row.aor,
    displayName: row.display_name,
    authUser: row.auth_user,
    serverUrl: row.server_url,
    iceServers: JSON.parse(row.ice_servers) as IceServer[],
    dtmfMode: row.dtmf_mode,
    ...optionsSchema.parse(JSON.parse(row.options)),
    isEnabled: row.is_enabled === 1,
    isDefault: row.is_default === 1,
  };
}

/** Those that make calls; the polled ones are in channel-account-rows.ts. */
const isVoice = "kind IN ('sip', 'practice')";

export function listAccounts(reader: Reader): Account[] {
  return reader.all<AccountRow>(`SELECT ${columns} FROM accounts WHERE is_removed = 0 AND ${isVoice} ORDER BY id`).map(toAccount);
}

export function readAccount(reader: Reader, id: AccountId): Account | null {
  const row = reader.get<AccountRow>(`SELECT ${columns} FROM accounts WHERE id = ? AND is_removed = 0 AND ${isVoice}`, id);
  return row ? toAccount(row) : null;
}

/** This device's name towards the account's registrar (RFC 5626 §4.1). */
export function readInstanceId(reader: Reader, id: AccountId): string {
  return reader.get<{ instance_id: string }>('SELECT instance_id FROM accounts WHERE id = ?', id)?.instance_id ?? '';
}

export function insertAccount(writer: Writer, account: Omit<Account, 'id'>): AccountId {
  return writer.run(
    `INSERT INTO accounts (kind, label, aor, display_name, auth_user, server_url, ice_servers, dtmf_mode, is_enabled, is_default, instance_id, options) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    account.kind,
    account.label,
    account.aor,
    account.displayName,
    account.authUser,
    account.serverUrl,
    JSON.stringify(account.iceServers),
    account.dtmfMode,
    Number(account.isEnabled),
    Number(account.isDefault),
    randomUUID(),
    optionsOf(account),
  ).lastId as AccountId;
}

export function updateAccount(writer: Writer, account: Account): void {
  writer.run(
    `UPDATE accounts SET label = ?, aor = ?, display_name = ?, auth_user = ?, server_url = ?, ice_servers = ?, dtmf_mode = ?, is_enabled = ?, is_default = ?, options = ? WHERE id = ?`,
    account.label,
    account.aor,
    account.displayName,
    account.authUser,
    account.serverUrl,
    JSON.stringify(account.iceServers),
    account.dtmfMode,
    Number(account.isEnabled),
    Number(account.isDefault),
    optionsOf(account),
    account.id,
  );
}

/** Exactly one default among the accounts that are there: the wanted one; else one that works, the practice line last. */
export function settleDefault(writer: Writer, wanted: AccountId | null): void {
  const first =
    writer.get<{ id: AccountId }>(
      `SELECT id FROM accounts WHERE is_removed = 0 AND ${isVoice} ORDER BY kind = 'practice', is_enabled DESC, is_default DESC, id LIMIT 1`,
    )?.id ?? null;
  writer.run('UPDATE accounts SET is_default = (id IS ?)', wanted ?? first);
}

/** Calls keep the account they went over; everything that tells where it was is wiped. */
export function removeAccount(writer: Writer, id: AccountId): void {
  writer.run(
    "UPDATE accounts SET is_removed = 1, is_enabled = 0, is_default = 0, server_url = '', auth_user = NULL, ice_servers = '[]', options = '{}' WHERE id = ?",
    id,
  );
}
