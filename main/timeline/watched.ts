import type { ContactId } from '../../contract/model/ids.ts';

/** More windows than anybody has. */
const most = 200;

/** Whose timelines were opened last: what happens to them is told. A mailbox that is read for the first time concerns thousands that nobody looks at. */
export function createWatched(): { has(contactId: ContactId): boolean; add(contactId: ContactId): void } {
  const opened = new Set<ContactId>();
  return {
    has: (contactId) => opened.has(contactId),
    add(contactId) {
      opened.delete(contactId);
      opened.add(contactId);
      const [oldest] = opened;
      if (opened.size > most && oldest !== undefined) opened.delete(oldest);
    },
  };
}
