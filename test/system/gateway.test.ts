import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root, startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, statusIn } from '../e2e/harness/remote-desk.ts';
import { talkAtAsterisk } from './scenes/agent-call.ts';
import { startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import { configFolder } from './testbed/phone.ts';
import { listening, startServer } from './testbed/process.ts';
import { makeCertificate } from './testbed/testbed.ts';

/** The files that docs/gateway.md gives to administrators, with the test's addresses. */
function readExample(name: 'kamailio' | 'rtpengine', run: string, media: 'RTP/SAVP' | 'RTP/AVP'): string {
  const example = new RegExp(String.raw`^\`\`\`${name}\n(.*?)^\`\`\``, 'ms').exec(readFileSync(join(root, 'docs/gateway.md'), 'utf8'))?.[1] ?? '';
  return example
    .replaceAll('192.0.2.10', '127.0.0.1')
    .replaceAll('192.0.2.20:5060', '127.0.0.1:5080')
    .replaceAll('192.0.2.20', '127.0.0.1')
    .replace('!MEDIA!RTP/SAVP!', `!MEDIA!${media}!`)
    .replace('/etc/kamailio/tls.cfg', join(run, 'tls.cfg'));
}

interface Gateway extends AsyncDisposable {
  readonly certificate: string;
  log(): string;
}

async function startGateway(media: 'RTP/SAVP' | 'RTP/AVP'): Promise<Gateway> {
  const run = mkdtempSync(join(tmpdir(), 'threadline-gateway-'));
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(run, { recursive: true, force: true }));
  const at = (name: string): string => join(run, name);
  makeCertificate(run);
  writeFileSync(at('tls.cfg'), readFileSync(join(configFolder, 'tls.cfg'), 'utf8').replaceAll('{{run}}', run));
  for (const [name, file] of [
    ['kamailio', 'kamailio.cfg'],
    ['rtpengine', 'rtpengine.conf'],
  ] as const)
    writeFileSync(at(file), readExample(name, run, media));
  stack.use(
    startServer(
      'rtpengine',
      ['rtpengine', `--config-file=${at('rtpengine.conf')}`, '--foreground', '--log-stderr', '--no-fallback'],
      at('rtpengine.log'),
    ),
  );
  stack.use(startServer('kamailio', ['kamailio', '-f', at('kamailio.cfg'), '-DD', '-E', '-m', '64', '-M', '8', '-Y', run], at('kamailio.log')));
  await listening(8443);
  return {
    certificate: at('cert.pem'),
    log: () => ['kamailio', 'rtpengine'].map((name) => readFileSync(at(`${name}.log`), 'utf8').slice(-4_000)).join('\n-----\n'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.each([
  ['SDES', 'RTP/SAVP', '105'],
  ['plain RTP', 'RTP/AVP', '106'],
] as const)('the documented gateway before a telephone system that speaks %s', (_what, media, user) => {
  let pbx: AsteriskBed;
  let gateway: Gateway;
  let desktop: Desktop;
  beforeAll(async () => {
    pbx = await startAsterisk();
    gateway = await startGateway(media);
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await pbx[Symbol.asyncDispose]();
  });
  beforeEach(async ({ onTestFailed }) => {
    desktop = await startDesktop({ env: { NODE_EXTRA_CA_CERTS: gateway.certificate } });
    onTestFailed(
      () =>
        void process.stderr.write(
          [desktop.log().slice(-4_000), gateway.log(), readFileSync(join(pbx.run, 'asterisk.log'), 'utf8').slice(-4_000)].join('\n-----\n'),
        ),
    );
    await ask(desktop, 'accounts.add', accountDraft({ aor: `${user}@127.0.0.1`, password: `pw${user}`, serverUrl: 'wss://127.0.0.1:8443' }));
    await statusIn(desktop, ['ok']);
  });
  afterEach(() => desktop[Symbol.asyncDispose]());

  it('calls, is called, holds; either side hangs up', async () => {
    await talkAtAsterisk(desktop, pbx, user);
    expect(desktop.faults).toEqual([]);
  });
});
