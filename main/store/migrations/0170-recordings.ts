/** What was recorded of calls: the sound is in a file of its own. */
export const recordings = `
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
CREATE INDEX recordings_by_call ON recordings (call_id);
CREATE INDEX recordings_live ON recordings (id) WHERE state = 'live';
CREATE INDEX recordings_by_age ON recordings (started_at) WHERE state IN ('kept', 'interrupted');

CREATE TABLE recording_marks (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('pause', 'gap', 'marker')),
  from_ms INTEGER NOT NULL,
  -- null: it goes on.
  to_ms INTEGER
) STRICT;
CREATE INDEX recording_marks_by_recording ON recording_marks (recording_id);
`;
