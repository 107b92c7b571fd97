/** What a timeline is filtered and jumped by: the form of each entry, and which are unread, by contact. */
export const line = `
-- call, note, or the channel of a message: its kind alone does not tell an e-mail from an SMS.
ALTER TABLE entries ADD COLUMN form TEXT NOT NULL DEFAULT '';
UPDATE entries SET form = coalesce((SELECT channel FROM messages m WHERE m.id = entries.id), kind);
CREATE INDEX entries_by_form ON entries (contact_id, form, id);

-- Few are unread, and a contact may have 100,000 entries. Kept by triggers: whoever marks a message as read need not know of it.
CREATE TABLE unread_entries (
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  PRIMARY KEY (contact_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unread_entries_by_entry ON unread_entries (entry_id);
INSERT INTO unread_entries (contact_id, entry_id) SELECT e.contact_id, e.id FROM messages m JOIN entries e ON e.id = m.id WHERE m.is_unread = 1;
CREATE TRIGGER messages_come_unread AFTER INSERT ON messages WHEN new.is_unread = 1 BEGIN
  INSERT OR IGNORE INTO unread_entries (contact_id, entry_id) SELECT contact_id, id FROM entries WHERE id = new.id;
END;
CREATE TRIGGER messages_become_unread AFTER UPDATE OF is_unread ON messages WHEN new.is_unread = 1 AND old.is_unread = 0 BEGIN
  INSERT OR IGNORE INTO unread_entries (contact_id, entry_id) SELECT contact_id, id FROM entries WHERE id = new.id;
END;
CREATE TRIGGER messages_become_read AFTER UPDATE OF is_unread ON messages WHEN new.is_unread = 0 AND old.is_unread = 1 BEGIN
  DELETE FROM unread_entries WHERE entry_id = new.id;
END;
CREATE TRIGGER entries_move_unread AFTER UPDATE OF contact_id ON entries WHEN new.contact_id <> old.contact_id BEGIN
  UPDATE unread_entries SET contact_id = new.contact_id WHERE entry_id = new.id;
END;
`;
