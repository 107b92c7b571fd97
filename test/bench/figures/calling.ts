import type { Desktop } from '../../e2e/harness/electron.ts';
import { ask, callIn, inView, noCalls, until } from '../../e2e/harness/remote-desk.ts';
import { startCapture } from '../../system/testbed/capture.ts';
import { clientText, isRtp, type Packet } from '../../system/testbed/pcap.ts';
import { legOf, rtpFilter } from '../../system/testbed/rtp-legs.ts';
import { relayedCalls } from '../../system/testbed/relay.ts';
import type { Testbed } from '../../system/testbed/testbed.ts';

export interface CallTimes {
  /** From the click to the INVITE on the wire, ms. */
  readonly inviteMs: number;
  /** From the click to the first RTP that reaches the caller, ms. */
  readonly firstRtpMs: number;
}

const isInvite = (packet: Packet): boolean => clientText(packet).startsWith('INVITE ');
const filter = `${rtpFilter} or tcp dst port 8080`;

/** Clicks on "Call dave" on his card, as an agent does, until dave's voice arrives; then hangs up. */
export async function callByClick(desktop: Desktop, { dave }: Testbed, times: number): Promise<readonly CallTimes[]> {
  const view = await desktop.view();
  await using capture = await startCapture(filter);
  const measured: CallTimes[] = [];
  for (let time = 0; time < times; time += 1) {
    const button = view.getByRole('button', { name: /^Call dave/ }).first();
    await button.waitFor();
    await inView(
      desktop,
      `void document.addEventListener('click', (event) => (window.clickedAt = performance.timeOrigin + event.timeStamp), { capture: true, once: true })`,
    );
    const invite = capture.packet(isInvite, 'INVITE');
    const voice = capture.packet((packet) => isRtp(packet) && legOf(packet) === 'relay to agent', 'RTP to the agent');
    await button.click();
    const { at: inviteAt } = await invite;
    const { at: voiceAt } = await voice;
    const clickedAt = Number(await inView(desktop, 'window.clickedAt'));
    measured.push({ inviteMs: inviteAt - clickedAt, firstRtpMs: voiceAt - clickedAt });
    const { callId } = await callIn(desktop, ['connected']);
    const since = dave.events.length;
    await ask(desktop, 'voice.hang-up', { callId });
    await dave.event('CALL_CLOSED', { since });
    await settled(desktop);
    await betweenCalls();
  }
  return measured;
}

/** No agent calls again sooner. */
export const betweenCalls = () => new Promise((done) => setTimeout(done, 3_000));

async function settled(desktop: Desktop): Promise<void> {
  await noCalls(desktop);
  const { wrapUps } = await ask(desktop, 'wrap-up.list', {});
  for (const { interactionId } of wrapUps) await ask(desktop, 'wrap-up.finish', { interactionId });
  await until(async () => (await relayedCalls()) === 0, 'no call in the relay');
}

/** The same between the two plain phones: erin is told to call dave. */
export async function callByBaresip({ dave, erin }: Testbed, times: number): Promise<readonly number[]> {
  await using capture = await startCapture('udp and portrange 31000-31399');
  const measured: number[] = [];
  for (let time = 0; time < times; time += 1) {
    // Erin's ports are 31200 and up; the relay is not between two plain phones.
    const voice = capture.packet((packet) => isRtp(packet) && packet.to >= 31_200, 'RTP to erin');
    const toldAt = Date.now();
    await erin.command('dial', 'sip:dave@sip.test');
    measured.push((await voice).at - toldAt);
    const since = dave.events.length;
    await erin.command('hangup');
    await dave.event('CALL_CLOSED', { since });
    await until(async () => /\(0\)/.test(await erin.command('listcalls')), 'a phone without a call');
  }
  return measured;
}
