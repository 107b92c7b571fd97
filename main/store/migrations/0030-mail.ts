/** Polled accounts: where each stands, the messages they brought, and where the provider keeps each of them. */
export const mail = `
ALTER TABLE accounts ADD COLUMN options TEXT NOT NULL DEFAULT '{}';

CREATE TABLE sync_states (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  -- What the connector wants to be told next time; committed with what it brought.
  cursor TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  next_try_at INTEGER,
  last_success_at INTEGER,
  is_paused INTEGER NOT NULL DEFAULT 0
) STRICT;

ALTER TABLE conversations ADD COLUMN account_id INTEGER REFERENCES accounts (id);
ALTER TABLE conversations ADD COLUMN subject TEXT;

ALTER TABLE messages ADD COLUMN account_id INTEGER REFERENCES accounts (id);
ALTER TABLE messages ADD COLUMN external_id TEXT;
ALTER TABLE messages ADD COLUMN delivery TEXT NOT NULL DEFAULT 'received';
ALTER TABLE messages ADD COLUMN failure TEXT;
ALTER TABLE messages ADD COLUMN mark TEXT;
ALTER TABLE messages ADD COLUMN is_unread INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET delivery = 'accepted' WHERE direction = 'out';
CREATE UNIQUE INDEX messages_by_external_id ON messages (account_id, external_id);

CREATE TABLE mails (
  id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  message_id TEXT,
  in_reply_to TEXT,
  -- JSON: from, to, cc, bcc, replyTo, references, attachments.
  head TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  has_html INTEGER NOT NULL
) STRICT;
CREATE INDEX mails_by_message_id ON mails (message_id);

-- Apart from the row that lists are made of.
CREATE TABLE mail_bodies (
  id INTEGER PRIMARY KEY REFERENCES mails (id) ON DELETE CASCADE,
  html TEXT NOT NULL
) STRICT;

CREATE TABLE message_places (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_places_by_entry ON message_places (entry_id);

-- Lost their last place: removed at the end of the round unless they turn up elsewhere (a move looks like a loss and a find).
CREATE TABLE message_orphans (
  entry_id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX message_orphans_by_account ON message_orphans (account_id);
CREATE INDEX conversations_by_account ON conversations (account_id);

-- What is to go out. A row stays until nothing more can become of it.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER NOT NULL UNIQUE REFERENCES entries (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  -- JSON: what the connector is given, fixed before the first try.
  item TEXT NOT NULL,
  -- queued, sending, unknown, refused
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- Not before: undo, a chosen time, or patience after a failure.
  due_at INTEGER NOT NULL,
  -- When the agent wanted it to go out, where that is not at once.
  first_due_at INTEGER,
  failure TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_account ON outbox (account_id);
CREATE INDEX outbox_by_conversation ON outbox (conversation_id, id);
`;
