import type { AccountId, ContactId } from '../../contract/model/ids.ts';
import { removeChannelAccount } from './channel-account-rows.ts';
import type { Reader, Writer } from './database.ts';

export function hasPractice(reader: Reader): boolean {
  return reader.get("SELECT 1 FROM accounts WHERE kind = 'practice' LIMIT 1") !== undefined;
}

/** Whoever is met over this account is invented. */
export function isPracticeAccount(reader: Reader, id: AccountId): boolean {
  return reader.get("SELECT 1 FROM accounts WHERE id = ? AND kind IN ('practice', 'practice-mail')", id) !== undefined;
}

/** A contact that practice brought in and that now turned out to be real. */
export function keepContact(writer: Writer, id: ContactId): void {
  writer.run('UPDATE contacts SET is_practice = 0 WHERE id = ? AND is_practice = 1', id);
}

/** Everything invented, and every practice call and mail with a real customer: nothing of it stays. */
export function deletePractice(writer: Writer): void {
  for (const { id } of writer.all<{ id: AccountId }>("SELECT id FROM accounts WHERE kind = 'practice-mail'")) {
    writer.run("DELETE FROM drafts WHERE content ->> '$.accountId' = ?", id);
    removeChannelAccount(writer, id);
  }
  writer.run(`DELETE FROM interactions WHERE id IN (
    SELECT e.interaction_id FROM accounts a JOIN calls c ON c.account_id = a.id JOIN entries e ON e.id = c.id WHERE a.kind = 'practice')`);
  writer.run('DELETE FROM contacts WHERE is_practice = 1');
  writer.run('DELETE FROM conversations WHERE NOT EXISTS (SELECT 1 FROM interactions i WHERE i.conversation_id = conversations.id)');
  writer.run("DELETE FROM accounts WHERE kind = 'practice'");
  writer.run('DELETE FROM changes WHERE contact_id NOT IN (SELECT id FROM contacts)');
  writer.run('UPDATE contacts SET last_entry_at = (SELECT at FROM entries WHERE contact_id = contacts.id ORDER BY id DESC LIMIT 1)');
}
