import type { OutboxItem } from '../../main/channel.ts';

let last = 0;

/** A message of the desk's, as the outbox hands it over. */
export function outgoingItem(subject: string, to: readonly string[], from = 'agent1@test.invalid'): OutboxItem {
  last += 1;
  return {
    clientKey: `t1.${last}.${process.pid}@test.invalid`,
    at: Math.floor(Date.now() / 1_000) * 1_000,
    from: { name: 'Lea Winter', address: from },
    to: to.map((address) => ({ name: null, address })),
    cc: [],
    bcc: [],
    subject,
    text: 'x',
    html: null,
    inReplyTo: null,
    references: [],
    attachments: [],
  };
}
