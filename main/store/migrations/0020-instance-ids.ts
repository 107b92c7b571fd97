/** Each account's name of this device towards its registrar (RFC 5626 §4.1): the same after every start. */
export const instanceIds = `
ALTER TABLE accounts ADD COLUMN instance_id TEXT NOT NULL DEFAULT '';
UPDATE accounts SET instance_id =
  lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)));
`;
