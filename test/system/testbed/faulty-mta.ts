import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { mailPorts } from './mailbed.ts';

/**
 * An SMTP server in front of the mailboxes that fails on command. The recipient's tag says how (`agent1+TAG@…` is delivered to `agent1@…`): `451` and `550` refuse
 * the recipient; `data554` refuses the mail; `lost` delivers it and breaks the connection; `cut` breaks it without delivering; `hang` never answers; `once451`
 * refuses a Message-ID the first time it is seen (greylisting); `rcptcut` breaks the connection at the recipient. The password `wrong` is.
 */
/** More it does not take. */
export const largestMail = 2_000_000;

export interface FaultyMta extends AsyncDisposable {
  readonly port: number;
}

const tagOf = (address: string): string => /\+([^@]+)@/.exec(address)?.[1] ?? '';
const answer = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

export async function startFaultyMta(): Promise<FaultyMta> {
  const delivery = createTransport({ host: '127.0.0.1', port: mailPorts.lmtp, lmtp: true, ignoreTLS: true });
  const seen = new Set<string>();

  async function take(raw: Buffer, session: SMTPServerSession): Promise<'accepted' | 'cut' | 'hang'> {
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const tag = tagOf(to[0] ?? '');
    const id = /^message-id:\s*(\S+)/im.exec(raw.toString('latin1'))?.[1] ?? '';
    if (tag === 'data554') throw answer(554, '5.6.0 refused');
    if (tag === 'once451' && !seen.has(id)) {
      seen.add(id);
      throw answer(451, '4.7.1 greylisted');
    }
    if (tag === 'cut' || tag === 'hang') return tag;
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
    await delivery.sendMail({ envelope: { from, to: to.map((address) => address.replace(/\+[^@]*/, '')) }, raw });
    return tag === 'lost' ? 'cut' : 'accepted';
  }

  async function judge(raw: Buffer, session: SMTPServerSession, done: (error?: Error | null, text?: string) => void): Promise<void> {
    try {
      const outcome = await take(raw, session);
      if (outcome === 'accepted') done(null, '2.0.0 queued');
      else if (outcome === 'cut') sever(session);
    } catch (error) {
      done(error as Error);
    }
  }

  const server = new SMTPServer({
    authOptional: true,
    size: largestMail,
    disabledCommands: ['STARTTLS'],
    onAuth({ username, password }, _session, done) {
      if (password === 'wrong') return done(answer(535, '5.7.8 who are you'));
      done(null, { user: username });
    },
    onRcptTo({ address }, session, done) {
      const tag = tagOf(address);
      if (tag === 'rcptcut') return sever(session);
      if (tag === '451') return done(answer(451, '4.7.1 try again later'));
      if (tag === '550') return done(answer(550, '5.1.1 no such user'));
      done();
    },
    onData(stream: SMTPServerDataStream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        void judge(Buffer.concat(parts), session, done);
      });
    },
  });
  function sever(session: SMTPServerSession): void {
    for (const [id, socket] of socketsOf(server)) if (id === session.id) socket.destroy();
  }

  // A client that was killed breaks its connection: that is what is being tested.
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as { port: number };
  return {
    port,
    async [Symbol.asyncDispose]() {
      delivery.close();
      for (const [, socket] of socketsOf(server)) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** Its types do not name what it keeps. */
function socketsOf(server: SMTPServer): (readonly [id: string, socket: Socket])[] {
  const { connections } = server as unknown as { connections: Set<{ session: SMTPServerSession; ['_socket']: Socket }> };
  return [...connections].map(({ session, ['_socket']: socket }) => [session.id, socket]);
}
