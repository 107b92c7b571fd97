import type { InboxRow } from '../../../contract/model/inbox.ts';

/** What an agent is asked about a conversation before anything is done. */
export interface InboxQuestion {
  readonly kind: 'snooze' | 'tags';
  readonly row: InboxRow;
}
