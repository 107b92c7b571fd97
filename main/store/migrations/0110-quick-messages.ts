/**
 * Half the time of a new message went into two triggers: a statement that has one opens a savepoint, which keeps a copy of every page it changes, and makes FTS5
 * write out all it holds. Who inserts a message says that it is unread, and has its subject indexed at the end of the transaction (main/store/mail-rows.ts).
 */
export const quickMessages = `
DROP TRIGGER conversations_subject_added;
DROP TRIGGER messages_come_unread;
`;
