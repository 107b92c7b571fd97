import { describe, expect, it } from 'vitest';
import { createCandidateGathering } from '../../../main/voice/candidate-gathering.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { startVoiceWorld } from '../../fakes/voice-world.ts';

const host = 'candidate:1 1 udp 2122260223 192.0.2.7 40000 typ host';
const tcp = 'candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active';
const mapped = 'candidate:3 1 udp 1686052607 198.51.100.7 41000 typ srflx raddr 192.0.2.7 rport 40000';
const relayed = 'candidate:4 1 udp 41885439 203.0.113.7 42000 typ relay raddr 198.51.100.7 rport 41000';

function gather(serverUrls: readonly string[]) {
  const clock = createManualClock();
  const began = clock.now();
  let doneAfterMs: number | null = null;
  const gathering = createCandidateGathering({ clock, serverUrls, onDone: () => (doneAfterMs = clock.now() - began) });
  gathering.restart();
  return { clock, gathering, doneAfterMs: () => doneAfterMs };
}

describe('a description is ready', () => {
  it('at once without servers, however long TCP candidates take', () => {
    const { clock, gathering, doneAfterMs } = gather([]);
    gathering.candidateFound(host);
    clock.advance(5);
    gathering.candidateFound(tcp);
    expect(doneAfterMs()).toBeLessThanOrEqual(5);
  });

  it('300 ms after the first candidate where the STUN server is silent', () => {
    const { clock, gathering, doneAfterMs } = gather(['stun:192.0.2.1:3478']);
    gathering.candidateFound(host);
    clock.advance(299);
    gathering.candidateFound(host);
    expect(doneAfterMs()).toBeNull();
    clock.advance(1);
    expect(doneAfterMs()).toBe(300);
  });

  it('soon after the address that was waited for', () => {
    const stun = gather(['stun:192.0.2.1:3478']);
    stun.gathering.candidateFound(host);
    stun.clock.advance(30);
    stun.gathering.candidateFound(mapped);
    stun.clock.advance(20);
    expect(stun.doneAfterMs()).toBe(50);

    const turn = gather(['turn:192.0.2.1:3478']);
    turn.gathering.candidateFound(host);
    turn.gathering.candidateFound(mapped);
    turn.clock.advance(100);
    expect(turn.doneAfterMs()).toBeNull();
    turn.gathering.candidateFound(relayed);
    turn.clock.advance(20);
    expect(turn.doneAfterMs()).toBe(120);
  });

  it('at the end of gathering, and without any candidate after two seconds', () => {
    const ended = gather(['stun:192.0.2.1:3478']);
    ended.gathering.candidateFound(host);
    ended.gathering.candidateFound(null);
    expect(ended.doneAfterMs()).toBe(0);
    const none = gather([]);
    none.gathering.candidateFound(null);
    expect(none.doneAfterMs()).toBeNull();
    none.clock.advance(2_000);
    expect(none.doneAfterMs()).toBe(2_000);
  });
});

it('an INVITE does not wait for a silent STUN server', async () => {
  const iceServers = [{ url: 'stun:192.0.2.1:3478', username: null, credential: null }];
  await using world = await startVoiceWorld({ account: { iceServers }, page: { gathers: false } });
  await world.dial();
  await expect.poll(() => world.page.namesOf('peer.create-offer').length).toBe(1);
  const { peerId } = world.page.commands.find(({ name }) => name === 'peer.create')!.input as { peerId: never };
  const local = world.page.change(peerId, {});
  const localDescription = { type: 'offer' as const, sdp: `${local.localDescription!.sdp}a=${host}\r\n` };
  const snapshot = world.page.change(peerId, { localDescription, iceGatheringState: 'gathering' });
  world.page.emit('peer.candidate-found', { peerId, candidate: { candidate: host, sdpMid: '0', sdpMLineIndex: 0 }, snapshot });
  await new Promise((done) => setTimeout(done, 0));
  world.clock.advance(299);
  await new Promise((done) => setTimeout(done, 0));
  expect(world.server.has('INVITE ')).toBe(false);
  world.clock.advance(1);
  expect(await world.server.take('INVITE ')).toContain(host);
});
