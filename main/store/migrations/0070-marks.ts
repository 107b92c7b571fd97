/** What is to be marked at the provider, and whether older messages are fetched at the moment. */
export const marks = `
-- The last word on each message, until the provider has it.
CREATE TABLE pending_marks (
  entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
  -- seen, answered
  mark TEXT NOT NULL,
  is_set INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  PRIMARY KEY (entry_id, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_marks_by_account ON pending_marks (account_id);

ALTER TABLE sync_states ADD COLUMN is_backfill_paused INTEGER NOT NULL DEFAULT 0;
`;
