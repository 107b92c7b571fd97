import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWebSocketSocket } from '../../../main/voice/sip-socket-ws.ts';
import { targetOf } from '../../fakes/sip-target.ts';
import { startTestRegistrar } from '../../fakes/test-registrar.ts';
import { startVoiceWorld } from '../../fakes/voice-world.ts';

const folder = join(import.meta.dirname, '../../corpora/rfc4475');

interface Judgement {
  readonly file: string;
  /** Of RFC 4475. */
  readonly section: string;
  /** What a telephone answers; 'ignored': a response that is read and belongs to nothing; 'dropped': one that is none. */
  readonly answer: number | 'ignored' | 'dropped';
  /** The account is the one the message is for; elsewhere it is refused before that matters. */
  readonly user?: string;
}

const judge = (section: string, answer: Judgement['answer'], messages: string | Readonly<Record<string, string>>): Judgement[] =>
  typeof messages === 'string'
    ? messages.split(' ').map((file) => ({ file, section, answer }))
    : Object.entries(messages).map(([file, user]) => ({ file, section, answer, user }));

/** A telephone is no registrar: a REGISTER it can read gets 405 (RFC 3261 §8.2.1), one it cannot gets 400. */
const judgements: readonly Judgement[] = [
  ...judge('3.1.1 valid: rings', 180, { esc01: 'sips%3Auser%40example.com', longreq: 'user' }),
  ...judge('3.1.1 valid, in a dialog that is over', 481, { wsinv: 'vivekg' }),
  ...judge('3.1.1 valid: answered', 200, { lwsdisp: 'user', semiuri: 'user;par=u%40example.net', transports: 'user' }),
  ...judge('3.1.1 valid, a method unknown', 405, {
    intmeth: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
  }),
  ...judge('3.1.1 valid, for nobody', 404, 'esc02'),
  ...judge('3.1.1 valid, not for a telephone', 405, { mpart01: 'kumiko' }),
  ...judge('3.1.1 valid, for registrars', 405, 'escnull dblreq'),
  ...judge('3.1.1 valid, a response', 'ignored', 'unreason noreason'),
  ...judge(
    '3.1.2 invalid',
    400,
    'badinv01 clerr ncl scalar02 quotbal ltgtruri lwsruri lwsstart trws escruri baddate regbadct badaspec baddn mismatch01',
  ),
  ...judge('3.1.2 invalid: version', 505, 'badvers'),
  ...judge('3.1.2 invalid: unknown method', 501, 'mismatch02'),
  ...judge('3.1.2 invalid: response', 'dropped', 'scalarlg bigcode'),
  ...judge('3.2 transaction', 400, 'badbranch'),
  ...judge('3.3 application: missing or repeated fields', 400, 'insuf multi01 mcl01'),
  ...judge('3.3 application: scheme', 416, 'unkscm novelsc'),
  ...judge('3.3 application: for registrars', 405, 'unksm2 regaut01 cparam01 cparam02 regescrt'),
  ...judge('3.3 application: extension', 420, 'bext01'),
  ...judge('3.3 application: body', 415, 'invut'),
  ...judge('3.3 application: hops are a proxy’s', 200, { zeromf: 'user' }),
  ...judge('3.3 application: broadcast response', 'dropped', 'bcast'),
  ...judge('3.3 application: nothing we could answer with', 406, 'sdp01'),
  ...judge('3.4 backward compatibility', 180, { inv2543: 'UserB' }),
];

const probe = [
  'OPTIONS sip:alice@sip.test SIP/2.0',
  'Via: SIP/2.0/WS far.invalid;branch=z9hG4bKprobe',
  'Max-Forwards: 70',
  'From: <sip:far@sip.test>;tag=far',
  'To: <sip:alice@sip.test>',
  'Call-ID: probe',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
  '',
  '',
];

describe('the torture messages of RFC 4475', () => {
  it('are all judged', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.dat'));
    expect(files).toHaveLength(49);
    expect(judgements.map(({ file }) => `${file}.dat`).toSorted()).toEqual(files.toSorted());
  });

  it.each(judgements)('$file ($section): $answer', async ({ file, answer, user = 'alice' }) => {
    const message = readFileSync(join(folder, `${file}.dat`));
    // The account is at the domain the message is for.
    const domain = /^\w+ +sips?:(?:[^@ ]*@)?([\w.-]+)/.exec(message.toString('latin1'))?.[1] ?? 'sip.test';
    await using registrar = await startTestRegistrar();
    await using world = await startVoiceWorld({
      account: { user, domain },
      openSocket: (deps) => createWebSocketSocket(targetOf(registrar.url), deps),
    });
    const before = registrar.requests.length;
    registrar.send(message);
    registrar.send(Buffer.from(probe.join('\r\n').replaceAll('alice', user).replaceAll('sip.test', domain)));
    await registrar.seen((sent) => sent.startsWith('SIP/2.0 ') && sent.includes('\r\nCall-ID: probe\r\n'));

    const isProbe = (message: string): boolean => message.includes('\r\nCall-ID: probe\r\n');
    const answers = () => registrar.requests.slice(before).filter((message) => !isProbe(message) && !message.startsWith('SIP/2.0 100'));
    if (typeof answer === 'number') await expect.poll(() => answers().map((message) => message.slice(0, 11))).toEqual([`SIP/2.0 ${answer}`]);
    else expect(answers()).toEqual([]);
    expect(world.voice.list().map(({ state }) => state)).toEqual(answer === 180 ? ['ringing'] : []);
    expect(world.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(world.logger.lines.some(({ event }) => event === 'sip-message-dropped')).toBe(answer === 'dropped');
  });
});
