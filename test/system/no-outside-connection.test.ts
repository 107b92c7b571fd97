import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startDesktop } from '../e2e/harness/electron.ts';
import { ask, callIn, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { alice, dial } from './scenes/agent-call.ts';
import { startTestbed } from './testbed/testbed.ts';
import { watchOutside } from './testbed/outside.ts';

/** Chromium's own errands begin some seconds after the start. */
const idleMs = 20_000;

it('sees a connection and a look-up, where somebody makes one', async () => {
  await using watch = await watchOutside();
  const socket = connect(443, '192.0.2.1').on('error', () => undefined);
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  const looked = resolver.resolve4('threadline.example').catch(() => undefined);
  await until(() => watch.packets.some((line) => line.includes('192.0.2.1.443')), 'the connection');
  await until(() => watch.packets.some((line) => line.includes('.53:')), 'the look-up');
  socket.destroy();
  await looked;
});

it('sees what the program itself would send', async () => {
  await using desktop = await startDesktop();
  await using watch = await watchOutside();
  await desktop.app.evaluate(({ net }) => void net.fetch('http://192.0.2.7/').catch(() => undefined));
  await until(() => watch.packets.some((line) => line.includes('192.0.2.7.80')), 'a request of Chromium’s network process');
});

it('nobody outside is asked: neither at the first start, nor at the next, nor by a call', async () => {
  await using bed = await startTestbed();
  await using watch = await watchOutside();
  const { profile } = await (async () => {
    await using first = await startDesktop();
    await new Promise((idle) => setTimeout(idle, idleMs));
    return first;
  })();
  {
    await using desktop = await startDesktop({ profile });
    await ask(desktop, 'accounts.add', alice);
    await statusIn(desktop, ['ok']);
    const callId = await dial(desktop, 'dave');
    await callIn(desktop, ['connected']);
    await ask(desktop, 'voice.hang-up', { callId });
    await noCalls(desktop);
    await new Promise((idle) => setTimeout(idle, idleMs));
  }
  expect(bed.registrations('alice')).toBe(0);
  expect(watch.packets).toEqual([]);
});
