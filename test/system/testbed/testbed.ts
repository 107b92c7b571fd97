import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFolder, startPhone, type Phone } from './phone.ts';
import { listening, startServer, type Server } from './process.ts';

export const kamailioUrl = 'ws://127.0.0.1:8080/';
export const kamailioSecureUrl = 'wss://127.0.0.1:8443/';

export interface Testbed extends AsyncDisposable {
  /** Logs, and what the phones heard. */
  readonly run: string;
  /** Answers at once and sends 440 Hz. */
  readonly dave: Phone;
  /** Answers on command and sends 660 Hz. */
  readonly erin: Phone;
  stopKamailio(how?: 'end' | 'kill'): Promise<void>;
  /** `-A NOGRUU` and the like. Its registrar starts empty. */
  startKamailio(options?: readonly string[]): Promise<void>;
  /** The end of what one of its programs said. */
  log(name: 'kamailio' | 'rtpengine' | 'dave' | 'erin'): string;
  /** Registered contacts of an address of record, as kamailio's registrar has them. */
  registrations(user: string): number;
}

const loopback = '127.0.0.1';
/** Where the test run's network has IPv6. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
const listenIpv6 = ['tcp:[::1]:5060', 'tls:[::1]:5061', 'tcp:[::1]:8080', 'tls:[::1]:8443'].map((place) => `listen=${place}\n`).join('');

/** Kamailio, rtpengine and two baresip phones on 127.0.0.1: in a network namespace of the test run, so that the fixed ports are free. `address`: where agents reach it in place of that; `erin`: her accounts. */
export async function startTestbed({
  address = loopback,
  erin: accounts = 'erin.accounts',
}: { readonly address?: string; readonly erin?: string } = {}): Promise<Testbed> {
  const stack = new AsyncDisposableStack();
  const run = mkdtempSync(join(tmpdir(), 'threadline-sip-'));
  stack.defer(() => rmSync(run, { recursive: true, force: true }));
  try {
    const fill = (name: string, to = name): string => {
      const file = join(run, to);
      const text = readFileSync(join(configFolder, name), 'utf8').replaceAll('{{run}}', run).replaceAll('{{address}}', address);
      const elsewhere = address === loopback ? '' : `listen=tcp:${address}:5060`;
      writeFileSync(file, text.replaceAll('{{listen-elsewhere}}', elsewhere).replaceAll('{{listen-ipv6}}', hasIpv6 ? listenIpv6 : ''));
      return file;
    };
    makeCertificate(run);
    fill('tls.cfg');
    const kamailioConfig = fill('kamailio.cfg');
    const rtpengine = ['rtpengine', `--config-file=${fill('rtpengine.conf')}`, '--foreground', '--log-stderr', '--no-fallback'];
    stack.use(startServer('rtpengine', rtpengine, join(run, 'rtpengine.log')));

    let kamailio: Server | null = null;
    stack.defer(async () => kamailio?.stop());
    const startKamailio = async (options: readonly string[] = []): Promise<void> => {
      const command = ['kamailio', ...options, '-f', kamailioConfig, '-DD', '-E', '-m', '64', '-M', '8', '-Y', run];
      kamailio = startServer('kamailio', command, join(run, 'kamailio.log'));
      await listening(8080, address);
    };
    await startKamailio();
    const dave = await startPhone(stack, { run, name: 'dave' });
    const erin = await startPhone(stack, { run, name: 'erin', accounts });
    const bed: Testbed = {
      run,
      dave,
      erin,
      startKamailio,
      stopKamailio: async (how) => kamailio?.stop(how),
      log: (name) => readFileSync(join(run, `${name}.log`), 'utf8').slice(-6_000),
      registrations: (user) => countRegistrations(run, user),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
    await registered(bed, ['dave', 'erin']);
    return bed;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Both phones are registered again, at the latest after their registration interval. */
export async function registered(bed: Testbed, users: readonly string[], withinMs = 25_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!users.every((user) => bed.registrations(user) > 0)) {
    if (Date.now() > deadline) throw new Error(`not registered: ${users.join(' ')}; logs in ${bed.run}: ${readdirSync(bed.run).join(' ')}`);
    await new Promise((again) => setTimeout(again, 50));
  }
}

function countRegistrations(run: string, user: string): number {
  try {
    const dump = execFileSync('kamcmd', ['-s', `unix:${join(run, 'kamailio.ctl')}`, 'ul.lookup', 'location', user], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return dump.split('Address:').length - 1;
  } catch {
    // 404 User not found, or kamailio is not up.
    return 0;
  }
}

/** `cert.pem` and `key.pem` in the folder, for the names of the testbed. */
export function makeCertificate(run: string, name = 'DNS:sip.test,DNS:localhost,IP:127.0.0.1,IP:::1'): void {
  const files = ['-keyout', join(run, 'key.pem'), '-out', join(run, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, '-days', '2', '-subj', '/CN=sip.test', '-addext', `subjectAltName=${name}`],
    { stdio: 'ignore' },
  );
}
