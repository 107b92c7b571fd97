// Broken SIP against the running application: 5,000 mutated messages on its WebSocket, and then a normal call.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDesktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, calls, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { createSeededRandom, mutate } from '../fakes/sip-mutations.ts';
import { respond, startTestRegistrar } from '../fakes/test-registrar.ts';

const seed = Number(process.env['SEED'] ?? 4_475);
const count = 5_000;
const folder = join(import.meta.dirname, '../corpora/rfc4475');

const sdp = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 8 101',
  'c=IN IP4 127.0.0.1',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789abcdef01234567',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:101 telephone-event/8000',
  '',
].join('\r\n');

function request(method: string, id: string, lines: readonly string[] = [], body = ''): string {
  return [
    `${method} sip:alice@registrar.test SIP/2.0`,
    `Via: SIP/2.0/WS far.invalid;branch=z9hG4bK${id}`,
    'Max-Forwards: 70',
    'From: "Maren" <sip:+493012345@registrar.test>;tag=far',
    'To: <sip:alice@registrar.test>',
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    'Contact: <sip:far@far.invalid;transport=ws>',
    ...lines,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

async function run(): Promise<void> {
  await using registrar = await startTestRegistrar();
  await using desktop = await startDesktop();
  await ask(desktop, 'accounts.add', accountDraft({ aor: 'alice@registrar.test', password: 'any', serverUrl: registrar.url }));
  await statusIn(desktop, ['ok']);
  const register = registrar.requests.find((message) => message.startsWith('REGISTER ')) ?? '';

  const methods = ['INVITE', 'OPTIONS', 'INFO', 'NOTIFY', 'UPDATE', 'MESSAGE', 'SUBSCRIBE', 'BYE', 'CANCEL', 'ACK'];
  const sources = [
    ...readdirSync(folder)
      .filter((file) => file.endsWith('.dat'))
      .map((file) => readFileSync(join(folder, file), 'latin1').replaceAll('sip:user@', 'sip:alice@')),
    ...methods.map((method) => request(method, `source-${method}`, [], method === 'INVITE' ? sdp : '')),
    request('REFER', 'source-refer', ['Refer-To: <sip:+493055555@registrar.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>']),
    respond(register, '200 OK'),
    respond(register, '401 Unauthorized', ['WWW-Authenticate: Digest realm="registrar.test", nonce="1", algorithm=MD5, qop="auth"']),
  ];
  const random = createSeededRandom(seed);
  for (let sent = 0; sent < count; sent += 1) {
    registrar.send(Buffer.from(mutate(sources[Math.floor(random() * sources.length)] ?? '', random), 'latin1'));
    // The application answers each batch before the next: that it lives is asked of its window.
    if (sent % 250 === 249) console.log(`${sent + 1} sent; calls: ${(await calls(desktop)).length}`);
  }
  for (const { callId } of await calls(desktop)) await ask(desktop, 'voice.hang-up', { callId }).catch(() => undefined);
  await noCalls(desktop);
  await statusIn(desktop, ['ok'], 60_000);

  // What came before was a flood as well: the gate opens within seconds.
  await new Promise((done) => setTimeout(done, 5_000));
  registrar.send(Buffer.from(request('INVITE', 'normal', [], sdp)));
  const ringing = await callIn(desktop, ['ringing']);
  await ask(desktop, 'voice.answer', { callId: ringing.callId });
  const isAnswer = (message: string): boolean => message.startsWith('SIP/2.0 200') && message.includes('Call-ID: normal');
  await until(() => registrar.requests.some(isAnswer), 'the answer to a normal call');
  await ask(desktop, 'voice.hang-up', { callId: ringing.callId });
  await noCalls(desktop);
  const unreadable = desktop.log().split('sip-message-unreadable').length - 1;
  const faults = [...desktop.faults];
  console.log(`${count} mutated messages (seed ${seed}): a normal call works; exceptions in main ${unreadable}, faults in pages ${faults.length}`);
  for (const fault of faults) console.log(fault);
  if (unreadable + faults.length > 0) process.exitCode = 1;
}

await run();
