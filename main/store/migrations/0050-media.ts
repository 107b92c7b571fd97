/** What was fetched of messages beside their text, and whose pictures from outside are loaded. */
export const media = `
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
CREATE INDEX media_files_by_use ON media_files (used_at, size_bytes);

CREATE TABLE picture_senders (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  address TEXT NOT NULL,
  allowed_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, address)
) STRICT, WITHOUT ROWID;
`;
