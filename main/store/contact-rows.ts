import type { Contact, ContactSummary, IdentityKind } from '../../contract/model/contact.ts';
import type { ContactId, IdentityId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

export interface IdentityKey {
  readonly kind: IdentityKind;
  readonly scope: string;
  readonly value: string;
}

interface ContactRow {
  readonly id: ContactId;
  readonly name: string | null;
  readonly company: string | null;
  readonly is_provisional: number;
  readonly created_at: number;
}

interface SummaryRow {
  readonly id: ContactId;
  readonly name: string | null;
  readonly company: string | null;
  readonly is_provisional: number;
  readonly address: string | null;
  readonly last_entry_at: number | null;
}

/** Lower case without diacritics, so that "muller" finds "Müller". */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

export function insertContact(
  writer: Writer,
  contact: { name: string | null; company: string | null; isProvisional: boolean; isPractice: boolean; at: number },
): ContactId {
  const folded = fold(`${contact.name ?? ''} ${contact.company ?? ''}`);
  return writer.run(
    'INSERT INTO contacts (name, company, is_provisional, is_practice, folded, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    contact.name,
    contact.company,
    Number(contact.isProvisional),
    Number(contact.isPractice),
    folded,
    contact.at,
  ).lastId as ContactId;
}

export function updateContact(writer: Writer, id: ContactId, names: { name: string | null; company: string | null; isProvisional: boolean }): void {
  const folded = fold(`${names.name ?? ''} ${names.company ?? ''}`);
  writer.run('UPDATE contacts SET name = ?, company = ?, is_provisional = ?, folded = ? WHERE id = ?', names.name, names.company, Number(names.isProvisional), folded, id);
}

export function touchContact(writer: Writer, id: ContactId, at: number): void {
  writer.run('UPDATE contacts SET last_entry_at = max(coalesce(last_entry_at, 0), ?) WHERE id = ?', at, id);
}

export function insertIdentity(writer: Writer, contactId: ContactId, identity: IdentityKey & { raw: string; isVerified: boolean }): void {
  writer.run(
    'INSERT INTO identities (contact_id, kind, scope, value, raw, is_verified) VALUES (?, ?, ?, ?, ?, ?)',
    contactId,
    identity.kind,
    identity.scope,
    identity.value,
    identity.raw,
    Number(identity.isVerified),
  );
}

export function findContactByIdentity(reader: Reader, { kind, scope, value }: IdentityKey): ContactId | null {
  return reader.get<{ contact_id: ContactId }>('SELECT contact_id FROM identities WHERE kind = ? AND scope = ? AND value = ?', kind, scope, value)?.contact_id ?? null;
}

export function readContact(reader: Reader, id: ContactId): Contact | null {
  const row = reader.get<ContactRow>('SELECT id, name, company, is_provisional, created_at FROM contacts WHERE id = ?', id);
  if (!row) return null;
  const identities = reader
    .all<{ id: IdentityId; kind: IdentityKind; value: string; raw: string; is_verified: number }>(
      'SELECT id, kind, value, raw, is_verified FROM identities WHERE contact_id = ? ORDER BY id',
      id,
    )
    .map(({ is_verified, ...identity }) => ({ ...identity, isVerified: is_verified === 1 }));
  return { id: row.id, name: row.name, company: row.company, isProvisional: row.is_provisional === 1, identities, createdAt: row.created_at };
}

const summaryColumns = `c.id, c.name, c.company, c.is_provisional, c.last_entry_at,
  (SELECT raw FROM identities i WHERE i.contact_id = c.id AND i.kind <> 'anonymous' ORDER BY i.id LIMIT 1) AS address`;

/** Newest activity first; every word must begin a word of name or company, or the digits be part of an address. */
export function searchContacts(reader: Reader, text: string, limit: number): ContactSummary[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  const byName = words.map(() => "(' ' || c.folded) LIKE ? ESCAPE '\\'").join(' AND ');
  const escaped = words.map((word) => `% ${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const raw = `%${text.trim().toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
  const rows =
    words.length === 0
      ? reader.all<SummaryRow>(`SELECT ${summaryColumns} FROM contacts c WHERE c.is_provisional = 0 OR c.last_entry_at IS NOT NULL ORDER BY c.last_entry_at DESC LIMIT ?`, limit)
      : reader.all<SummaryRow>(
          `SELECT ${summaryColumns} FROM contacts c WHERE (${byName})
             OR c.id IN (SELECT contact_id FROM identities WHERE kind <> 'anonymous' AND ((? <> '' AND value LIKE ?) OR lower(raw) LIKE ? ESCAPE '\\'))
           ORDER BY c.last_entry_at DESC LIMIT ?`,
          ...escaped,
          digits.length >= 3 ? digits : '',
          `%${digits}%`,
          raw,
          limit,
        );
  return rows.map(({ is_provisional, last_entry_at, ...row }) => ({ ...row, isProvisional: is_provisional === 1, lastEntryAt: last_entry_at }));
}

export function deletePracticeContacts(writer: Writer): void {
  writer.run('DELETE FROM contacts WHERE is_practice = 1');
}

export function hasPracticeContacts(reader: Reader): boolean {
  return reader.get('SELECT 1 FROM contacts WHERE is_practice = 1 LIMIT 1') !== undefined;
}
