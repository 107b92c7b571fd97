/** To whom a call was handed over, and how that went. */
export const transfer = `
-- JSON of contract/model/transfer.ts; null: the call was not transferred.
ALTER TABLE calls ADD COLUMN transfer TEXT;
`;
