import assert from 'node:assert/strict';
import type { Desktop } from '../../e2e/harness/electron.ts';
import { ask, callIn, noCalls } from '../../e2e/harness/remote-desk.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { answerOf, credentialsIn, harvest, plainSdp, startStranger, type Stranger } from '../testbed/stranger.ts';
import { dial } from './agent-call.ts';

type Attempt = (desktop: Desktop, carol: Stranger) => Promise<void>;

const callsAndAsks =
  (status: 401 | 407): Attempt =>
  async (desktop, carol) => {
    carol.onRequest = (request) => harvest(request, status);
    const answered = carol.ask('INVITE', 'alice', { sdp: plainSdp });
    const { callId } = await callIn(desktop, ['ringing']);
    await ask(desktop, 'voice.answer', { callId });
    carol.ack(await answered);
    await callIn(desktop, ['connected']);
    await assert.rejects(ask(desktop, 'voice.hold', { callId }), /hold-refused/);
    await carol.take(/^INVITE /);
    assert.equal((await callIn(desktop, ['connected'])).isHeldHere, false);
    await ask(desktop, 'voice.hang-up', { callId });
    await carol.take(/^BYE /);
    await noCalls(desktop);
  };

const isCalledAndAsks =
  (status: 401 | 407): Attempt =>
  async (desktop, carol) => {
    carol.onRequest = (request) => harvest(request, status, { isStale: true });
    await dial(desktop, 'carol');
    await carol.take(/^INVITE /);
    await noCalls(desktop);
  };

const answersAndAsks: Attempt = async (desktop, carol) => {
  const isOfCall = (request: string): boolean => /;tag=/.test(headerOf(request, 'To') ?? '');
  carol.onRequest = (request) =>
    request.startsWith('INVITE ') && !isOfCall(request)
      ? answerOf(request, '200 OK', [`Contact: <${carol.contact}>`], plainSdp)
      : harvest(request, 407);
  const callId = await dial(desktop, 'carol');
  await callIn(desktop, ['connected']);
  await assert.rejects(ask(desktop, 'voice.hold', { callId }), /hold-refused/);
  await ask(desktop, 'voice.hang-up', { callId });
  await carol.take(/^BYE /);
  await noCalls(desktop);
};

const sendsElsewhere: Attempt = async (desktop, carol) => {
  await using elsewhere = await startStranger('frank', 'frank-pw');
  carol.onRequest = (request) => answerOf(request, '302 Moved Temporarily', ['Contact: <sip:frank@sip.test>']);
  await dial(desktop, 'carol');
  await carol.take(/^INVITE /);
  await noCalls(desktop);
  assert.match(await elsewhere.ask('OPTIONS', 'alice'), /^SIP\/2\.0 200/);
  assert.deepEqual(
    elsewhere.received.filter((message) => message.startsWith('INVITE ')),
    [],
  );
};

/** How a stranger with an account at the same server asks for the agent's digest. */
export const harvests: readonly (readonly [what: string, attempt: Attempt])[] = [
  ['calls and answers all with 401', callsAndAsks(401)],
  ['calls and answers all with 407', callsAndAsks(407)],
  ['is called and answers 401', isCalledAndAsks(401)],
  ['is called and answers 407', isCalledAndAsks(407)],
  ['is called, answers, and then asks at each turn', answersAndAsks],
  ['sends the agent elsewhere', sendsElsewhere],
];

/** How many of the agent's digests the stranger got. */
export async function digestsFor(attempt: Attempt, desktop: Desktop, carol: Stranger): Promise<number> {
  await attempt(desktop, carol);
  carol.onRequest = (request) => answerOf(request, '200 OK');
  // What the agent would have sent by now has arrived: it went the same way before.
  assert.match(await carol.ask('OPTIONS', 'alice'), /^SIP\/2\.0 200/);
  return credentialsIn(carol.received);
}
