/** What is being written, and the files that are to go with it. */
export const drafts = `
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  -- new, reply, forward
  kind TEXT NOT NULL,
  answers_id INTEGER REFERENCES entries (id) ON DELETE SET NULL,
  -- JSON: account, recipients, subject, HTML, time.
  content TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  -- Can be undone until the next start.
  discarded_at INTEGER
) STRICT;
CREATE INDEX drafts_by_contact ON drafts (contact_id);
CREATE INDEX drafts_by_answered ON drafts (answers_id);

-- Files in the profile that belong to a draft, or to a message in the outbox. A row of neither is swept with its file.
CREATE TABLE outgoing_files (
  id TEXT PRIMARY KEY,
  draft_id INTEGER REFERENCES drafts (id) ON DELETE SET NULL,
  entry_id INTEGER REFERENCES entries (id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  received_bytes INTEGER NOT NULL,
  content_id TEXT,
  -- Of a message that is passed on: fetched when it goes out.
  source_id INTEGER REFERENCES entries (id) ON DELETE SET NULL,
  source_index INTEGER,
  added_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE INDEX outgoing_files_by_draft ON outgoing_files (draft_id);
CREATE INDEX outgoing_files_by_entry ON outgoing_files (entry_id);
CREATE INDEX outgoing_files_by_source ON outgoing_files (source_id);
`;
