/** A subject as it is indexed: FTS5 folds case and diacritics, but not this letter. */
const indexed = (subject: string): string => `replace(replace(${subject}, 'ß', 'ss'), 'ẞ', 'ss')`;

/** The inbox: every conversation's state, kept with the messages it follows from. */
export const inbox = `
-- When this account was first read: what is older is history.
ALTER TABLE sync_states ADD COLUMN began_at INTEGER;

-- open: needs an answer. waiting: for theirs. snoozed. done.
ALTER TABLE conversations ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
-- Why it is open: message, snooze, bounce, refused, reopened.
ALTER TABLE conversations ADD COLUMN reason TEXT;
-- Since when somebody waits for an answer: they while it is open, we while it is waiting.
ALTER TABLE conversations ADD COLUMN since_at INTEGER;
ALTER TABLE conversations ADD COLUMN snoozed_until INTEGER;
-- An agent's name; '' is the agent of this desk who gave none.
ALTER TABLE conversations ADD COLUMN assigned_to TEXT;
-- The newest message; null where there is none: such a conversation is in no inbox.
ALTER TABLE conversations ADD COLUMN last_id INTEGER;
ALTER TABLE conversations ADD COLUMN last_direction TEXT;
ALTER TABLE conversations ADD COLUMN preview TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;

-- What sending this message changed about its conversation, as JSON: taken back, it is put back.
ALTER TABLE outbox ADD COLUMN prior TEXT;

UPDATE conversations SET
  last_id = (SELECT e.id FROM entries e WHERE e.conversation_id = conversations.id AND e.kind = 'message' ORDER BY e.id DESC LIMIT 1),
  unread = (SELECT count(*) FROM entries e JOIN messages m ON m.id = e.id WHERE e.conversation_id = conversations.id AND m.is_unread = 1),
  subject = coalesce(subject, (SELECT m.subject FROM entries e JOIN messages m ON m.id = e.id WHERE e.conversation_id = conversations.id AND m.subject IS NOT NULL ORDER BY e.id LIMIT 1))
WHERE channel <> 'voice';
UPDATE conversations SET (last_direction, preview) =
  (SELECT m.direction, trim(substr(replace(replace(m.text, char(13), ' '), char(10), ' '), 1, 140)) FROM messages m WHERE m.id = conversations.last_id)
WHERE last_id IS NOT NULL;
-- Whatever was read has been dealt with, as far as anybody can know.
UPDATE conversations SET state = 'open', reason = 'message', since_at = (SELECT e.at FROM entries e WHERE e.id = conversations.last_id)
WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = conversations.last_id AND m.direction = 'in' AND m.mark IS NULL AND m.is_unread = 1);
-- What we wrote in the last two weeks waits for an answer.
UPDATE conversations SET state = 'waiting', since_at = (SELECT e.at FROM entries e WHERE e.id = conversations.last_id)
WHERE EXISTS (SELECT 1 FROM messages m JOIN entries e ON e.id = m.id WHERE m.id = conversations.last_id AND m.direction = 'out' AND m.account_id IS NOT NULL
  AND e.at > (unixepoch() - 14 * 86400) * 1000);

CREATE INDEX conversations_newest ON conversations (last_id) WHERE last_id IS NOT NULL;
CREATE INDEX conversations_by_state ON conversations (state, last_id) WHERE last_id IS NOT NULL;
CREATE INDEX conversations_open ON conversations (since_at, id) WHERE state = 'open';
CREATE INDEX conversations_snoozed ON conversations (snoozed_until, id) WHERE state = 'snoozed';
CREATE INDEX conversations_assigned ON conversations (assigned_to, last_id) WHERE assigned_to IS NOT NULL;

CREATE TABLE conversation_tags (
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (conversation_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_tags_by_tag ON conversation_tags (tag, conversation_id);

CREATE VIEW conversation_texts AS SELECT id, ${indexed('subject')} AS subject FROM conversations;
CREATE VIRTUAL TABLE conversation_subjects USING fts5(
  subject, content = 'conversation_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO conversation_subjects (conversation_subjects, rank) VALUES ('secure-delete', 1);
INSERT INTO conversation_subjects (rowid, subject) SELECT id, subject FROM conversation_texts WHERE subject IS NOT NULL;

-- Triggers, because conversations also go with their contact or account, by foreign key.
CREATE TRIGGER conversations_subject_added AFTER INSERT ON conversations WHEN new.subject IS NOT NULL BEGIN
  INSERT INTO conversation_subjects (rowid, subject) VALUES (new.id, ${indexed('new.subject')});
END;
CREATE TRIGGER conversations_subject_removed AFTER DELETE ON conversations WHEN old.subject IS NOT NULL BEGIN
  INSERT INTO conversation_subjects (conversation_subjects, rowid, subject) VALUES ('delete', old.id, ${indexed('old.subject')});
END;
`;
