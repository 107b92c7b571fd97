/** One subscriber's wire. */
export interface ExchangePort extends Disposable {
  send(message: string): void;
}

/**
 * Registrar and proxy of the practice line, in memory: as much of RFC 3261 as JsSIP on both sides needs. It adds no Via and no Record-Route, so dialogs run
 * straight between the two user agents, whose Contacts have hosts of their own.
 */
export interface PracticeExchange {
  plug(deliver: (message: string) => void): ExchangePort;
}

export interface PracticeExchangeDeps {
  /** A number that nobody has registered yet was dialled: true where somebody is about to register it. */
  readonly onNumberDialled: (user: string) => boolean;
  readonly createTag: () => string;
  /** A call begins. */
  readonly onCalled: (user: string) => void;
  readonly onSubscribed: (request: string, send: (message: string) => void) => void;
}

interface Wire {
  readonly deliver: (message: string) => void;
}

const registrationS = 600;

export function createPracticeExchange({ onNumberDialled, createTag, onCalled, onSubscribed }: PracticeExchangeDeps): PracticeExchange {
  /** By the host a user agent names in its Via and Contact. */
  const hosts = new Map<string, Wire>();
  const users = new Map<string, Wire>();
  const waiting = new Map<string, { readonly from: Wire; readonly message: string }[]>();

  /** Never within the sender's own turn: JsSIP has not finished its transaction yet. */
  function pass(wire: Wire, message: string): void {
    queueMicrotask(() => wire.deliver(message));
  }

  function register(wire: Wire, message: string): void {
    const user = userOf(header(message, 'To'));
    const isLeaving = /^0\s*$/.test(header(message, 'Expires')) || /;expires=0\b/.test(header(message, 'Contact'));
    if (isLeaving) users.delete(user);
    else users.set(user, wire);
    const contact = header(message, 'Contact').replace(/;expires=\d+/, '');
    const binding = isLeaving ? [] : [`Contact: ${contact};expires=${registrationS}`];
    pass(wire, respond(message, { status: '200 OK', tag: createTag(), headers: binding }));
    for (const held of waiting.get(user) ?? []) route(held.from, held.message);
    waiting.delete(user);
  }

  function route(from: Wire, message: string): void {
    const [method = '', uri = ''] = message.split(' ', 2);
    const user = userOf(uri);
    if (method === 'INVITE' && !/;tag=/i.test(header(message, 'To'))) onCalled(user);
    const target = hosts.get(hostOf(uri)) ?? users.get(user);
    if (target) return pass(target, message);
    if (method === 'ACK') return;
    if (waiting.has(user) || onNumberDialled(user)) {
      waiting.set(user, [...(waiting.get(user) ?? []), { from, message }]);
      return;
    }
    pass(from, respond(message, { status: '404 Not Found', tag: createTag(), headers: [] }));
  }

  function receive(from: Wire, message: string): void {
    const via = viaHost(message);
    if (message.startsWith('SIP/2.0 ')) {
      const target = hosts.get(via);
      if (target) pass(target, message);
      return;
    }
    if (via) hosts.set(via, from);
    if (message.startsWith('REGISTER ')) register(from, message);
    else if (message.startsWith('SUBSCRIBE ')) onSubscribed(message, (answer) => pass(from, answer));
    // Keep-alives are empty (RFC 5626 §4.4.1).
    else if (message.trim() !== '') route(from, message);
  }

  return {
    plug(deliver) {
      const wire: Wire = { deliver };
      return {
        send: (message) => receive(wire, message),
        [Symbol.dispose]() {
          for (const book of [hosts, users]) for (const [name, owner] of book) if (owner === wire) book.delete(name);
        },
      };
    },
  };
}

function header(message: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';
}

const viaHost = (message: string): string => /^Via:\s*SIP\/2\.0\/\w+\s+([^;:\s]+)/im.exec(message)?.[1] ?? '';
const userOf = (address: string): string => decodeURIComponent(/sips?:([^@;>]+)@/i.exec(address)?.[1] ?? '');
const hostOf = (address: string): string => /@([^;:>\s]+)/.exec(address)?.[1] ?? '';

/** RFC 3261 §8.2.6: Via, From, To, Call-ID and CSeq of the request; a To tag where there is none. */
function respond(request: string, { status, tag, headers }: { status: string; tag: string; headers: readonly string[] }): string {
  const to = header(request, 'To');
  const vias = [...request.matchAll(/^Via:.*$/gim)].map((match) => match[0].trim());
  const lines = [
    `SIP/2.0 ${status}`,
    ...vias,
    `From: ${header(request, 'From')}`,
    `To: ${/;tag=/i.test(to) ? to : `${to};tag=${tag}`}`,
    `Call-ID: ${header(request, 'Call-ID')}`,
    `CSeq: ${header(request, 'CSeq')}`,
    ...headers,
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
