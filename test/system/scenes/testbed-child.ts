/** Kamailio, rtpengine and the phones in a process of their own, so that they can stand in another network. */
import { startCapture, type Capture } from '../testbed/capture.ts';
import { rtpFilter, rtpTimes } from '../testbed/rtp-legs.ts';
import { registered, startTestbed, type Testbed } from '../testbed/testbed.ts';
import { lastHeard } from '../testbed/tone.ts';
import { followOrders } from './orders.ts';

export type TestbedOrder =
  | { readonly do: 'start'; readonly address: string; readonly options: readonly string[] }
  /** dave calls the agent. */
  | { readonly do: 'call'; readonly user: string }
  | { readonly do: 'await-quiet' }
  /** When sound came through to dave, epoch ms. */
  | { readonly do: 'heard'; readonly since: number }
  | { readonly do: 'last-heard'; readonly hz: number }
  | { readonly do: 'log' };

let bed: Testbed | null = null;
let capture: Capture | null = null;

async function start(address: string, options: readonly string[]): Promise<void> {
  bed = await startTestbed({ address });
  if (options.length > 0) {
    await bed.stopKamailio();
    await bed.startKamailio(options);
    await registered(bed, ['dave']);
  }
  capture = await startCapture(rtpFilter);
}

async function isQuiet(): Promise<boolean> {
  return /\(0\)/.test((await bed?.dave.command('listcalls')) ?? '');
}

async function follow(order: TestbedOrder): Promise<object> {
  if (order.do === 'start') await start(order.address, order.options);
  if (order.do === 'call') await bed?.dave.command('dial', `sip:${order.user}@sip.test`);
  if (order.do === 'await-quiet') while (!(await isQuiet())) await new Promise((again) => setTimeout(again, 25));
  if (order.do === 'heard') return { times: rtpTimes(capture?.packets ?? [], order.since)['relay to phone'] };
  if (order.do === 'last-heard') return { isHeard: await lastHeard(bed?.run ?? '', order.hz) };
  if (order.do === 'log') return { text: `${bed?.log('kamailio')}\n-----\n${bed?.log('rtpengine')}` };
  return {};
}

followOrders<TestbedOrder>(follow, async () => {
  await capture?.[Symbol.asyncDispose]();
  await bed?.[Symbol.asyncDispose]();
});
