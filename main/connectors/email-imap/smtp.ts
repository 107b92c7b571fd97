import { Readable } from 'node:stream';
import { callbackify, getSystemErrorName } from 'node:util';
import type { Failure, FailureReason } from '../../../contract/model/failure.ts';
import { failureOfSocketError } from '../../lib/socket-failure.ts';
import type { OutboxItem, SendResult } from '../../channel.ts';
import { ConnectorError } from '../connector.ts';
import type { ComposedMail } from './compose-mail.ts';
import { usable } from './imap-client.ts';
import type { MailConfig } from './mail-config.ts';

/** Throws ConnectorError where the server cannot be reached or does not let us in. */
export async function testSmtp(config: MailConfig, signal: AbortSignal): Promise<void> {
  const transport = await openSmtp(config);
  const stop = (): void => transport.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await transport.verify();
  } catch (error) {
    const { failure, isAuth } = readError(error);
    throw new ConnectorError(failure, { isAuth, cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
    transport.close();
  }
}

export interface HandingOver {
  readonly mail: ComposedMail;
  readonly signal: AbortSignal;
  /** Called when the server is about to get what it could deliver; what it throws stops the sending. */
  readonly onHandOver: () => void;
}

/** Hands a mail over. Answers `unknown` where the connection broke after the server had begun to take it in: it may have been delivered or not. */
export async function sendMail(config: MailConfig, item: OutboxItem, { mail, signal, onHandOver }: HandingOver): Promise<SendResult> {
  let isTaken = false;
  const body = Readable.from(
    (async function* () {
      onHandOver();
      isTaken = true;
      yield* mail.stream();
    })(),
  );
  let transport: Awaited<ReturnType<typeof openSmtp>> | null = null;
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const stop = (): void => aborted.reject(new Error('given up'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    transport = await openSmtp(config);
    if (signal.aborted) throw new ConnectorError({ reason: 'connection-lost' });
    transport.use('stream', (sent, done) => {
      // Its own stream is read before the first command; this one after the server's 354: until then nothing of the mail has left.
      sent.message.createReadStream = () => body;
      done();
    });
    const everybody = [...item.to, ...item.cc, ...item.bcc].map(({ address }) => address);
    const envelope = { from: item.from.address, to: everybody, size: mail.sizeBytes };
    const sending = transport.sendMail({ envelope, raw: '', dsn: reportsOn(item) });
    // nodemailer does not let go of a server that says nothing: whoever gives up does not wait for it.
    const { rejected } = await Promise.race([sending, aborted.promise]);
    return {
      outcome: 'accepted',
      failure: rejected.length === 0 ? null : { reason: 'recipients-refused', technical: rejected.join(', ').slice(0, 200) },
    };
  } catch (error) {
    return toResult(error, isTaken);
  } finally {
    signal.removeEventListener('abort', stop);
    transport?.close();
    body.destroy();
  }
}

/** What the servers on the way are asked to report (RFC 3461), where ours can pass it on. */
function reportsOn({ clientKey, isReceiptAsked = false }: OutboxItem) {
  return { id: clientKey, return: 'headers', notify: ['failure', 'delay', ...(isReceiptAsked ? ['success'] : [])] };
}

async function openSmtp(config: MailConfig) {
  const { smtp, userName, login } = config;
  const credential = usable(await login.read());
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    auth: credential.kind === 'token' ? tokenAuth(config, credential.accessToken) : { user: userName, pass: credential.password },
    connectionTimeout: 15_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** nodemailer asks again where a token was refused, and tries once more on the same connection. */
function tokenAuth({ userName, login }: MailConfig, accessToken: string) {
  const token = async (isRefused: boolean): Promise<string> => {
    if (!isRefused) return accessToken;
    const renewed = usable(await login.renew(accessToken));
    return renewed.kind === 'token' ? renewed.accessToken : '';
  };
  return {
    type: 'OAuth2',
    user: userName,
    provisionCallback(_user: string, isRefused: boolean, done: (error: Error | null, token: string) => void) {
      callbackify(token)(isRefused, done);
    },
  };
}

interface SmtpError {
  readonly command?: string;
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

const codes: Readonly<Record<string, FailureReason>> = {
  ETIMEDOUT: 'connection-timed-out',
  ECONNECTION: 'connection-lost',
  EDNS: 'host-unknown',
  ETLS: 'tls-failed',
  EENVELOPE: 'recipients-refused',
  // Larger than the server said it takes (RFC 1870).
  EMESSAGE: 'message-too-large',
};

function readError(error: unknown): { failure: Failure; isAuth: boolean; status: number | null } {
  if (error instanceof ConnectorError) return { failure: error.failure, isAuth: error.isAuth, status: null };
  const { code = '', command = '', responseCode, response, message } = (error ?? {}) as SmtpError;
  if (code === 'EAUTH') {
    const reason = /XOAUTH2/.test(command) ? 'sign-in-needed' : 'password-refused';
    return { failure: { reason, ...technical(response) }, isAuth: true, status: responseCode ?? null };
  }
  if (responseCode !== undefined)
    return { failure: { reason: reasonOf(responseCode, response ?? ''), ...technical(response ?? message) }, isAuth: false, status: responseCode };
  const socket = failureOfSocketError(withCode(error));
  const reason = socket.reason === 'connection-lost' ? (codes[code] ?? socket.reason) : socket.reason;
  return { failure: { ...socket, reason }, isAuth: false, status: null };
}

const tlsTexts: readonly (readonly [RegExp, string])[] = [
  [/certificate has expired/i, 'CERT_HAS_EXPIRED'],
  [/does not match certificate/i, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/self.signed certificate|unable to (verify|get)/i, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
];

/** nodemailer writes its own code over the socket's; the number or the text still tells which it was. */
function withCode(error: unknown): unknown {
  const { errno, message = '' } = (error ?? {}) as { errno?: unknown; message?: string };
  if (typeof errno === 'number') return { code: getSystemErrorName(errno), message };
  const code = tlsTexts.find(([text]) => text.test(message))?.[1];
  return code ? { code, message } : error;
}

/** RFC 5321 §4.2, RFC 3463. */
function reasonOf(status: number, response: string): FailureReason {
  if (/^\d{3}[ -][45]\.2\.2\b/.test(response)) return 'mailbox-full';
  if (status === 552) return 'message-too-large';
  return status >= 500 ? 'message-refused' : 'provider-busy';
}

function technical(text: string | undefined): { technical?: string } {
  return text ? { technical: text.slice(0, 200) } : {};
}

function toResult(error: unknown, isTaken: boolean): SendResult {
  const { failure, isAuth, status } = readError(error);
  if (isAuth) return { outcome: 'auth', failure };
  if (failure.reason === 'message-too-large') return { outcome: 'refused', failure };
  // A server that answered has decided.
  if (status !== null && status >= 500) return { outcome: 'refused', failure };
  if (status !== null) return { outcome: 'later', failure, afterMs: null, scope: 'item' };
  if (isTaken) return { outcome: 'unknown', failure };
  return { outcome: 'later', failure, afterMs: null, scope: 'account' };
}
