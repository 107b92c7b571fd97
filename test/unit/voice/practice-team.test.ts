import { afterEach, beforeEach, expect, test } from 'vitest';
import { noSystemCodes, type Colleagues, type ColleaguePresence } from '../../../contract/model/colleague.ts';
import { createLineEvents, type LineEvents } from '../../../main/voice/events/line-events.ts';
import { createSipUserAgent, type SipUserAgent } from '../../../main/voice/jssip-user-agent.ts';
import { createMediaLink, type MediaLink } from '../../../main/voice/media-link.ts';
import { createPracticeLine, type PracticeLine } from '../../../main/voice/practice-line.ts';
import { createFakeMediaPage } from '../../fakes/fake-media-page.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { alice } from '../../fakes/voice-accounts.ts';

let clock: ManualClock;
let media: MediaLink;
let line: PracticeLine;
let agent: SipUserAgent;
let events: LineEvents;

const account = {
  ...alice,
  kind: 'practice' as const,
  user: 'agent',
  domain: 'practice.invalid',
  colleagues: ['601', '602', '603', '605'].map((address) => ({ name: address, address })),
  systemCodes: { ...noSystemCodes, mailbox: '*97', pickup: '*8', park: '700', slots: ['701', '702'] },
};

beforeEach(async () => {
  clock = createManualClock();
  const logger = createRecordingLogger();
  media = createMediaLink({ clock, logger, restartMediaPage() {} });
  const page = createFakeMediaPage();
  media.attach(page.connection, page.closed);
  line = createPracticeLine({ media, clock, logger });
  agent = createSipUserAgent({
    account,
    password: () => null,
    socket: line.openSocket(account),
    rtc: media.rtcEnvironment('microphone'),
    clock,
    userAgentName: 'test',
  });
  events = createLineEvents({ account, userAgent: agent, clock, random: () => 0, country: () => 'DE', onChanged() {} });
  const registered = new Promise<void>((done) => agent.registered.on(done));
  agent.start();
  await registered;
  events.begin();
  clock.advance(500);
  await settle();
});
afterEach(() => {
  events[Symbol.dispose]();
  agent.stop();
  line[Symbol.dispose]();
  media[Symbol.dispose]();
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
}
const now = (): Colleagues => events.describe();
const of = (address: string): ColleaguePresence | undefined => now().colleagues.find((colleague) => colleague.address === address);
async function dial(number: string): Promise<void> {
  const session = agent.call(`sip:${number}@practice.invalid`, {}, null);
  await new Promise<void>((done) => session.on('confirmed', () => done()));
  session.terminate();
  await settle();
}

test('each of them does something else, and a message waits', () => {
  expect(now().colleagues.map(({ state }) => state)).toEqual(['free', 'on-call', 'away', 'free']);
  expect(now().voicemails).toMatchObject([{ isWaiting: true, newCount: 1, number: '*97' }]);
  expect(now().slots.map(({ isTaken }) => isTaken)).toEqual([false, false]);
});

test('it rings at 605 now and then, and whoever picks up answers at once', async () => {
  clock.advance(40_000);
  await settle();
  expect(of('605')).toMatchObject({ state: 'ringing', caller: 'Jane Caller', canPickUp: true });
  await dial('*8605');
  expect(of('605')).toMatchObject({ state: 'free', canPickUp: false });
});

test('what is parked at 700 stands in the first place until it is fetched', async () => {
  await dial('700');
  clock.advance(1_500);
  await settle();
  expect(now().slots.map(({ isTaken }) => isTaken)).toEqual([true, false]);
  await dial('701');
  expect(now().slots.map(({ isTaken }) => isTaken)).toEqual([false, false]);
});

test('whoever has listened to the message has no new one', async () => {
  await dial('*97');
  expect(now().voicemails).toMatchObject([{ isWaiting: false, newCount: 0 }]);
});
