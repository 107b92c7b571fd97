import type { ChannelStatus, MailAccount, MailAccountDraft } from '../../../contract/model/channel-account.ts';
import type { ContactId } from '../../../contract/model/ids.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { until } from '../../e2e/harness/remote-desk.ts';
import { mailPassword, mailPorts } from '../testbed/mailbed.ts';
import type { RealCore } from '../testbed/real-core.ts';

const plain = (port: number) => ({ host: '127.0.0.1', port, security: 'none' as const });

export function mailDraft(user: string, fields: Partial<MailAccountDraft> = {}): MailAccountDraft {
  return {
    kind: 'email-imap',
    label: '',
    address: `${user}@test.invalid`,
    displayName: 'Lea Winter',
    userName: '',
    imap: plain(mailPorts.imap),
    smtp: plain(mailPorts.subm),
    login: { kind: 'user-password' },
    folders: null,
    isLeftAsIs: false,
    signature: '',
    isEnabled: true,
    password: mailPassword,
    clientSecret: null,
    signInId: null,
    ...fields,
  };
}

export async function addMailbox(
  { view }: { readonly view: Pick<RealCore['view'], 'call'> },
  user = 'agent1',
  fields: Partial<MailAccountDraft> = {},
): Promise<MailAccount> {
  return view.call('channels.add', mailDraft(user, fields));
}

export function mailStatus({ view }: RealCore, fits: (status: ChannelStatus) => boolean, withinMs = 20_000): Promise<ChannelStatus> {
  return until(async () => (await view.call('channels.list', {})).statuses.find(fits), 'the account’s state', withinMs);
}

export const upToDate = (core: RealCore, since = 0): Promise<ChannelStatus> =>
  mailStatus(core, ({ state, progress, lastSuccessAt }) => state === 'ok' && progress === null && (lastSuccessAt ?? 0) > since);

/** Everything there is, of everybody. */
export async function allMessages({ view }: RealCore): Promise<MessageEntry[]> {
  const { contacts } = await view.call('contacts.search', { text: '', limit: 50 });
  const pages = await Promise.all(contacts.map(({ id }) => view.call('timeline.open', { contactId: id, before: null, limit: 500 })));
  return pages
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.kind === 'message')
    .toSorted((a, b) => a.id - b.id);
}

export async function contactOf({ view }: RealCore, address: string): Promise<ContactId> {
  const { contacts } = await view.call('contacts.search', { text: address, limit: 5 });
  const found = contacts.find((contact) => contact.address === address);
  if (!found) throw new Error(`nobody has ${address}`);
  return found.id;
}

let lastMail = 0;

export interface TestMail {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly id?: string;
  readonly headers?: readonly string[];
  readonly contentType?: string;
}

/** A mail as it comes over the wire. */
export function rawMail({
  from = '"Maren Schulte" <maren@example.org>',
  to = 'agent1@test.invalid',
  subject = 'Router',
  text = 'Hello',
  id,
  headers = [],
  contentType = 'text/plain',
}: TestMail = {}): string {
  lastMail += 1;
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id ?? `mail-${lastMail}@example.org`}>`,
    `Date: ${new Date().toUTCString()}`,
    `Content-Type: ${contentType}; charset=utf-8`,
    ...headers,
    '',
    text,
    '',
  ];
  return lines.join('\r\n');
}
