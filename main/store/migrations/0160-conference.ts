/** Who else was in the conversation while a call was part of a conference. */
export const conference = `
-- JSON array of contract/model/conference.ts; null: it was in none.
ALTER TABLE calls ADD COLUMN conference TEXT;
`;
