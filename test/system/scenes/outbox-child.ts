/** A desk that writes mails, in a process of its own so that it can be killed: told by its parent what to write, says what is on disk. */
import type { MessageDraft } from '../../../contract/model/outbox.ts';
import { createMemoryVault } from '../../fakes/memory-ports.ts';
import { mailPassword } from '../testbed/mailbed.ts';
import { startRealCore } from '../testbed/real-core.ts';
import { mailDraft } from './mailbox.ts';

export interface Order {
  /** What the subject says; nothing else tells one mail from another. */
  readonly subject: string;
  readonly to: string;
}

const [dataFolder = '', smtpPort = '0'] = process.argv.slice(2);
const core = startRealCore({ dataFolder, vault: createMemoryVault({ kept: new Map([['account:1:password', mailPassword]]) }) });
const { view } = core;
await view.call('settings.edit', { undoSendMs: 0 });
const { accounts } = await view.call('channels.list', {});
const smtp = { host: '127.0.0.1', port: Number(smtpPort), security: 'none' as const };
const account = accounts[0] ?? (await view.call('channels.add', mailDraft('agent1', { smtp })));

process.on('message', (order: Order | 'report' | 'hurry') => {
  if (order === 'report') void report();
  else if (order === 'hurry') core.returnNetwork();
  else void write(order);
});

async function write({ subject, to }: Order): Promise<void> {
  const draft: MessageDraft = {
    accountId: account.id,
    contactId: null,
    answersId: null,
    to: [{ name: null, address: to }],
    cc: [],
    bcc: [],
    subject,
    text: 'x',
    html: null,
    sendAt: null,
  };
  await view.call('messages.send', draft);
  process.send?.({ written: subject });
}

async function report(): Promise<void> {
  const { items } = await view.call('outbox.list', {});
  process.send?.({ outbox: items.map(({ subject, state }) => ({ subject, state })) });
}
process.send?.({ ready: true });
