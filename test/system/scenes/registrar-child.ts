/** A registrar in a process of its own, as if it were another machine: it can stand in another network, and what it sends costs no test its time. */
import { setPriority } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { startTestRegistrar, type TestRegistrar } from '../../fakes/test-registrar.ts';
import { followOrders } from './orders.ts';

export type RegistrarOrder =
  | { readonly do: 'start'; readonly host: string; readonly password: string | null }
  | { readonly do: 'call'; readonly id: string }
  | { readonly do: 'flood'; readonly perSecond: number; readonly seconds: number };

export interface Flooded {
  readonly sent: number;
  readonly sentMs: number;
  readonly refused: number;
  readonly answeredMs: number;
}

const lookEveryMs = 5;
const answersWithinMs = 10_000;
const ringsWithinMs = 1_000;
/** As many calls a phone lets ring. */
const mostRinging = 4;

let refused = 0;
let registrar: TestRegistrar | null = null;
// What is asked of it must not be taken from the phone's processor.
setPriority(5);

async function start(host: string, password: string | null): Promise<{ port: number }> {
  registrar = await startTestRegistrar({
    host,
    password,
    answer(message) {
      if (message.startsWith('SIP/2.0 486')) refused += 1;
      return undefined;
    },
  });
  return { port: registrar.port };
}

function invite(id: string): string {
  const registered = registrar?.requests.findLast((message) => message.startsWith('REGISTER ')) ?? '';
  return [
    `INVITE ${/^Contact:\s*<([^>]+)>/im.exec(registered)?.[1]} SIP/2.0`,
    `Via: SIP/2.0/WS far.invalid;branch=z9hG4bK-${id}`,
    'Max-Forwards: 70',
    `From: <sip:${id}@registrar.test>;tag=far`,
    `To: ${/^To:\s*(.*)$/im.exec(registered)?.[1]}`,
    `Call-ID: ${id}`,
    'CSeq: 1 INVITE',
    'Contact: <sip:far@far.invalid;transport=ws>',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** The first answer that says something; 0: there was none in time. */
async function call(id: string): Promise<{ status: number }> {
  registrar?.send(Buffer.from(invite(id)));
  const answer = registrar?.seen((message) => /^SIP\/2\.0 (180|[2-6])/.test(message) && message.includes(`Call-ID: ${id}\r\n`));
  const first = await Promise.race([answer, setTimeout(ringsWithinMs, '')]);
  return { status: Number(first?.slice(8, 11)) };
}

function flood(perSecond: number, seconds: number): Promise<Flooded> {
  const all = perSecond * seconds;
  const template = invite('CALLER');
  const startedAt = performance.now();
  let sent = 0;
  let sentMs = 0;
  refused = 0;
  return new Promise((done) => {
    const timer = setInterval(() => {
      const now = performance.now() - startedAt;
      for (const due = Math.min(all, (now * perSecond) / 1_000); sent < due; sent += 1)
        registrar?.send(Buffer.from(template.replaceAll('CALLER', `flood${sent}`)));
      if (sent === all) sentMs ||= now;
      if (sent < all || (refused < all - mostRinging && now < sentMs + answersWithinMs)) return;
      clearInterval(timer);
      done({ sent, sentMs, refused, answeredMs: now });
    }, lookEveryMs);
  });
}

followOrders<RegistrarOrder>((order) => {
  if (order.do === 'start') return start(order.host, order.password);
  return order.do === 'call' ? call(order.id) : flood(order.perSecond, order.seconds);
});
