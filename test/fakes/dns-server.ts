import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Answer, AUTHORITATIVE_ANSWER } from 'dns-packet';

export interface DnsServer extends AsyncDisposable {
  readonly port: number;
  readonly zone: Answer[];
  /** `NAPTR sip.test` and so on, in order. */
  readonly asked: readonly string[];
}

/** Answers from the zone, and that there is nothing else (RFC 1035). */
export async function startDnsServer(zone: Answer[], port = 0): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const { id = 0, questions = [] } = decode(bytes);
    const [question] = questions;
    if (!question) return;
    asked.push(`${question.type} ${question.name}`);
    const named = zone.filter(({ name }) => name.toLowerCase() === question.name.toLowerCase());
    const answers = named.filter(({ type }) => type === question.type);
    const nameError = named.length === 0 ? 3 : 0;
    socket.send(encode({ id, type: 'response', flags: AUTHORITATIVE_ANSWER | nameError, questions: [question], answers }), from.port, from.address);
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    zone,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

export const srv = (name: string, target: string, port: number, { priority = 0, weight = 0 } = {}): Answer => ({
  type: 'SRV',
  name,
  data: { target, port, priority, weight },
});

export const naptr = (name: string, service: string, replacement: string, { order = 10, preference = 10 } = {}): Answer => ({
  type: 'NAPTR',
  name,
  data: { order, preference, flags: 's', services: service, regexp: '', replacement },
});
