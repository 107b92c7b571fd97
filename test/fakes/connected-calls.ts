import type { CallId } from '../../contract/model/ids.ts';
import { createCaller, farSdp, ok, type FarEnd } from './loop-server.ts';
import type { VoiceWorld } from './voice-world.ts';

/** The agent calls, and the call is up. */
export async function connectOut(world: VoiceWorld, sdp = farSdp()): Promise<{ callId: CallId; invite: string }> {
  const callId = await world.dial();
  const invite = await world.server.take('INVITE ');
  world.server.send(ok(invite, sdp));
  await world.until(([call]) => call?.state === 'connected');
  await world.server.take('ACK ');
  return { callId, invite };
}

/** Somebody calls, the agent answers, and the call is up. `lines`: of the INVITE. */
export async function connectIn(
  world: VoiceWorld,
  { caller = createCaller(world.server), lines = [] }: { readonly caller?: FarEnd; readonly lines?: readonly string[] } = {},
): Promise<{ callId: CallId; caller: FarEnd; answer: string }> {
  world.server.send(caller.invite(farSdp(), lines));
  const calls = await world.until((all) => all.some(({ state }) => state === 'ringing'));
  const { callId } = calls.find(({ state }) => state === 'ringing')!;
  await world.voice.answer(callId);
  const answer = await world.server.take('SIP/2.0 200');
  world.server.send(caller.ack());
  await world.until((all) => all.some((call) => call.callId === callId && call.state === 'connected'));
  return { callId, caller, answer };
}
