/** Tells those who subscribed (RFC 6665) what goes on at the practice exchange. */
export interface PracticeNotifier {
  /** A SUBSCRIBE, and the way back to whoever sent it. */
  take(request: string, send: (message: string) => void): void;
  /** Something is different: everybody is told. */
  tell(): void;
}

export interface PracticeNotifierDeps {
  /** What there is to tell of somebody; null: nobody of that name. */
  readonly bodyOf: (event: string, user: string) => { readonly type: string; readonly body: string } | null;
  readonly createTag: () => string;
}

interface Told {
  readonly event: string;
  readonly user: string;
  readonly request: string;
  readonly tag: string;
  readonly send: (message: string) => void;
  sequence: number;
  last: string | null;
}

const host = 'notifier.practice.invalid';
const expiresS = 600;

export function createPracticeNotifier({ bodyOf, createTag }: PracticeNotifierDeps): PracticeNotifier {
  const dialogs = new Map<string, Told>();

  function notify(told: Told, { isFinal = false, isAsked = false } = {}): void {
    const content = bodyOf(told.event, told.user);
    if (!content || (content.body === told.last && !isAsked)) return;
    told.last = content.body;
    told.sequence += 1;
    const contact = /<([^>]+)>/.exec(header(told.request, 'Contact'))?.[1] ?? '';
    const lines = [
      `NOTIFY ${contact} SIP/2.0`,
      `Via: SIP/2.0/WS ${host};branch=z9hG4bK${createTag()}`,
      'Max-Forwards: 70',
      `From: ${header(told.request, 'To').replace(/;tag=.*/i, '')};tag=${told.tag}`,
      `To: ${header(told.request, 'From')}`,
      `Call-ID: ${header(told.request, 'Call-ID')}`,
      `CSeq: ${told.sequence} NOTIFY`,
      `Contact: <sip:${told.user}@${host}>`,
      `Event: ${told.event}`,
      `Subscription-State: ${isFinal ? 'terminated;reason=timeout' : `active;expires=${expiresS}`}`,
      `Content-Type: ${content.type}`,
      `Content-Length: ${Buffer.byteLength(content.body)}`,
    ];
    told.send(`${lines.join('\r\n')}\r\n\r\n${content.body}`);
  }

  function respond(request: string, { status, tag, lines }: { status: string; tag: string; lines: readonly string[] }): string {
    const to = header(request, 'To');
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`);
    return [`SIP/2.0 ${status}`, ...copied, `To: ${/;tag=/i.test(to) ? to : `${to};tag=${tag}`}`, ...lines, 'Content-Length: 0', '', ''].join('\r\n');
  }

  return {
    take(request, send) {
      const callId = header(request, 'Call-ID');
      const event = header(request, 'Event').toLowerCase();
      const user = /sips?:([^@;>]+)@/i.exec(header(request, 'To'))?.[1] ?? '';
      const known = dialogs.get(callId);
      const tag = known?.tag ?? createTag();
      if (!bodyOf(event, user)) return send(respond(request, { status: '404 Not Found', tag, lines: [] }));
      const isLeaving = /^0\s*$/.test(header(request, 'Expires'));
      send(respond(request, { status: '200 OK', tag, lines: [`Contact: <sip:${user}@${host}>`, `Expires: ${isLeaving ? 0 : expiresS}`] }));
      const told = known ?? { event, user, request, tag, send, sequence: 0, last: null };
      notify(told, { isFinal: isLeaving, isAsked: true });
      if (isLeaving) dialogs.delete(callId);
      else dialogs.set(callId, told);
    },
    tell() {
      for (const told of dialogs.values()) notify(told);
    },
  };
}

function header(message: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';
}
