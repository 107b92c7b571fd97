import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createSipUserAgent,
  type IncomingInvite,
  type RtcSession,
  type SessionEnd,
  type SipUserAgent,
} from '../../../main/voice/jssip-user-agent.ts';
import { createMediaLink, type MediaLink } from '../../../main/voice/media-link.ts';
import { createPracticeLine, type PracticeLine } from '../../../main/voice/practice-line.ts';
import type { Listenable } from '../../../main/lib/emitter.ts';
import { createFakeMediaPage } from '../../fakes/fake-media-page.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';

let clock: ManualClock;
let media: MediaLink;
let line: PracticeLine;
let agent: SipUserAgent;

beforeEach(async () => {
  clock = createManualClock();
  const logger = createRecordingLogger();
  media = createMediaLink({ clock, logger, restartMediaPage() {} });
  const page = createFakeMediaPage();
  media.attach(page.connection, page.closed);
  line = createPracticeLine({ media, clock, logger });
  agent = createSipUserAgent({
    account: { user: 'agent', domain: 'practice.invalid', displayName: null, authUser: null, outboundProxy: null, instanceId: null },
    password: () => null,
    socket: line.openSocket({ user: 'agent' }),
    rtc: media.rtcEnvironment('microphone'),
    clock,
    userAgentName: 'test',
  });
  const registered = next(agent.registered);
  agent.start();
  await registered;
});
afterEach(() => {
  agent.stop();
  line[Symbol.dispose]();
  media[Symbol.dispose]();
});

function next<T>(listenable: Listenable<T>): Promise<T> {
  return new Promise((done) => {
    const stop = listenable.on((value) => {
      stop();
      done(value);
    });
  });
}

/** What the agent's side goes through, in order. */
function dial(number: string): { session: RtcSession; until(event: string): Promise<void>; ended: Promise<SessionEnd>; steps: string[] } {
  const session = agent.call(`sip:${number}@practice.invalid`, {}, null);
  const steps: string[] = [];
  const waiting = new Map<string, () => void>();
  const step = (event: string): void => {
    steps.push(event);
    waiting.get(event)?.();
  };
  session.on('progress', ({ response }) => step(`${response?.status_code}`));
  session.on('confirmed', () => step('confirmed'));
  const ended = new Promise<SessionEnd>((done) => session.on('ended', done).on('failed', done));
  const until = (event: string): Promise<void> => (steps.includes(event) ? Promise.resolve() : new Promise((done) => waiting.set(event, done)));
  return { session, until, ended, steps };
}

test('600 answers at once; hanging up reaches the other side', async () => {
  const call = dial('600');
  await call.until('confirmed');
  call.session.terminate();

  expect((await call.ended).originator).toBe('local');
  // The echo line leaves after its last call and comes again when it is dialled.
  await new Promise(setImmediate);
  clock.advance(32_000);
  await dial('600').until('confirmed');
});

test('601 rings for two seconds before answering', async () => {
  const call = dial('601');
  await call.until('180');
  clock.advance(1_999);
  expect(call.session.isEstablished()).toBe(false);
  clock.advance(1);
  await call.until('confirmed');

  expect(call.steps).toEqual(['180', 'confirmed']);
});

test.each([
  ['602', 486],
  ['699', 404],
  ['nobody', 404],
])('%s is refused with %i', async (number, status) => {
  expect(await dial(number).ended).toMatchObject({ message: { status_code: status } });
});

test('603 rings until the agent gives up', async () => {
  const call = dial('603');
  await call.until('180');
  clock.advance(60_000);
  call.session.terminate();

  expect((await call.ended).cause).toBe('Canceled');
});

test('604 is heard first and answers three seconds later with the same description', async () => {
  const call = dial('604');
  await call.until('183');
  clock.advance(2_999);
  expect(call.session.isEstablished()).toBe(false);
  clock.advance(1);
  await call.until('confirmed');

  expect(call.steps).toEqual(['180', '183', 'confirmed']);
});

test('a caller rings with number and name, can be answered and called back', async () => {
  const invited = next<IncomingInvite>(agent.invited);
  line.ring({ number: '+493023125001', name: 'Maren Schulte' });
  const { session } = await invited;
  expect(session.remote_identity.uri.user).toBe('+493023125001');
  expect(session.remote_identity.display_name).toBe('Maren Schulte');

  const confirmed = new Promise<void>((done) => session.on('confirmed', () => done()));
  session.answer({ mediaStream: media.rtcEnvironment('microphone').mediaStream, pcConfig: {} });
  await confirmed;
  session.terminate();

  const back = dial('+493023125001');
  await back.until('180');
  clock.advance(3_500);
  await back.until('confirmed');
});

test('a caller whom nobody answers gives up after 45 s', async () => {
  const invited = next<IncomingInvite>(agent.invited);
  line.ring({ number: '+12025550171', name: null });
  const { session } = await invited;
  const ended = new Promise<SessionEnd>((done) => session.on('failed', done));
  clock.advance(45_000);

  expect(await ended).toMatchObject({ originator: 'remote', cause: 'Canceled' });
});

test('hold and resume are agreed on with the other side', async () => {
  const call = dial('600');
  await call.until('confirmed');
  const held = new Promise<void>((done) => call.session.hold({}, done));
  await held;
  expect(call.session.isOnHold()).toEqual({ local: true, remote: false });
  await new Promise<void>((done) => call.session.unhold({}, done));

  expect(call.session.isOnHold()).toEqual({ local: false, remote: false });
});

test('an agent who has left the line is not reached', async () => {
  const unregistered = next(agent.unregistered);
  agent.stop();
  await unregistered;
  let rang = 0;
  agent.invited.on(() => (rang += 1));
  line.ring({ number: '+12025550171', name: null });
  clock.advance(45_000);

  expect(rang).toBe(0);
});
