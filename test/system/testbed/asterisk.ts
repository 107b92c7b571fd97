import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Baresip } from './baresip.ts';
import { connectManager, type Manager } from './manager.ts';
import { configFolder, startPhone } from './phone.ts';
import { listening, startServer } from './process.ts';
import { makeCertificate } from './testbed.ts';

export const asteriskUrl = 'ws://127.0.0.1:8088/ws';

/** Asterisk 22 as a contact centre's PBX. The agent is 101 (password pw101); 600 to 700: see config/asterisk/extensions.conf. */
export interface AsteriskBed extends AsyncDisposable {
  readonly run: string;
  /** Of its own certificate. */
  readonly certificate: string;
  readonly manager: Manager;
  /** 102, beside the agent in the queue; sends 660 Hz. */
  readonly colleague: Baresip;
  /** 103; sends 440 Hz: beside a tone nearer to the agent's own, Chromium takes the agent's for an echo. */
  readonly customer: Baresip;
  /** Somebody left the agent a message. */
  leaveMessage(): void;
}

/** Asterisk runs from the root that scripts/asterisk-root.mjs made; both phones answer on command. */
export async function startAsterisk(): Promise<AsteriskBed> {
  const root = process.env['THREADLINE_ASTERISK_ROOT'];
  if (!root) throw new Error('THREADLINE_ASTERISK_ROOT names no root folder of Asterisk: use npm run test:system');
  const stack = new AsyncDisposableStack();
  const run = mkdtempSync(join(tmpdir(), 'threadline-pbx-'));
  stack.defer(() => rmSync(run, { recursive: true, force: true }));
  const inside = `/${basename(run)}`;
  const folder = join(root, inside);
  mkdirSync(folder);
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  try {
    makeCertificate(folder);
    const config = join(configFolder, 'asterisk');
    for (const name of readdirSync(config).filter((file) => file.endsWith('.conf')))
      writeFileSync(join(folder, name), readFileSync(join(config, name), 'utf8').replaceAll('{{run}}', inside));
    const command = ['chroot', root, '/usr/sbin/asterisk', '-C', `${inside}/asterisk.conf`, '-f', '-vvv'];
    stack.use(startServer('asterisk', command, join(run, 'asterisk.log')));
    await Promise.all([listening(5038), listening(8088), listening(8089)]);
    const manager = stack.use(await connectManager());
    await manager.event('FullyBooted', { withinMs: 20_000 });
    const colleague = await startPhone(stack, { run, name: 'erin', accounts: 'asterisk/102.accounts' });
    const customer = await startPhone(stack, { run, name: 'dave', accounts: 'asterisk/103.accounts' });
    for (const aor of ['102', '103']) await manager.event('ContactStatus', { where: (event) => event['AOR'] === aor });
    const leaveMessage = (): void => putMessage(join(folder, 'voicemail/default/101/INBOX'));
    const certificate = join(folder, 'cert.pem');
    return { run, certificate, manager, colleague, customer, leaveMessage, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** What app_voicemail would have written: it counts the files that describe messages. */
function putMessage(inbox: string): void {
  mkdirSync(inbox, { recursive: true });
  const name = `msg${String(readdirSync(inbox).length).padStart(4, '0')}.txt`;
  writeFileSync(join(inbox, name), '[message]\norigmailbox=101\ncallerid="Carol" <103>\nduration=3\n');
}
