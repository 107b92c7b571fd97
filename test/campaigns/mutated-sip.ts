// Broken SIP against the running application: 5,000 mutated messages of every kind on its WebSocket, 20,000 within calls that are up, and then a normal call.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, calls, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { createSeededRandom, mutate } from '../fakes/sip-mutations.ts';
import { headerOf, respond, startTestRegistrar, type TestRegistrar } from '../fakes/test-registrar.ts';

const seed = Number(process.env['SEED'] ?? 4_475);
const count = Number(process.env['MESSAGES'] ?? 5_000);
const inDialogCount = Number(process.env['IN_DIALOG'] ?? 20_000);
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
    ...(body === '' || lines.some((line) => line.startsWith('Content-Type:')) ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

const refer = ['Refer-To: <sip:+493055555@registrar.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>'];
let callCount = 0;

/** Somebody calls, again while the gate is shut by what came before; the agent answers. Answers a writer of requests in the dialog. */
async function beInCall(registrar: TestRegistrar, desktop: Desktop): Promise<(method: string, lines?: readonly string[], body?: string) => string> {
  const answerTo = (id: string) =>
    registrar.requests.findLast((message) => message.startsWith('SIP/2.0 2') && message.includes(`Call-ID: ${id}\r\n`));
  // Who still writes up a call is not called.
  const { wrapUps } = await ask(desktop, 'wrap-up.list', {});
  for (const { interactionId } of wrapUps) await ask(desktop, 'wrap-up.finish', { interactionId });
  const id = await until(
    async () => {
      const tried = `normal${(callCount += 1)}`;
      registrar.send(Buffer.from(request('INVITE', tried, [], sdp)));
      await callIn(desktop, ['ringing'], 500);
      return tried;
    },
    'a call rings',
    15_000,
  );
  const { callId } = await callIn(desktop, ['ringing']);
  await ask(desktop, 'voice.answer', { callId });
  const answer = await until(() => answerTo(id), 'the answer to a normal call');
  const to = headerOf(answer, 'To') ?? '';
  let sequence = 1;
  const inDialog = (method: string, lines: readonly string[] = [], body = ''): string =>
    request(method, id, lines, body)
      .replace('To: <sip:alice@registrar.test>', `To: ${to}`)
      .replace(`branch=z9hG4bK${id}`, `branch=z9hG4bK${id}${(sequence += 1)}`)
      .replace(/^CSeq: 1/m, `CSeq: ${method === 'ACK' ? 1 : sequence}`);
  registrar.send(Buffer.from(inDialog('ACK')));
  await callIn(desktop, ['connected']);
  return inDialog;
}

async function mutateInDialog(registrar: TestRegistrar, desktop: Desktop, random: () => number): Promise<void> {
  let write = await beInCall(registrar, desktop);
  const changedSdp = sdp.replace('o=- 1 1', 'o=- 1 2');
  const kinds = [
    () => write('INVITE', [], changedSdp),
    () => write('INVITE', [], sdp.replace('sendrecv', 'sendonly')),
    () => write('INVITE'),
    () => write('UPDATE', [], changedSdp),
    () => write('UPDATE'),
    () => write('INFO', ['Content-Type: application/dtmf-relay'], 'Signal=5\r\nDuration=160\r\n'),
    () => write('NOTIFY', ['Event: refer', 'Subscription-State: active;expires=60', 'Content-Type: message/sipfrag'], 'SIP/2.0 100 Trying\r\n'),
    () => write('REFER', refer),
    () => write('OPTIONS'),
    () => write('MESSAGE'),
    () => write('ACK'),
    () => write('CANCEL'),
    () => respond(registrar.requests.findLast((message) => /^(?!SIP|REGISTER)[A-Z]+ /.test(message)) ?? write('INFO'), '200 OK'),
  ];
  for (let sent = 0; sent < inDialogCount; sent += 1) {
    const message = kinds[Math.floor(random() * kinds.length)]?.() ?? '';
    registrar.send(Buffer.from(mutate(message, random), 'latin1'));
    if (sent % 100 !== 99) continue;
    // What was a BYE in the end has ended the call: the next one takes its place.
    const up = await calls(desktop);
    if (!up.some(({ state }) => state === 'connected' || state === 'held')) {
      for (const { callId } of up) await ask(desktop, 'voice.hang-up', { callId }).catch(() => undefined);
      await noCalls(desktop, 40_000);
      write = await beInCall(registrar, desktop);
    }
    if (sent % 2_000 === 1_999) console.log(`${sent + 1} sent within calls, ${callCount} calls so far`);
  }
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
    request('REFER', 'source-refer', refer),
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

  await mutateInDialog(registrar, desktop, random);
  for (const { callId } of await calls(desktop)) await ask(desktop, 'voice.hang-up', { callId }).catch(() => undefined);
  await noCalls(desktop, 40_000);
  await beInCall(registrar, desktop);
  await ask(desktop, 'voice.hang-up', { callId: (await callIn(desktop, ['connected'])).callId });
  await noCalls(desktop);
  const unreadable = desktop.log().split('sip-message-unreadable').length - 1;
  const faults = [...desktop.faults];
  console.log(
    `${count} mutated messages and ${inDialogCount} within calls (seed ${seed}): a normal call works; exceptions in main ${unreadable}, faults in pages ${faults.length}`,
  );
  for (const fault of faults) console.log(fault);
  if (unreadable + faults.length > 0) process.exitCode = 1;
}

await run();
