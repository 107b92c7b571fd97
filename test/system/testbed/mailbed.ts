import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { configFolder } from './phone.ts';
import { listening, startServer, type Server } from './process.ts';

export const mailPorts = { imap: 14_143, imaps: 14_993, lmtp: 14_024, smtp: 14_025, subm: 14_587, smtps: 14_465 };
/** Every mailbox has this password. */
export const mailPassword = 'pw';
/** Tokens are HS256 JWTs signed with this; the claim `email` names the user. */
export const tokenKey = 'secret-key-for-tests';
const users = ['agent1', 'agent2', 'agent3', 'customer', 'big'];
/** Nobody's: mail belongs to a number without a name. */
const ownerId = 5_000;

export interface Mailbed extends AsyncDisposable {
  /** Configuration, logs and mailboxes. */
  readonly run: string;
  /** Puts a mail into a mailbox, as it is. */
  deliver(user: string, raw: string | Buffer): Promise<void>;
  /** Hands a mail to the server as the rest of the world does. */
  submit(mail: { from: string; to: string; raw: string | Buffer }): Promise<void>;
  /** Somebody else's mail program on the same mailbox. */
  open(user: string): Promise<ImapFlow & AsyncDisposable>;
  /** Ends the server; the mailboxes stay. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Cuts the user's connections. */
  kick(user: string): void;
  mailbox(user: string): string;
  /** Makes every number of the user's inbox void, as a restored backup does. Only while the server is down. */
  renumber(user: string): void;
}

/** Dovecot (IMAP, LMTP, submission) and OpenSMTPD on 127.0.0.1: in a network namespace of the test run, so that the fixed ports are free. */
export async function startMailbed(): Promise<Mailbed> {
  const stack = new AsyncDisposableStack();
  const run = mkdtempSync(join(tmpdir(), 'threadline-mail-'));
  stack.defer(() => rmSync(run, { recursive: true, force: true }));
  try {
    prepare(run);
    let dovecot: Server | null = null;
    stack.defer(async () => dovecot?.stop());
    const start = async (): Promise<void> => {
      dovecot = startServer('dovecot', ['dovecot', '-F', '-c', join(run, 'dovecot.conf')], join(run, 'dovecot.out'));
      await Promise.all([mailPorts.imap, mailPorts.lmtp, mailPorts.subm].map((port) => listening(port)));
    };
    await start();
    // Its spool and control socket are compiled in: a mount namespace keeps them out of the system's.
    const smtpd = `set -e; mkdir -p "$1/spool/smtpd"; chmod 711 "$1/spool/smtpd"; mount --bind "$1/spool" /var/spool; mount -t tmpfs tmpfs /run; cd /; exec smtpd -d -f "$1/smtpd.conf"`;
    stack.use(startServer('smtpd', ['unshare', '-m', 'bash', '-c', smtpd, 'smtpd', run], join(run, 'smtpd.log')));
    await listening(mailPorts.smtp);
    const lmtp = createTransport({ host: '127.0.0.1', port: mailPorts.lmtp, lmtp: true, ignoreTLS: true });
    const smtp = createTransport({ host: '127.0.0.1', port: mailPorts.smtp, ignoreTLS: true });
    stack.defer(() => {
      lmtp.close();
      smtp.close();
    });
    return {
      run,
      deliver: async (user, raw) => void (await lmtp.sendMail({ envelope: { from: 'world@example.org', to: [`${user}@test.invalid`] }, raw })),
      submit: async ({ from, to, raw }) => void (await smtp.sendMail({ envelope: { from, to: [to] }, raw })),
      open: openMailbox,
      stop: async () => dovecot?.stop(),
      start,
      kick: (user) => void execFileSync('doveadm', ['-c', join(run, 'dovecot.conf'), 'kick', `${user}@test.invalid`], { stdio: 'ignore' }),
      renumber(user) {
        for (const name of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache'])
          rmSync(join(run, 'home', `${user}@test.invalid`, 'Maildir', name), { force: true });
      },
      mailbox: (user) => join(run, 'home', `${user}@test.invalid`, 'Maildir'),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    const logs = readdirSync(run)
      .filter((name) => /\.(log|out)$/.test(name))
      .map((name) => readFileSync(join(run, name), 'utf8').slice(-1_000));
    await stack.disposeAsync();
    throw new Error(`the mail servers did not start: ${logs.join('\n')}`, { cause: error });
  }
}

async function openMailbox(user: string): Promise<ImapFlow & AsyncDisposable> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: mailPorts.imap,
    secure: false,
    doSTARTTLS: false,
    auth: { user: `${user}@test.invalid`, pass: mailPassword },
    logger: false,
  });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.logout().catch(() => undefined) });
}

function prepare(run: string): void {
  for (const folder of ['run', 'tls', 'home', 'spool', 'jwt/default/HS256']) mkdirSync(join(run, folder), { recursive: true });
  for (const folder of [run, join(run, 'run'), join(run, 'tls')]) chmodSync(folder, 0o755);
  chownSync(join(run, 'home'), ownerId, ownerId);
  const key = join(run, 'tls/key.pem');
  const files = ['-keyout', key, '-out', join(run, 'tls/cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files], { stdio: 'ignore' });
  chmodSync(key, 0o600);
  const lines = (line: (user: string) => string): string => users.map((user) => `${line(user)}\n`).join('');
  writeFileSync(
    join(run, 'users'),
    lines((user) => `${user}@test.invalid:{PLAIN}${mailPassword}::::::`),
    { mode: 0o644 },
  );
  writeFileSync(
    join(run, 'known'),
    lines((user) => `${user}@test.invalid mail`),
    { mode: 0o644 },
  );
  writeFileSync(join(run, 'jwt/default/HS256/default'), Buffer.from(tokenKey).toString('base64'), { mode: 0o644 });
  writeFileSync(
    join(run, 'oauth2.conf.ext'),
    `introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=${run}/jwt/\nusername_attribute = email\n`,
  );
  const values: Readonly<Record<string, string>> = {
    state: run,
    uid: String(ownerId),
    ...Object.fromEntries(Object.entries(mailPorts).map(([name, port]) => [name, String(port)])),
  };
  for (const name of ['dovecot.conf', 'smtpd.conf']) {
    const text = readFileSync(join(configFolder, 'mail', name), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_all, key: string) => values[key] ?? '');
    writeFileSync(join(run, name), text, { mode: name === 'smtpd.conf' ? 0o600 : 0o644 });
  }
}
