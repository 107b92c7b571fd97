import { describe, expect, it } from 'vitest';
import type { PeerId } from '../../../contract/model/ids.ts';
import { connectOut } from '../../fakes/connected-calls.ts';
import { createCaller, farSdp, ok } from '../../fakes/loop-server.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

const registersOf = ({ server }: VoiceWorld) => server.received.filter((message) => message.startsWith('REGISTER ')).length;

function sides(world: VoiceWorld): (state: 'disconnected' | 'checking' | 'connected') => Promise<void> {
  const { peerId } = world.page.commands.findLast(({ name }) => name === 'peer.create')!.input as { peerId: PeerId };
  return async (iceConnectionState) => {
    world.page.emit('peer.changed', { peerId, event: 'iceconnectionstatechange', snapshot: world.page.change(peerId, { iceConnectionState }) });
    // The page's messages arrive a turn later.
    await new Promise(setImmediate);
  };
}
const fragmentOf = (message: string) => /^a=ice-ufrag:(\S+)/m.exec(message)?.[1];

describe('the machine has other addresses', () => {
  it('the connection led through one that is gone: begun anew at once, the call is offered anew', async () => {
    await using world = await startVoiceWorld();
    world.server.phoneAddress = '10.0.0.5';
    const { invite } = await connectOut(world);
    const before = registersOf(world);
    world.moved(['10.66.0.2']);
    expect(world.only().state).toBe('recovering');
    world.server.phoneAddress = '10.66.0.2';
    const offer = await world.server.take('INVITE ');
    expect(registersOf(world)).toBe(before + 1);
    expect(fragmentOf(offer)).not.toBe(fragmentOf(invite));
    world.server.send(ok(offer, farSdp()));
    await world.until(([call]) => call?.state === 'connected');
  });

  it('the connection stands: asked at once whether it still leads anywhere, the call is offered anew', async () => {
    await using world = await startVoiceWorld();
    world.server.phoneAddress = '10.0.0.5';
    const { invite } = await connectOut(world);
    const before = registersOf(world);
    world.moved(['10.0.0.5', '10.8.0.2']);
    expect(registersOf(world)).toBe(before + 1);
    const offer = await world.server.take('INVITE ');
    expect(fragmentOf(offer)).not.toBe(fragmentOf(invite));
    expect(world.only().state).toBe('connected');
    world.server.send(ok(offer, farSdp()));
  });

  it('the connection leads nowhere any more: a second and a half later it is begun anew, and the next call rings', async () => {
    await using world = await startVoiceWorld();
    const { onRegister } = world.server;
    world.server.onRegister = () => null;
    world.moved(['10.8.0.2']);
    world.server.onRegister = onRegister;
    const before = registersOf(world);
    world.clock.advance(1_500);
    expect(world.voice.statuses()[0]).toMatchObject({ state: 'degraded' });
    await expect.poll(() => registersOf(world), { timeout: 3_000 }).toBe(before + 1);
    await expect.poll(() => world.voice.statuses()[0]?.state).toBe('ok');
    world.server.send(createCaller(world.server).invite());
    await world.until(([call]) => call?.state === 'ringing');
  });

  it('the page learns late of the new address: the call is offered anew until an offer names it, and not for ever', async () => {
    await using world = await startVoiceWorld();
    await connectOut(world);
    const offered = async () => {
      const offer = await world.server.take('INVITE ');
      world.server.send(ok(offer, farSdp()));
      await world.server.take('ACK ');
      // The answer has still to reach the page.
      await new Promise((done) => setTimeout(done, 10));
      return offer;
    };
    world.moved(['10.8.0.2'], ['10.8.0.2']);
    await offered();
    for (const afterMs of [2_300, 700]) {
      world.clock.advance(afterMs - 10);
      expect(world.server.has('INVITE ')).toBe(false);
      world.page.address = afterMs === 700 ? '10.8.0.2' : '127.0.0.1';
      world.clock.advance(10);
      const offer = await offered();
      expect(offer.includes('10.8.0.2')).toBe(afterMs === 700);
    }
    world.clock.advance(20_000);
    expect(world.server.has('INVITE ')).toBe(false);

    world.moved(['10.8.0.3'], ['10.8.0.3']);
    await offered();
    for (const afterMs of [2_300, 700, 1_000, 2_000]) {
      world.clock.advance(afterMs);
      await offered();
    }
    world.clock.advance(60_000);
    expect(world.server.has('INVITE ')).toBe(false);
  });

  it('the page finds a candidate of the new address: the call is offered anew at once', async () => {
    await using world = await startVoiceWorld();
    await connectOut(world);
    world.moved(['10.8.0.2'], ['10.8.0.2']);
    world.server.send(ok(await world.server.take('INVITE '), farSdp()));
    await world.server.take('ACK ');
    const { peerId } = world.page.commands.findLast(({ name }) => name === 'peer.create')!.input as { peerId: PeerId };
    const tell = (address: string) => {
      const candidate = { candidate: `candidate:7 1 udp 2122194687 ${address} 40001 typ host`, sdpMid: '0', sdpMLineIndex: 0 };
      world.page.emit('peer.candidate-found', { peerId, candidate, snapshot: world.page.change(peerId, {}) });
      return new Promise((done) => setTimeout(done, 10));
    };
    await tell('127.0.0.1');
    world.clock.advance(1_000);
    expect(world.server.has('INVITE ')).toBe(false);
    world.page.address = '10.8.0.2';
    await tell('10.8.0.2');
    world.clock.advance(50);
    expect(await world.server.take('INVITE ')).toContain('10.8.0.2');
  });

  it('a call that begins before the page knows the new address is offered anew as well', async () => {
    await using world = await startVoiceWorld();
    world.moved(['10.8.0.2'], ['10.8.0.2']);
    world.clock.advance(1_000);
    const { invite } = await connectOut(world);
    expect(invite).not.toContain('10.8.0.2');
    await new Promise((done) => setTimeout(done, 10));
    world.page.address = '10.8.0.2';
    world.clock.advance(1_290);
    expect(world.server.has('INVITE ')).toBe(false);
    world.clock.advance(10);
    expect(await world.server.take('INVITE ')).toContain('10.8.0.2');
  });

  it('a call that names the new address from its beginning is left alone', async () => {
    await using world = await startVoiceWorld();
    world.moved(['10.8.0.2'], ['10.8.0.2']);
    world.page.address = '10.8.0.2';
    await connectOut(world);
    world.clock.advance(20_000);
    await new Promise((done) => setTimeout(done, 10));
    expect(world.server.has('INVITE ')).toBe(false);
  });

  it('to the same machine nothing of it matters', async () => {
    await using world = await startVoiceWorld();
    world.server.phoneAddress = '127.0.0.1';
    world.moved([]);
    expect(world.voice.statuses()[0]?.state).toBe('ok');
  });
});

describe('the two sides do not hear each other any more', () => {
  it('the call is offered anew until they do', async () => {
    await using world = await startVoiceWorld({ page: { connects: false } });
    await connectOut(world);
    const become = sides(world);
    // Being set up: nothing is hurried.
    await become('checking');
    world.clock.advance(10_000);
    expect(world.server.has('INVITE ')).toBe(false);
    await become('connected');
    await become('disconnected');
    world.clock.advance(400);
    expect(world.server.has('INVITE ')).toBe(false);
    for (const afterMs of [100, 2_500]) {
      world.clock.advance(afterMs);
      world.server.send(ok(await world.server.take('INVITE '), farSdp()));
      await world.server.take('ACK ');
    }
    // The new candidates lead nowhere either: they were of the networks before.
    await become('checking');
    world.clock.advance(2_500);
    world.server.send(ok(await world.server.take('INVITE '), farSdp()));
    await world.server.take('ACK ');
    await become('connected');
    world.clock.advance(10_000);
    expect(world.server.has('INVITE ')).toBe(false);
  });

  it('nothing is offered while there is no connection', async () => {
    await using world = await startVoiceWorld({ page: { connects: false } });
    await connectOut(world);
    const become = sides(world);
    await become('connected');
    world.server.isUp = false;
    world.server.lose();
    const offers = () => world.page.commands.filter(({ name }) => name === 'peer.create-offer').length;
    const before = offers();
    await become('disconnected');
    for (let waited = 0; waited < 10; waited += 1) {
      world.clock.advance(1_000);
      await new Promise(setImmediate);
    }
    expect(offers()).toBe(before);
    expect(world.only().state).toBe('recovering');
  });
});
