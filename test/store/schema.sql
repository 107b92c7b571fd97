CREATE VIEW conversation_texts AS SELECT id, replace(replace(subject, 'ß', 'ss'), 'ẞ', 'ss') AS subject FROM conversations;

CREATE TRIGGER conversations_subject_removed AFTER DELETE ON conversations WHEN old.subject IS NOT NULL BEGIN
  INSERT INTO conversation_subjects (conversation_subjects, rowid, subject) VALUES ('delete', old.id, replace(replace(old.subject, 'ß', 'ss'), 'ẞ', 'ss'));
END;

CREATE TRIGGER entries_move_unread AFTER UPDATE OF contact_id ON entries WHEN new.contact_id <> old.contact_id BEGIN
  UPDATE unread_entries SET contact_id = new.contact_id WHERE entry_id = new.id;
END;

CREATE TRIGGER messages_become_read AFTER UPDATE OF is_unread ON messages WHEN new.is_unread = 0 AND old.is_unread = 1 BEGIN
  DELETE FROM unread_entries WHERE entry_id = new.id;
END;

CREATE TRIGGER messages_become_unread AFTER UPDATE OF is_unread ON messages WHEN new.is_unread = 1 AND old.is_unread = 0 BEGIN
  INSERT OR IGNORE INTO unread_entries (contact_id, entry_id) SELECT contact_id, id FROM entries WHERE id = new.id;
END;

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  aor TEXT NOT NULL,
  display_name TEXT,
  auth_user TEXT,
  server_url TEXT NOT NULL,
  ice_servers TEXT NOT NULL,
  dtmf_mode TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  is_default INTEGER NOT NULL,
  -- Calls keep the account they went over.
  is_removed INTEGER NOT NULL DEFAULT 0
, instance_id TEXT NOT NULL DEFAULT '', options TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE TABLE call_quality_samples (
  call_id INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
  -- JSON: one array a sample, in the order of contract's QualitySample.
  samples TEXT NOT NULL
) STRICT;

CREATE TABLE calls (
  id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  direction TEXT NOT NULL,
  result TEXT NOT NULL,
  address TEXT NOT NULL,
  answered_at INTEGER,
  ended_at INTEGER,
  failure TEXT,
  note TEXT NOT NULL DEFAULT '',
  disposition_id TEXT,
  follow_up_at INTEGER,
  needs_return INTEGER NOT NULL DEFAULT 0
, transfer TEXT, quality TEXT, conference TEXT) STRICT;

CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL,
  entry_id INTEGER,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_words (
  word TEXT NOT NULL,
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (word, contact_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  name TEXT,
  company TEXT,
  is_provisional INTEGER NOT NULL,
  is_practice INTEGER NOT NULL DEFAULT 0,
  last_entry_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE conversation_subjects USING fts5(
  subject, content = 'conversation_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TABLE 'conversation_subjects_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'conversation_subjects_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'conversation_subjects_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'conversation_subjects_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE conversation_tags (
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (conversation_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  started_at INTEGER NOT NULL
, account_id INTEGER REFERENCES accounts (id), subject TEXT, state TEXT NOT NULL DEFAULT 'done', reason TEXT, since_at INTEGER, snoozed_until INTEGER, assigned_to TEXT, last_id INTEGER, last_direction TEXT, preview TEXT NOT NULL DEFAULT '', unread INTEGER NOT NULL DEFAULT 0) STRICT;

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

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  -- The address it came over: contacts may be merged or split one day, this stays. Null for notes and withheld numbers.
  identity_id INTEGER REFERENCES identities (id) ON DELETE SET NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  interaction_id INTEGER NOT NULL REFERENCES interactions (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL
, form TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE identities (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- '' for what is unique everywhere; the account's domain for extensions.
  scope TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL,
  raw TEXT NOT NULL,
  is_verified INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, scope, value)
) STRICT;

CREATE TABLE interactions (
  id INTEGER PRIMARY KEY,
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  agent_name TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE kept (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_bodies (
  id INTEGER PRIMARY KEY REFERENCES mails (id) ON DELETE CASCADE,
  html TEXT NOT NULL
) STRICT;

CREATE TABLE mails (
  id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  message_id TEXT,
  in_reply_to TEXT,
  -- JSON: from, to, cc, bcc, replyTo, references, attachments.
  head TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  has_html INTEGER NOT NULL
) STRICT;

CREATE TABLE media_files (
  -- The file's name in the media folder: ours, never a stranger's.
  id TEXT PRIMARY KEY,
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  part TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  -- JSON: what it is by its own bytes.
  look TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  UNIQUE (entry_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_orphans (
  entry_id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE message_places (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  direction TEXT NOT NULL,
  subject TEXT,
  text TEXT NOT NULL,
  agent_name TEXT
, account_id INTEGER REFERENCES accounts (id), external_id TEXT, delivery TEXT NOT NULL DEFAULT 'received', failure TEXT, mark TEXT, is_unread INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE notes (
  id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  agent_name TEXT
) STRICT;

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
, prior TEXT) STRICT;

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

CREATE TABLE pending_marks (
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  -- seen, answered
  mark TEXT NOT NULL,
  is_set INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  PRIMARY KEY (entry_id, mark)
) STRICT, WITHOUT ROWID;

CREATE TABLE picture_senders (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  address TEXT NOT NULL,
  allowed_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE practice_files (
  mail_id INTEGER NOT NULL REFERENCES practice_mails (id) ON DELETE CASCADE,
  -- Its place in the mail, from 0.
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (mail_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE practice_mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  external_id TEXT NOT NULL,
  -- When it arrives; only then it is given a number.
  due_at INTEGER NOT NULL,
  -- Its number in the order of arrival; null: on its way.
  arrival INTEGER,
  -- The number of what happened to it last, in the same count.
  change INTEGER,
  is_unread INTEGER NOT NULL,
  -- JSON: what the connector brings.
  message TEXT NOT NULL,
  UNIQUE (account_id, external_id)
) STRICT;

CREATE TABLE recording_marks (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('pause', 'gap', 'marker')),
  from_ms INTEGER NOT NULL,
  -- null: it goes on.
  to_ms INTEGER
) STRICT;

CREATE TABLE recordings (
  -- Never used twice: a file of before must not be taken for one of now.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  call_id INTEGER NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
  file TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('live', 'kept', 'interrupted', 'deleted')),
  -- By its age; null: by nobody.
  deleted_after_days INTEGER
) STRICT;

CREATE TABLE sync_states (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  -- What the connector wants to be told next time; committed with what it brought.
  cursor TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  next_try_at INTEGER,
  last_success_at INTEGER,
  is_paused INTEGER NOT NULL DEFAULT 0
, began_at INTEGER, is_backfill_paused INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE unread_entries (
  contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  PRIMARY KEY (contact_id, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE wrap_ups (
  interaction_id INTEGER PRIMARY KEY REFERENCES interactions (id) ON DELETE CASCADE,
  call_id INTEGER NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  due_at INTEGER,
  finished_at INTEGER
) STRICT;

CREATE INDEX calls_by_account ON calls (account_id);

CREATE INDEX calls_by_direction ON calls (direction, id);

CREATE INDEX calls_live ON calls (id) WHERE result = 'live';

CREATE INDEX calls_missed ON calls (id) WHERE result = 'missed';

CREATE INDEX calls_to_return ON calls (id) WHERE needs_return = 1;

CREATE INDEX contact_words_by_contact ON contact_words (contact_id, word);

CREATE INDEX contacts_by_last_entry ON contacts (last_entry_at DESC);

CREATE INDEX conversation_tags_by_tag ON conversation_tags (tag, conversation_id);

CREATE INDEX conversations_assigned ON conversations (assigned_to, last_id) WHERE assigned_to IS NOT NULL;

CREATE INDEX conversations_by_account ON conversations (account_id);

CREATE INDEX conversations_by_contact ON conversations (contact_id, channel);

CREATE INDEX conversations_by_state ON conversations (state, last_id) WHERE last_id IS NOT NULL;

CREATE INDEX conversations_newest ON conversations (last_id) WHERE last_id IS NOT NULL;

CREATE INDEX conversations_open ON conversations (since_at, id) WHERE state = 'open';

CREATE INDEX conversations_snoozed ON conversations (snoozed_until, id) WHERE state = 'snoozed';

CREATE INDEX drafts_by_answered ON drafts (answers_id);

CREATE INDEX drafts_by_contact ON drafts (contact_id);

CREATE INDEX entries_by_contact ON entries (contact_id, id);

CREATE INDEX entries_by_conversation ON entries (conversation_id);

CREATE INDEX entries_by_form ON entries (contact_id, form, id);

CREATE INDEX entries_by_identity ON entries (identity_id, id);

CREATE INDEX entries_by_interaction ON entries (interaction_id);

CREATE INDEX identities_by_contact ON identities (contact_id);

CREATE INDEX interactions_by_conversation ON interactions (conversation_id);

CREATE INDEX mails_by_message_id ON mails (message_id);

CREATE INDEX media_files_by_use ON media_files (used_at, size_bytes);

CREATE INDEX message_orphans_by_account ON message_orphans (account_id);

CREATE INDEX message_places_by_entry ON message_places (entry_id);

CREATE UNIQUE INDEX messages_by_external_id ON messages (account_id, external_id);

CREATE INDEX outbox_by_account ON outbox (account_id);

CREATE INDEX outbox_by_conversation ON outbox (conversation_id, id);

CREATE INDEX outgoing_files_by_draft ON outgoing_files (draft_id);

CREATE INDEX outgoing_files_by_entry ON outgoing_files (entry_id);

CREATE INDEX outgoing_files_by_source ON outgoing_files (source_id);

CREATE INDEX pending_marks_by_account ON pending_marks (account_id);

CREATE INDEX practice_mails_by_arrival ON practice_mails (account_id, arrival);

CREATE INDEX practice_mails_by_change ON practice_mails (account_id, change);

CREATE INDEX practice_mails_on_their_way ON practice_mails (account_id, due_at) WHERE arrival IS NULL;

CREATE INDEX recording_marks_by_recording ON recording_marks (recording_id);

CREATE INDEX recordings_by_age ON recordings (started_at) WHERE state IN ('kept', 'interrupted');

CREATE INDEX recordings_by_call ON recordings (call_id);

CREATE INDEX recordings_live ON recordings (id) WHERE state = 'live';

CREATE INDEX unread_entries_by_entry ON unread_entries (entry_id);

CREATE INDEX wrap_ups_by_call ON wrap_ups (call_id);

CREATE INDEX wrap_ups_open ON wrap_ups (started_at) WHERE finished_at IS NULL;
