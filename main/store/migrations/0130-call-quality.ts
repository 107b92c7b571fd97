/** What a call sounded like: in a few figures, which every list of entries shows, and as a series, which is read by itself. */
export const callQuality = `
-- JSON (contract: QualitySummary); null: nothing was measured.
ALTER TABLE calls ADD COLUMN quality TEXT;

CREATE TABLE call_quality_samples (
  call_id INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
  -- JSON: one array a sample, in the order of contract's QualitySample.
  samples TEXT NOT NULL
) STRICT;
`;
