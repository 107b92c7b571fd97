import type { Contact, ContactSummary, IdentityKind } from '../../contract/model/contact.ts';
import type { ContactId, IdentityId } from '../../contract/model/ids.ts';
import { searchTerms, wordsOf } from './contact-words.ts';
import type { Reader, Writer } from './database.ts';

export interface IdentityKey {
  readonly kind: IdentityKind;
  /** '' for what is unique everywhere; the domain for extensions. */
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

interface NewContact {
  readonly name: string | null;
  readonly company: string | null;
  readonly isProvisional: boolean;
  readonly isPractice: boolean;
  readonly at: number;
}

interface NewIdentity extends IdentityKey {
  readonly raw: string;
  readonly isVerified: boolean;
}

export function insertContact(writer: Writer, contact: NewContact): ContactId {
  const id = insertContactRow(writer, contact);
  indexContact(writer, id);
  return id;
}

/** A contact with one address. */
export function insertContactWith(writer: Writer, contact: NewContact, identity: NewIdentity): { contactId: ContactId; identityId: IdentityId } {
  const contactId = insertContactRow(writer, contact);
  return { contactId, identityId: insertIdentity(writer, contactId, identity) };
}

function insertContactRow(writer: Writer, { name, company, isProvisional, isPractice, at }: NewContact): ContactId {
  return writer.run(
    'INSERT INTO contacts (name, company, is_provisional, is_practice, created_at) VALUES (?, ?, ?, ?, ?)',
    name,
    company,
    Number(isProvisional),
    Number(isPractice),
    at,
  ).lastId as ContactId;
}

export function updateContact(
  writer: Writer,
  id: ContactId,
  { name, company, isProvisional }: { name: string | null; company: string | null; isProvisional: boolean },
): void {
  writer.run('UPDATE contacts SET name = ?, company = ?, is_provisional = ? WHERE id = ?', name, company, Number(isProvisional), id);
  indexContact(writer, id);
}

/** What a stranger calls himself is better than nothing, and never in the way of what an agent wrote. */
export function nameProvisional(writer: Writer, id: ContactId, name: string): void {
  // Looked for first: with nearly every message that comes there is nothing to be done.
  if (!writer.get('SELECT 1 FROM contacts WHERE id = ? AND is_provisional = 1 AND name IS NULL', id)) return;
  writer.run('UPDATE contacts SET name = ? WHERE id = ?', name, id);
  indexContact(writer, id);
}

export function touchContact(writer: Writer, id: ContactId, at: number): void {
  writer.run('UPDATE contacts SET last_entry_at = ? WHERE id = ? AND (last_entry_at IS NULL OR last_entry_at < ?)', at, id, at);
}

export function insertIdentity(writer: Writer, contactId: ContactId, identity: NewIdentity): IdentityId {
  const id = writer.run(
    'INSERT INTO identities (contact_id, kind, scope, value, raw, is_verified) VALUES (?, ?, ?, ?, ?, ?)',
    contactId,
    identity.kind,
    identity.scope,
    identity.value,
    identity.raw,
    Number(identity.isVerified),
  ).lastId as IdentityId;
  indexContact(writer, contactId);
  return id;
}

export const identitySql = 'SELECT id, contact_id FROM identities WHERE kind = ? AND scope = ? AND value = ?';

export function findIdentity(reader: Reader, { kind, scope, value }: IdentityKey): { identityId: IdentityId; contactId: ContactId } | null {
  const row = reader.get<{ id: IdentityId; contact_id: ContactId }>(identitySql, kind, scope, value);
  return row ? { identityId: row.id, contactId: row.contact_id } : null;
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
  (SELECT raw FROM identities i WHERE i.contact_id = c.id ORDER BY i.id LIMIT 1) AS address`;

export const newestContactsSql = `SELECT ${summaryColumns} FROM contacts c WHERE c.is_provisional = 0 OR c.last_entry_at IS NOT NULL
ORDER BY c.last_entry_at DESC LIMIT ?`;

/** The longest term finds, the others check: every one must begin a word. */
export function contactSearchSql(terms: number): string {
  const others = ' AND EXISTS (SELECT 1 FROM contact_words o WHERE o.contact_id = c.id AND o.word >= ? AND o.word < ?)'.repeat(terms - 1);
  return `SELECT ${summaryColumns} FROM contacts c
WHERE c.id IN (SELECT contact_id FROM contact_words WHERE word >= ? AND word < ?)${others}
ORDER BY c.last_entry_at DESC, c.id DESC LIMIT ?`;
}

/** Newest activity first. Words match by their beginning, without regard to case and diacritics; numbers by any run of their digits. */
export function searchContacts(reader: Reader, text: string, limit: number): ContactSummary[] {
  const terms = searchTerms(text).sort((a, b) => b.length - a.length);
  if (terms.length === 0 && text.trim() !== '') return [];
  const rows =
    terms.length === 0
      ? reader.all<SummaryRow>(newestContactsSql, limit)
      : reader.all<SummaryRow>(contactSearchSql(terms.length), ...terms.flatMap((term) => [term, `${term}\u{10ffff}`]), limit);
  return rows.map(({ is_provisional, last_entry_at, ...row }) => ({ ...row, isProvisional: is_provisional === 1, lastEntryAt: last_entry_at }));
}

function indexContact(writer: Writer, id: ContactId): void {
  const contact = readContact(writer, id);
  writer.run('DELETE FROM contact_words WHERE contact_id = ?', id);
  if (!contact) return;
  for (const word of wordsOf(contact)) writer.run('INSERT INTO contact_words (word, contact_id) VALUES (?, ?)', word, id);
}
