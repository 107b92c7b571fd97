import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports.ts';
import type { SipPipe } from './account-connection.ts';
import { proxyUri, type AccountTarget } from './account-target.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import { failureOfResponse } from './failure-mapping.ts';
import { ProbeFailure } from './probe-failure.ts';
import { answerDigest, readDigestChallenge, type DigestChallenge } from './sip-digest.ts';

export interface RegisterAnswer {
  readonly status: number;
  readonly wasChallenged: boolean;
  header(name: string): string | undefined;
  headers(name: string): readonly string[];
}

/** REGISTER and nothing else (RFC 3261 §10.2), in a dialog-less conversation of its own. */
export interface RegisterProbe {
  /** Asks which bindings there are; changes nothing (§10.2.3). */
  ask(): Promise<RegisterAnswer>;
  /** Binds our own contact for `expiresS`; 0 removes that one and no other (§10.2.2). */
  bind(expiresS: number): Promise<RegisterAnswer>;
}

export interface RegisterProbeDeps {
  readonly pipe: SipPipe;
  readonly target: Pick<AccountTarget, 'user' | 'domain' | 'url' | 'hasProxy'>;
  readonly authUser: string | null;
  /** null: nothing to answer a challenge with. */
  readonly password: string | null;
  readonly clock: Clock;
}

const answerWithinMs = 6_000;
const longForms: Readonly<Record<string, string>> = { m: 'contact', i: 'call-id', l: 'content-length', v: 'via', f: 'from', t: 'to' };

export function createRegisterProbe({ pipe, target, authUser, password, clock }: RegisterProbeDeps): RegisterProbe {
  const token = (): string => randomBytes(8).toString('hex');
  const callId = token();
  const fromTag = token();
  const registrar = `sip:${target.domain}`;
  const aor = `<sip:${escapeUser(target.user)}@${target.domain}>`;
  const contact = `<sip:${token()}@${pipe.contactHost}>`;
  let sequence = 0;

  function send(lines: readonly string[]): Promise<RegisterAnswer> {
    sequence += 1;
    const answered = awaitAnswer(pipe, { clock, callId, sequence });
    const head = [
      `REGISTER ${registrar} SIP/2.0`,
      `Via: ${pipe.via};branch=z9hG4bK${token()};rport`,
      ...(target.hasProxy ? [`Route: <${proxyUri(target.url)};lr>`] : []),
      'Max-Forwards: 70',
      `From: ${aor};tag=${fromTag}`,
      `To: ${aor}`,
      `Call-ID: ${callId}`,
      `CSeq: ${sequence} REGISTER`,
      ...lines,
      'Content-Length: 0',
    ];
    pipe.send(`${head.join('\r\n')}\r\n\r\n`);
    return answered;
  }

  /** A second challenge is answered only where it says that the nonce alone was old. */
  async function register(lines: readonly string[]): Promise<RegisterAnswer> {
    let answer = await send(lines);
    for (let tries = 0; (answer.status === 401 || answer.status === 407) && tries < 2; tries += 1) {
      const challenge = chooseChallenge(answer);
      if (tries > 0 && !challenge.isStale) break;
      if (password === null || password === '') throw new ProbeFailure({ reason: 'password-missing', field: 'password' });
      const name = answer.status === 401 ? 'Authorization' : 'Proxy-Authorization';
      const credentials = answerDigest(
        challenge,
        { user: authUser ?? target.user, password },
        { method: 'REGISTER', uri: registrar, count: 1, clientNonce: token() },
      );
      answer = { ...(await send([...lines, `${name}: ${credentials}`])), wasChallenged: true };
    }
    return answer;
  }

  return {
    ask: () => register([]),
    bind: (expiresS) => register([`Contact: ${contact};expires=${expiresS}`, `Expires: ${expiresS}`]),
  };
}

/** The last challenge, as our user agent takes it, so that the test says what the account will do: MD5 alone. */
function chooseChallenge(answer: RegisterAnswer): DigestChallenge {
  const challenge = answer
    .headers(answer.status === 401 ? 'www-authenticate' : 'proxy-authenticate')
    .map(readDigestChallenge)
    .at(-1);
  if (!challenge) throw new ProbeFailure({ reason: 'registrar-error', technical: `SIP ${answer.status}` });
  if (challenge.algorithm !== 'MD5') throw new ProbeFailure({ reason: 'registrar-error', technical: `digest ${challenge.algorithm.slice(0, 40)}` });
  return challenge;
}

function awaitAnswer(pipe: SipPipe, { clock, callId, sequence }: { clock: Clock; callId: string; sequence: number }): Promise<RegisterAnswer> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(answerWithinMs, () => reject(new ProbeFailure({ reason: 'registrar-silent' })));
    pipe.ended.catch((error: unknown) => {
      timer[Symbol.dispose]();
      reject(new ProbeFailure(failureOfSocketError(error)));
    });
    pipe.onMessage = (message) => {
      const answer = readAnswer(message);
      const isOurs = answer !== null && answer.header('call-id') === callId && Number.parseInt(answer.header('cseq') ?? '', 10) === sequence;
      if (!isOurs || answer.status < 200) return;
      timer[Symbol.dispose]();
      resolve(answer);
    };
  });
}

function readAnswer(message: string): RegisterAnswer | null {
  const [first = '', ...lines] = (message.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const status = /^SIP\/2\.0 ([1-6]\d\d)(?: |$)/i.exec(first)?.[1];
  if (status === undefined) return null;
  const fields = lines.map((line) => {
    const [, name = '', value = ''] = /^([^:\s]+)\s*:\s*(.*)$/.exec(line) ?? [];
    return { name: longForms[name.toLowerCase()] ?? name.toLowerCase(), value: value.trim() };
  });
  const headers = (wanted: string): readonly string[] => fields.filter(({ name }) => name === wanted).map(({ value }) => value);
  return { status: Number(status), wasChallenged: false, headers, header: (name) => headers(name)[0] };
}

/** RFC 3261 §25.1: user = unreserved / escaped / user-unreserved. */
function escapeUser(user: string): string {
  return user.replaceAll(/[^\w\-.!~*'()&=+$,;?/%]/gu, (character) => encodeURIComponent(character));
}

/** Throws what the answer means where it is none of success. */
export function requireSuccess(answer: RegisterAnswer): void {
  if (answer.status >= 300) throw new ProbeFailure(failureOfResponse(answer.status, 'register'));
}
