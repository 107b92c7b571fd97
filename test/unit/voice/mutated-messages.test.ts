import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCaller, farSdp, ok, reply, requestOfCallee } from '../../fakes/loop-server.ts';
import { createSeededRandom, mutate } from '../../fakes/sip-mutations.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

const folder = join(import.meta.dirname, '../../corpora/rfc4475');
const seed = 4_475;
const count = 5_000;

/** What a server and the other side really send, in and out of a call that stands, and the messages of RFC 4475. */
async function sources(world: VoiceWorld): Promise<string[]> {
  const caller = createCaller(world.server);
  await world.dial();
  const invite = await world.server.take('INVITE ');
  world.server.send(ok(invite, farSdp()));
  await world.server.take('ACK ');
  const refer = ['Refer-To: <sip:+493055555@sip.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>'];
  return [
    ...readdirSync(folder)
      .filter((file) => file.endsWith('.dat'))
      .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('sip:user@', 'sip:alice@')),
    caller.invite(),
    caller.invite(null),
    caller.cancel(),
    ...['OPTIONS', 'INFO', 'NOTIFY', 'UPDATE', 'MESSAGE', 'SUBSCRIBE', 'INVITE'].map((method) =>
      caller.request(method, [], method === 'INVITE' ? farSdp() : null),
    ),
    caller.request('REFER', refer),
    ...['INFO', 'NOTIFY', 'UPDATE', 'REFER', 'INVITE'].map((method) => requestOfCallee(invite, method, { sdp: farSdp() })),
    reply(invite, { status: '180 Ringing' }),
    reply(invite, { status: '401 Unauthorized', lines: ['WWW-Authenticate: Digest realm="sip.test", nonce="1", algorithm=MD5, qop="auth"'] }),
    ok(invite, farSdp()),
  ];
}

it(`survives ${count} mutated messages, and then a normal call works`, async () => {
  await using world = await startVoiceWorld();
  const random = createSeededRandom(seed);
  const messages = await sources(world);
  for (let sent = 0; sent < count; sent += 1) {
    world.server.send(mutate(messages[Math.floor(random() * messages.length)]!, random));
    // One turn of the loop for each: answers and timers of the one before have run.
    if (sent % 10 === 0) await new Promise(setImmediate);
  }
  expect(world.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  for (const { callId } of world.voice.list()) await world.voice.hangUp(callId).catch(() => undefined);
  await world.until((calls) => calls.length === 0);

  world.clock.advance(4_000);
  const caller = createCaller(world.server);
  world.server.send(caller.invite());
  const [ringing] = await world.until((calls) => calls.some(({ state }) => state === 'ringing'));
  await world.voice.answer(ringing!.callId);
  const isAnswer = (message: string): boolean => message.startsWith('SIP/2.0 200') && message.includes(caller.callId);
  await expect.poll(() => world.server.received.some(isAnswer)).toBe(true);
  world.server.send(caller.ack());
  await world.until(([call]) => call?.state === 'connected');
  await world.voice.hangUp(ringing!.callId);
  expect(world.journal.at(-1)).toMatchObject({ direction: 'in', end: { result: 'answered', failure: null } });
});
