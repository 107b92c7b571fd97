import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redactSipMessage } from '../../../main/voice/sip-redaction.ts';
import { createSipTrace } from '../../../main/voice/sip-trace.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSeededRandom, mutate } from '../../fakes/sip-mutations.ts';

/** Stands wherever something secret may stand. */
const secret = 'S3cr3tMarker';

const head = [
  'Via: SIP/2.0/WSS a1.invalid;branch=z9hG4bK77',
  'From: <sip:lea@sip.test>;tag=1',
  'To: <sip:bob@sip.test>',
  'Call-ID: c1',
  'CSeq: 1 INVITE',
];
function request(lines: readonly string[], body = '', start = 'INVITE sip:bob@sip.test SIP/2.0'): string {
  return [start, ...head, ...lines, '', body].join('\r\n');
}
const sdp = (...lines: string[]): string =>
  request(['Content-Type: application/sdp'], ['v=0', 'o=- 1 2 IN IP4 192.0.2.1', 's=-', 't=0 0', ...lines, ''].join('\r\n'));
const digest = `Digest username="lea", realm="sip.test", nonce="${secret}n", uri="sip:sip.test", response="${secret}r", cnonce="${secret}c", opaque="${secret}o", qop=auth, nc=00000001, algorithm=MD5`;

const corpus: Readonly<Record<string, string>> = {
  'a login': request([`Authorization: ${digest}`]),
  'a login at a proxy': request([`Proxy-Authorization: ${digest}`]),
  'a challenge': request([`WWW-Authenticate: ${digest}`, `Proxy-Authenticate: Digest realm="x",nonce=${secret},opaque=${secret}`]),
  'a nonce in advance': request([`Authentication-Info: nextnonce="${secret}", rspauth="${secret}"`]),
  'other schemes': request([
    `Authorization: Basic ${secret}`,
    `Proxy-Authorization: Bearer ${secret}`,
    `Authorization: Weird ${secret}`,
    `Authorization: ${secret}`,
  ]),
  'spelt otherwise': request([`aUTHORIZATION :\tdIGEST NONCE = "${secret}" , Response=${secret},CNONCE='${secret}'`]),
  'folded lines': request(['Authorization: Digest username="lea",', ` nonce="${secret}",`, `\tresponse="${secret}"`]),
  'a realm inside of a nonce': request([`Authorization: Digest nonce="realm=${secret}, qop=${secret}", response="algorithm=${secret}"`]),
  'quotes that never close': request([`Authorization: Digest nonce="realm=${secret}`, `WWW-Authenticate: Digest realm="a", nonce="${secret}`]),
  'escaped quotes': request([`Authorization: Digest nonce="\\"realm=\\"${secret}", response="a\\\\", cnonce="${secret}"`]),
  'a realm that holds a login': request([`Authorization: Digest realm="x, response=${secret}"`]),
  'an algorithm that is none': request([`Authorization: Digest algorithm=${secret}, stale=${secret}, qop="${secret}"`]),
  'bare line feeds': request([`Authorization: ${digest}`]).replaceAll('\r\n', '\n'),
  'bare carriage returns': request([`Authorization: ${digest}`]).replaceAll('\r\n', '\r'),
  'no end of the header': ['REGISTER sip:sip.test SIP/2.0', `Authorization: ${digest}`, `a=ice-pwd:${secret}`].join('\r\n'),
  'lines that are no header fields': request([`response="${secret}"`, secret, `: ${secret}`]),
  'header fields nobody has heard of': request([
    `X-Token: ${secret}`,
    `P-Access-Network-Info: ${secret}`,
    `Identity: ${secret}`,
    `Subject: ${secret}`,
    `y: ${secret}`,
  ]),
  'a cookie': request([`Cookie: sid=${secret}`, `Security-Client: ${secret}`, `Geolocation: <https://example.org/${secret}>`]),
  'a password in an address': request([
    `Contact: <sip:lea:${secret}@192.0.2.1>`,
    `Refer-To: <sips:lea:${secret}@x>`,
    `Route: sip:lea:${secret}@x;lr`,
  ]),
  'a password that is none of the grammar': request([
    `Contact: <sip:lea:p ${secret} q@x>`,
    `To: <sip:lea:a@${secret}@x>`,
    `From: <sip:lea%3A${secret}@x>`,
  ]),
  'a password in the start line': request([], '', `INVITE sip:bob:${secret}@sip.test SIP/2.0`),
  'what an address brings along': request([
    `Refer-To: <sip:bob@x?Authorization=Digest%20response%3D%22${secret}%22&body=${secret}>`,
    `Contact: <sip:x@y>;x="a?${secret}"`,
  ]),
  parameters: request([
    `Contact: <sip:lea@x;token=${secret};access_token="${secret}">`,
    `Via: SIP/2.0/WS h;auth-key=${secret}`,
    `Contact: <sip:x@y>;password=${secret}`,
  ]),
  'a display name': request([`From: "Authorization: Digest response=\\"${secret}\\"" <sip:x@y>`, `To: "password: ${secret}" <sip:x@y>`]),
  'a reason phrase': `SIP/2.0 401 nonce="${secret}"\r\n${head.join('\r\n')}\r\n\r\n`,
  'a start line that is none': `${secret}\r\n${head.join('\r\n')}\r\n\r\n`,
  'a method that is none': request([], '', `${secret.toLowerCase()} sip:x@y SIP/2.0`).replaceAll(secret.toLowerCase(), secret),
  'keys of the media': sdp(
    'm=audio 1 UDP/TLS/RTP/SAVPF 111',
    `a=ice-pwd:${secret}`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret}|2^20`,
    `k=base64:${secret}`,
    `a=key-mgmt:mikey ${secret}`,
    `a=KEY-MGMT:${secret}`,
  ),
  'keys in disguise': sdp(`a=fmtp:111 inline=${secret}`, `a=fmtp:111 password="${secret}"`, ` a=crypto:${secret}`, `A=${secret}`, secret),
  'who wrote the description': sdp(`e=${secret}@example.org`, `p=+49 ${secret}`, `i=${secret}`, `u=https://example.org/${secret}`)
    .replace('s=-', `s=${secret}`)
    .replace('o=-', `o=${secret}`),
  'fields that hold something else': sdp(`c=IN IP4 ${secret} x`, `t=${secret}`, `m=audio ${secret}`, `b=${secret}`),
  'a message': request(['Content-Type: text/plain'], `The PIN is ${secret}`, 'MESSAGE sip:bob@sip.test SIP/2.0'),
  tones: request(['Content-Type: application/dtmf-relay'], `Signal=${secret}\r\nDuration=100`, 'INFO sip:bob@sip.test SIP/2.0'),
  'several parts': request(['Content-Type: multipart/mixed;boundary=b'], `--b\r\nContent-Type: application/sdp\r\n\r\na=ice-pwd:${secret}\r\n--b--`),
  'two kinds at once': request(['Content-Type: application/sdp', 'Content-Type: text/plain'], secret),
  'no kind at all': request([], secret),
  'the progress of a transfer': request(
    ['Content-Type: message/sipfrag'],
    `SIP/2.0 200 OK\r\nAuthorization: ${digest}`,
    'NOTIFY sip:bob@sip.test SIP/2.0',
  ),
  'a state of others': request(['Content-Type: application/dialog-info+xml'], `<dialog-info entity="${secret}"/>`),
  'a long header field': request([`User-Agent: ${'a'.repeat(990)}sip:lea:${secret}@x`, `Via: ${'b'.repeat(5_000)}${secret}`]),
};

describe('a message for others to read', () => {
  it.each(Object.entries(corpus))('gives nothing away: %s', (_name, message) => {
    expect(message).toContain(secret);
    expect(redactSipMessage(message)).not.toContain(secret);
  });

  it('hides it in whatever way the messages of the torture test are bent around it', () => {
    const folder = join(import.meta.dirname, '../../corpora/rfc4475');
    const files = readdirSync(folder).filter((name) => name.endsWith('.dat'));
    expect(files.length).toBeGreaterThan(40);
    for (const name of files) {
      const message = readFileSync(join(folder, name), 'latin1');
      const at = message.indexOf('\r\n') + 2;
      const bent = `${message.slice(0, at)}Authorization: ${digest}\r\nContact: <sip:lea:${secret}@x>\r\n${message.slice(at)}`;
      expect(redactSipMessage(bent), name).not.toContain(secret);
    }
  });

  it('hides it however the message is broken', () => {
    const random = createSeededRandom(4);
    const messages = [corpus['a login']!, corpus['a challenge']!, corpus['keys of the media']!, corpus['a nonce in advance']!];
    for (let n = 0; n < 4_000; n += 1) {
      const broken = mutate(messages[n % messages.length]!, random);
      expect(redactSipMessage(broken), broken).not.toContain(secret);
    }
  });

  it('still says what an administrator needs', () => {
    const register = request([`Authorization: ${digest}`, 'Contact: <sip:lea@a1.invalid;transport=ws>;expires=600', 'User-Agent: Threadline/0.1']);
    const text = redactSipMessage(register);
    for (const part of [
      'INVITE sip:bob@sip.test SIP/2.0',
      'Via: SIP/2.0/WSS a1.invalid;branch=z9hG4bK77',
      'From: <sip:lea@sip.test>;tag=1',
      'Cseq: 1 INVITE',
    ])
      expect(text).toContain(part);
    expect(text).toContain('Authorization: Digest realm="sip.test", algorithm="MD5", qop="auth", <removed>');
    expect(text).toContain('Contact: <sip:lea@a1.invalid;transport=ws>;expires=600');
    const lines = [
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 8',
      'c=IN IP4 192.0.2.1',
      'a=rtpmap:111 opus/48000/2',
      'a=sendrecv',
      'a=candidate:1 1 udp 2122 192.0.2.1 40000 typ host',
    ];
    for (const line of lines) expect(redactSipMessage(sdp(...lines))).toContain(`${line}\r\n`);
    expect(redactSipMessage('SIP/2.0 486 Busy Here\r\nReason: Q.850;cause=17\r\n\r\n')).toBe('SIP/2.0 486 Busy Here\r\nReason: Q.850;cause=17\r\n');
    expect(redactSipMessage(corpus['the progress of a transfer']!)).toContain('SIP/2.0 200');
  });

  it('takes no time worth speaking of, whatever comes', () => {
    const bends = ['pass'.repeat(250), '%3a'.repeat(330), 'a-'.repeat(500), '<sip:a:'.repeat(140), 'nonce="\\'.repeat(110), '"'.repeat(999)];
    const message = request(bends.flatMap((bend) => Array.from({ length: 10 }, () => `Contact: ${bend}`)));
    const before = performance.now();
    redactSipMessage(message);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('the trace', () => {
  const message = request([`Authorization: ${digest}`]);

  it('keeps what went to and fro, in order and redacted, without keep-alives', () => {
    const clock = createManualClock();
    const trace = createSipTrace(clock);
    trace.record({ direction: 'out', server: 'sip.test:443', message });
    clock.advance(40);
    trace.record({ direction: 'in', server: 'sip.test:443', message: '\r\n\r\n' });
    trace.record({ direction: 'in', server: 'sip.test:443', message: 'SIP/2.0 200 OK\r\nCall-ID: c1\r\n\r\n' });
    expect(trace.read()).toMatch(
      /^2026-11-23T09:00:00\.000Z to sip\.test:443\r\nINVITE [^]*\r\n\r\n2026-11-23T09:00:00\.040Z from sip\.test:443\r\nSIP\/2\.0 200 OK/,
    );
    expect(trace.read()).not.toContain(secret);
  });

  it('has an end: the newest stay, and a flood pushes nothing out', () => {
    const clock = createManualClock();
    const trace = createSipTrace(clock);
    for (let n = 0; n < 3_000; n += 1) {
      clock.advance(100);
      trace.record({ direction: 'in', server: 's', message: request([`Date: ${n}`]) });
    }
    const count = trace.read().split('INVITE sip:').length - 1;
    expect(count).toBeGreaterThan(500);
    expect(count).toBeLessThanOrEqual(1_000);
    expect(trace.read()).toContain('Date: 2999');
    clock.advance(1_000);
    for (let n = 0; n < 10_000; n += 1) trace.record({ direction: 'in', server: 's', message: request([`Date: flood ${n}`]) });
    expect(trace.read()).toContain('Date: 2999');
    expect(trace.read()).not.toContain('Date: flood 60');
    clock.advance(1_000);
    trace.record({ direction: 'in', server: 's', message: request([`Via: ${'w'.repeat(30_000)}`]) });
    expect(trace.read()).toMatch(/<message of \d+ characters left out>$/);
    clock.advance(1_000);
    trace.record({ direction: 'in', server: 's', message: request(['Subject: x', `Warning: ${'w'.repeat(900)}`]) });
    expect(trace.read()).toContain('Warning: w');
  });
});
