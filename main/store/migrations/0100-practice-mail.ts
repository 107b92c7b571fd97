/** The provider of the practice mailbox: it is nowhere but here. */
export const practiceMail = `
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
CREATE INDEX practice_mails_on_their_way ON practice_mails (account_id, due_at) WHERE arrival IS NULL;
CREATE INDEX practice_mails_by_arrival ON practice_mails (account_id, arrival);
CREATE INDEX practice_mails_by_change ON practice_mails (account_id, change);

CREATE TABLE practice_files (
  mail_id INTEGER NOT NULL REFERENCES practice_mails (id) ON DELETE CASCADE,
  -- Its place in the mail, from 0.
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (mail_id, part)
) STRICT, WITHOUT ROWID;
`;
