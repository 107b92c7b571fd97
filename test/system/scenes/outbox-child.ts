/** A desk that writes mails, in a process of its own so that it can be killed: told by its parent what to write, says what is on disk. */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Delivery } from '../../../contract/model/message.ts';
import type { MessageDraft } from '../../../contract/model/outbox.ts';
import { createFastClock } from '../../fakes/fast-clock.ts';
import { createMemoryVault } from '../../fakes/memory-ports.ts';
import { mailPassword } from '../testbed/mailbed.ts';
import { startRealCore } from '../testbed/real-core.ts';
import { mailDraft } from './mailbox.ts';

export interface Order {
  /** What the subject says; nothing else tells one mail from another. */
  readonly subject: string;
  readonly to: string;
}

export interface Standing {
  readonly subject: string;
  readonly delivery: Delivery;
  /** In the outbox, where an agent sees it. */
  readonly isListed: boolean;
}

export type Said =
  | { readonly ready: readonly string[] }
  | { readonly written: string }
  | { readonly failed: string }
  | { readonly standings: readonly Standing[] };

const [dataFolder = '', smtpPort = '0', speed = '1', aheadMs = '0'] = process.argv.slice(2);
const core = startRealCore({
  dataFolder,
  vault: createMemoryVault({ kept: new Map([['account:1:password', mailPassword]]) }),
  clock: createFastClock({ speed: Number(speed), aheadMs: Number(aheadMs) }),
});
const { view } = core;
await view.call('settings.edit', { undoSendMs: 0 });
const { accounts } = await view.call('channels.list', {});
const smtp = { host: '127.0.0.1', port: Number(smtpPort), security: 'none' as const };
const account = accounts[0] ?? (await view.call('channels.add', mailDraft('agent1', { smtp })));
const look = new Sqlite(join(dataFolder, 'threadline.db'), { readonly: true });

const tell = (said: Said): void => void process.send?.(said);
process.on('message', (order: Order | 'report') => {
  if (order === 'report') void report();
  else write(order).catch((error: unknown) => tell({ failed: String(error) }));
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
  tell({ written: subject });
}

function onDisk(): { subject: string; delivery: Delivery }[] {
  return look.prepare<[], { subject: string; delivery: Delivery }>("SELECT subject, delivery FROM messages WHERE direction = 'out'").all();
}

async function report(): Promise<void> {
  const { items } = await view.call('outbox.list', {});
  const listed = new Map(items.map(({ subject, state }) => [subject, state]));
  tell({ standings: onDisk().map(({ subject, delivery }) => ({ subject, delivery, isListed: listed.get(subject) === delivery })) });
}
tell({ ready: onDisk().map(({ subject }) => subject) });
