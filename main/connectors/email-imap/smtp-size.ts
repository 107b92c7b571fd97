import type { MailConfig } from './mail-config.ts';

/** How large a mail the server takes, as it says in its greeting (RFC 1870); null: it does not say, or cannot be asked now. Nobody logs in for this. */
export async function askSizeLimit({ smtp }: MailConfig, signal: AbortSignal): Promise<number | null> {
  const { default: SmtpConnection } = await import('nodemailer/lib/smtp-connection/index.js');
  const connection = new SmtpConnection({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
  });
  try {
    const said = await new Promise<string | false>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('closed')));
      connection.connect(() => resolve(connection.lastServerResponse));
    });
    const size = Number(/^250[ -]SIZE[ \t]+(\d+)/im.exec(said || '')?.[1] ?? 0);
    return size > 0 ? size : null;
  } catch {
    return null;
  } finally {
    connection.close();
  }
}
