import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface SipText {
  readonly text: string;
  /** Of a request. */
  readonly method: string | null;
  /** Of a response. */
  readonly status: number | null;
  readonly cseq: string;
  /** Every value of a header, in the order of the message. */
  values(name: string): readonly string[];
}

/** A dialog that began with an INVITE to this phone. */
export interface ScriptedDialog {
  readonly invite: SipText;
  readonly tag: string;
  /** Offers anew within it, with this number in its CSeq. */
  offer(sequence: number, direction: 'sendrecv' | 'sendonly'): void;
  /** Acknowledges the answer to the offer of this number. */
  acknowledge(sequence: number, answer: 'accepted' | 'refused'): void;
}

/** A plain phone that says what a test tells it to, also what no real phone does on command. It answers sound with the same sound. */
export interface ScriptedPhone extends AsyncDisposable {
  /** The first message from now on, or one not taken yet, that fits. Taken once. */
  take(fits: (message: SipText) => boolean, what: string, withinMs?: number): Promise<SipText>;
  reply(request: SipText, status: string, options?: { readonly tag?: string; readonly hasAnswer?: boolean }): void;
  /** Takes the next INVITE, answers it and sees the ACK. */
  answer(): Promise<ScriptedDialog>;
  dialog(invite: SipText, tag: string): ScriptedDialog;
}

const proxyPort = 5060;
const host = '127.0.0.1';

/** Where kamailio's "sippuas" is sent to. */
export async function startScriptedPhone(port = 5090): Promise<ScriptedPhone> {
  const socket = await bound(port);
  const sound = await bound(0);
  sound.on('message', (packet: Buffer, from: RemoteInfo) => sound.send(packet, from.port, from.address));
  const soundPort = sound.address().port;
  const waiting: SipText[] = [];
  const listeners = new Set<() => void>();
  const seen = new Set<string>();
  socket.on('message', (bytes: Buffer) => {
    const message = parse(bytes.toString('utf8'));
    // UDP says things again until they are answered.
    const key = [message.method, message.status, message.cseq, message.values('Via')[0]].join(' ');
    if (seen.has(key)) return;
    seen.add(key);
    waiting.push(message);
    for (const listener of listeners) listener();
  });
  let offers = 0;
  const say = (lines: readonly string[], sdp: string | null): void => {
    const body = sdp ?? '';
    const more = sdp === null ? [] : ['Content-Type: application/sdp'];
    socket.send([...lines, ...more, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'), proxyPort, host);
  };
  const describe = (direction: string): string => {
    offers += 1;
    const session = ['v=0', `o=phone 1 ${offers} IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0'];
    return [...session, `m=audio ${soundPort} RTP/AVP 8`, 'a=rtpmap:8 PCMA/8000', `a=${direction}`, ''].join('\r\n');
  };
  const contact = `Contact: <sip:sippuas@${host}:${port}>`;

  function take(fits: (message: SipText) => boolean, what: string, withinMs = 10_000): Promise<SipText> {
    return new Promise((done, failed) => {
      const look = (): boolean => {
        const at = waiting.findIndex(fits);
        if (at < 0) return false;
        clearTimeout(late);
        listeners.delete(look);
        done(waiting.splice(at, 1)[0]!);
        return true;
      };
      const late = setTimeout(() => {
        listeners.delete(look);
        failed(new Error(`no ${what} within ${withinMs} ms; there: ${waiting.map(({ text }) => text.split('\r\n', 1)[0]).join(' | ')}`));
      }, withinMs);
      if (!look()) listeners.add(look);
    });
  }

  function reply(request: SipText, status: string, { tag, hasAnswer = false }: { readonly tag?: string; readonly hasAnswer?: boolean } = {}): void {
    const copied = ['Via', 'Record-Route', 'From', 'Call-ID', 'CSeq'].flatMap((name) => request.values(name).map((value) => `${name}: ${value}`));
    const [to = ''] = request.values('To');
    const offered = /^a=(sendonly|inactive|recvonly|sendrecv)/m.exec(request.text)?.[1];
    const direction = offered === 'sendonly' ? 'recvonly' : offered === 'inactive' ? 'inactive' : 'sendrecv';
    say([`SIP/2.0 ${status}`, ...copied, `To: ${/;tag=/.test(to) ? to : `${to};tag=${tag}`}`, contact], hasAnswer ? describe(direction) : null);
  }

  function dialog(invite: SipText, tag: string): ScriptedDialog {
    function within(method: string, sequence: number, { branch, sdp }: { readonly branch: string; readonly sdp: string | null }): void {
      const [target = ''] = invite.values('Contact').map((value) => /<([^>]+)>/.exec(value)?.[1] ?? value);
      const head = [
        `${method} ${target} SIP/2.0`,
        `Via: SIP/2.0/UDP ${host}:${port};branch=z9hG4bK-${branch}-${tag}-${sequence}`,
        'Max-Forwards: 70',
        ...invite.values('Record-Route').map((route) => `Route: ${route}`),
        `From: ${invite.values('To')[0]};tag=${tag}`,
        `To: ${invite.values('From')[0]}`,
        `Call-ID: ${invite.values('Call-ID')[0]}`,
        `CSeq: ${sequence} ${method}`,
        contact,
      ];
      say(head, sdp);
    }
    return {
      invite,
      tag,
      offer: (sequence, direction) => within('INVITE', sequence, { branch: 'offer', sdp: describe(direction) }),
      // That of a refusal belongs to the same transaction (RFC 3261 section 17.1.1.3).
      acknowledge: (sequence, answer) => within('ACK', sequence, { branch: answer === 'refused' ? 'offer' : 'accepted', sdp: null }),
    };
  }

  return {
    take,
    reply,
    dialog,
    async answer() {
      const invite = await take(({ method }) => method === 'INVITE', 'INVITE');
      const tag = `tag${Date.now()}`;
      reply(invite, '180 Ringing', { tag });
      reply(invite, '200 OK', { tag, hasAnswer: true });
      await take(({ method }) => method === 'ACK', 'ACK');
      return dialog(invite, tag);
    },
    async [Symbol.asyncDispose]() {
      const closed = [once(socket, 'close'), once(sound, 'close')];
      socket.close();
      sound.close();
      await Promise.all(closed);
    },
  };
}

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, host);
  await once(socket, 'listening');
  return socket;
}

function parse(text: string): SipText {
  const [head = ''] = text.split('\r\n\r\n', 1);
  const [start = '', ...lines] = head.split('\r\n');
  const isResponse = start.startsWith('SIP/2.0 ');
  const values = (name: string): readonly string[] => {
    const prefix = `${name.toLowerCase()}:`;
    return lines.filter((line) => line.toLowerCase().startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
  };
  return {
    text,
    method: isResponse ? null : (start.split(' ', 1)[0] ?? null),
    status: isResponse ? Number(start.slice(8, 11)) : null,
    cseq: values('CSeq')[0] ?? '',
    values,
  };
}
