import type { ImapFlow, ImapFlowError } from 'imapflow';
import type { FailureReason } from '../../../contract/model/failure.ts';
import { failureOfSocketError } from '../../lib/socket-failure.ts';
import { ConnectorError } from '../connector.ts';
import type { Credential } from '../../channel.ts';
import type { MailConfig } from './mail-config.ts';

const mb = 1_048_576;

/** Logs in at the IMAP server. A token that is refused is renewed, once. Throws ConnectorError. */
export async function openImap(config: MailConfig, signal: AbortSignal): Promise<ImapFlow> {
  const credential = usable(await config.login.read());
  try {
    return await connect(config, credential, signal);
  } catch (error) {
    const refusal = toConnectorError(error);
    if (!refusal.isAuth || credential.kind !== 'token' || signal.aborted) throw refusal;
    const renewed = usable(await config.login.renew(credential.accessToken));
    return await connect(config, renewed, signal);
  }
}

type Usable = Exclude<Credential, { kind: 'none' }>;

/** Throws ConnectorError where there is nothing to log in with. */
export function usable(credential: Credential): Usable {
  if (credential.kind === 'none') throw new ConnectorError(credential.failure, { isAuth: credential.isAuth });
  return credential;
}

async function connect({ imap, userName }: MailConfig, credential: Usable, signal: AbortSignal): Promise<ImapFlow> {
  // Only where there is a mailbox: the start of the program does not wait for it.
  const imapflow = await import('imapflow');
  const client = new imapflow.ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.security === 'tls',
    // Never without where it was asked for: a capability list can be stripped on its way.
    doSTARTTLS: imap.security === 'starttls',
    auth: { user: userName, ...(credential.kind === 'token' ? { accessToken: credential.accessToken } : { pass: credential.password }) },
    logger: false,
    disableAutoIdle: true,
    // RFC 2177 asks for less than 29 minutes.
    maxIdleTime: 25 * 60_000,
    clientInfo: { name: 'Threadline' },
    connectionTimeout: 15_000,
    greetingTimeout: 10_000,
    socketTimeout: 75_000,
    maxLiteralSize: 100 * mb,
    maxResponseSize: 110 * mb,
  });
  // What breaks between two commands shows in the next one.
  client.on('error', () => undefined);
  const stop = (): void => client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw credential.kind === 'token' ? refusedToken(toConnectorError(error)) : toConnectorError(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** There is no password that could be corrected. */
export function refusedToken(error: ConnectorError): ConnectorError {
  if (!error.isAuth) return error;
  return new ConnectorError({ ...error.failure, reason: 'sign-in-needed' }, { isAuth: true, cause: error });
}

const reasons: Readonly<Record<string, FailureReason>> = {
  CONNECT_TIMEOUT: 'connection-timed-out',
  GREETING_TIMEOUT: 'connection-timed-out',
  UPGRADE_TIMEOUT: 'connection-timed-out',
  ETIMEOUT: 'connection-timed-out',
  NoConnection: 'connection-lost',
  EConnectionClosed: 'connection-lost',
  StateLogout: 'connection-lost',
  ClosedAfterConnectText: 'connection-lost',
  ClosedAfterConnectTLS: 'tls-failed',
  MissingServerExtension: 'tls-failed',
  STARTTLS_INJECTION: 'tls-failed',
};

export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { code, authenticationFailed, tlsFailed, serverResponseCode, responseText, responseStatus, throttleReset, _err } = (error ??
    {}) as ImapFlowError;
  const cause = { cause: error };
  if (authenticationFailed) return new ConnectorError({ reason: 'password-refused', ...technical(serverResponseCode) }, { isAuth: true, ...cause });
  if (code === 'ETHROTTLE') return new ConnectorError({ reason: 'provider-busy' }, { afterMs: throttleReset ?? null, ...cause });
  const known = reasons[code ?? ''];
  if (known) return new ConnectorError({ reason: known, ...technical(code) }, cause);
  if (responseStatus) return new ConnectorError({ reason: 'provider-error', ...technical(responseText) }, cause);
  const failure = failureOfSocketError(_err ?? error);
  return new ConnectorError(tlsFailed && failure.reason === 'connection-lost' ? { reason: 'tls-failed' } : failure, cause);
}

function technical(text: string | undefined): { technical?: string } {
  return text ? { technical: text.slice(0, 200) } : {};
}

/** A command on a dead connection answers nothing at all: that is never "no messages". */
export function present<T>(answer: T | false | undefined | null): T {
  if (answer === undefined || answer === false || answer === null) throw new ConnectorError({ reason: 'connection-lost' });
  return answer;
}
