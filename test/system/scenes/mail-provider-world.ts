import { createEmailImap } from '../../../main/connectors/email-imap/email-imap.ts';
import { createMailParser, type MailParser } from '../../../main/connectors/email-imap/mail-parser.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { outgoingItem } from '../../connectors/outgoing-item.ts';
import type { Fate, ProviderWorld } from '../../connectors/provider-world.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { startCuttingProxy } from '../testbed/cutting-proxy.ts';
import { largestMail, type FaultyMta } from '../testbed/faulty-mta.ts';
import { mailPassword, mailPorts, type Mailbed } from '../testbed/mailbed.ts';
import { rawMail } from './mailbox.ts';

/** About what a small mail takes on its way, with what the server says of it. */
const bytesOfMail = 1_100;

const recipients: Readonly<Record<Fate, readonly string[]>> = {
  accepted: [''],
  'refused-recipient': ['+550'],
  'refused-content': ['+data554'],
  later: ['+451'],
  beforeData: ['+rcptcut'],
  afterData: ['+cut'],
  delivered: ['+lost'],
  hang: ['+hang'],
  partly: ['', '+550'],
};

/** The mailbox of agent1 at a real server, emptied; what is sent goes to the customer, through a server that fails on command. */
export async function createMailProviderWorld({ bed, mta }: { bed: Mailbed; mta: FaultyMta }): Promise<ProviderWorld> {
  for (const user of ['agent1', 'customer']) {
    await using box = await bed.open(user);
    for (const folder of ['INBOX', 'Sent', 'Archive']) {
      await box.mailboxOpen(folder);
      await box.messageDelete('1:*');
    }
  }
  const stack = new AsyncDisposableStack();
  const imap = stack.use(await startCuttingProxy(mailPorts.imap));
  const smtp = stack.use(await startCuttingProxy(mta.port));
  const logger = createRecordingLogger();
  const parser: MailParser = stack.use(createMailParser({ clock: createSystemClock(), logger }));
  const address = 'agent1@test.invalid';
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none' as const });
  let isRefused = false;
  let last = 0;

  async function withOther(subject: string, work: (box: Awaited<ReturnType<Mailbed['open']>>, uid: string) => Promise<unknown>): Promise<void> {
    await using box = await bed.open('agent1');
    await box.mailboxOpen('INBOX');
    const [uid] = (await box.search({ header: { subject } }, { uid: true })) || [];
    if (uid === undefined) throw new Error(`no mail ${subject}`);
    await work(box, String(uid));
  }

  const credential = () => Promise.resolve({ kind: 'password', password: isRefused ? 'wrong' : mailPassword } as const);
  const login = { read: credential, renew: credential };

  return {
    open: () =>
      createEmailImap({
        config: {
          imap: server(imap.port),
          smtp: server(smtp.port),
          userName: address,
          from: { name: 'Lea Winter', address },
          login,
          folders: null,
          isLeftAsIs: false,
        },
        parser,
        logger,
      }),
    async put(count) {
      const subjects = Array.from({ length: count }, () => `message-${String((last += 1)).padStart(4, '0')}`);
      for (const subject of subjects) await bed.deliver('agent1', rawMail({ subject }));
      return subjects;
    },
    markRead: (subject) => withOther(subject, (box, uid) => box.messageFlagsAdd(uid, ['\\Seen'], { uid: true })),
    remove: (subject) => withOther(subject, (box, uid) => box.messageDelete(uid, { uid: true })),
    move: (subject) => withOther(subject, (box, uid) => box.messageMove(uid, 'Archive', { uid: true })),
    async expireCursors() {
      await bed.stop();
      bed.renumber('agent1');
      await bed.start();
    },
    refuseLogin: (refused) => void (isRefused = refused),
    breakReading: (at) => void (imap.cutNext = Math.floor(2_000 + at * last * bytesOfMail)),
    stall(isStalled) {
      imap.isFrozen = isStalled;
      smtp.isFrozen = isStalled;
    },
    item: (subject, fate) =>
      outgoingItem(
        subject,
        recipients[fate].map((tag) => `customer${tag}@test.invalid`),
        address,
      ),
    async delivered() {
      await using box = await bed.open('customer');
      await box.mailboxOpen('INBOX');
      const all = await box.fetchAll('1:*', { envelope: true });
      return all.map(({ envelope }) => envelope?.subject ?? '');
    },
    oversize: largestMail * 2,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
