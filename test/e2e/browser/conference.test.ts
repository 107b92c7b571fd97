import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveCall } from '../../../contract/model/call.ts';
import { buildLiveCall } from '../../fakes/desk-world.ts';
import { conferenceScenes, jonas, stranger, together } from './conference-scenes.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';

let desks: DeskBrowser;
beforeAll(async () => {
  desks = await startDeskBrowser();
});
afterAll(() => desks[Symbol.asyncDispose]());

const waiting = { state: 'held', isHeldHere: true, isCurrent: false } as const;
const acts = /^(voice|conference)\./;
const asked = ({ main }: OpenDesk) => main.asked.filter(({ name }) => acts.test(name) && name !== 'voice.list');
const lastAsked = (desk: OpenDesk) => expect.poll(() => asked(desk).at(-1));
const card = ({ page }: OpenDesk) => page.getByRole('region', { name: 'Conference' });
const show = ({ main }: OpenDesk, calls: LiveCall[]): void => {
  main.world.calls = calls;
  main.emit('calls.changed', { calls });
};

test('two calls that are up are joined by C; the card says what is the case, and who is there', async () => {
  const calls = [buildLiveCall(waiting), jonas({ isCurrent: true })];
  await using desk = await desks.open({ calls });
  await desk.page.getByRole('button', { name: 'Join calls' }).waitFor();
  await desk.page.keyboard.press('c');
  await lastAsked(desk).toEqual({ name: 'conference.join', input: { callIds: [calls[1]!.callId, calls[0]!.callId] } });

  show(desk, together([buildLiveCall(), jonas()]));
  await card(desk).getByRole('status').getByText('You and 2 others').waitFor();
  await card(desk).getByRole('listitem', { name: 'Maren Schulte in the conference' }).waitFor();
  await card(desk).getByRole('listitem', { name: 'Jonas Okafor in the conference' }).waitFor();
  expect(await desk.page.getByRole('button', { name: 'Join calls' }).count()).toBe(0);
  expect(desk.faults).toEqual([]);
});

test('nobody joins who still rings; of three the agent says which two', async () => {
  const calling = stranger({ state: 'remote-ringing', isCurrent: true, answeredAt: null });
  await using desk = await desks.open({ calls: [buildLiveCall(waiting), calling] });
  await desk.page.getByRole('button', { name: 'Switch' }).waitFor();
  expect(await desk.page.getByRole('button', { name: 'Join calls' }).count()).toBe(0);

  const up = [buildLiveCall(waiting), jonas(waiting), stranger({ isCurrent: true })] as const;
  show(desk, [...up]);
  await desk.page.getByTestId('live-call').filter({ hasText: 'Jonas' }).getByRole('button', { name: 'Join calls' }).click();
  await lastAsked(desk).toEqual({ name: 'conference.join', input: { callIds: [up[2].callId, up[1].callId] } });
});

test('M and H are for all of it, E asks and ends all; split', async () => {
  const calls = together([buildLiveCall(), jonas(), stranger()]);
  const [first] = calls;
  await using desk = await desks.open({ calls });
  await card(desk).waitFor();
  await desk.page.keyboard.press('m');
  await lastAsked(desk).toEqual({ name: 'voice.mute', input: { callId: first!.callId, isMuted: true } });
  await desk.page.keyboard.press('h');
  await lastAsked(desk).toEqual({ name: 'voice.hold', input: { callId: first!.callId } });
  await card(desk).getByRole('button', { name: 'Split' }).click();
  await lastAsked(desk).toEqual({ name: 'conference.split', input: { callId: first!.callId } });

  show(
    desk,
    calls.map((call) => ({ ...call, state: 'held', isHeldHere: true })),
  );
  await card(desk).getByText('All on hold').waitFor();
  await desk.page.keyboard.press('h');
  await lastAsked(desk).toEqual({ name: 'voice.resume', input: { callId: first!.callId } });

  await desk.page.keyboard.press('e');
  await card(desk).getByRole('button', { name: 'End all calls?' }).waitFor();
  await desk.page.keyboard.press('e');
  await expect.poll(() => asked(desk).slice(-3)).toEqual(calls.map(({ callId }) => ({ name: 'voice.hang-up', input: { callId } })));
});

test('each party is muted for the others, taken out and dropped by itself', async () => {
  const calls = together([buildLiveCall(), jonas(), stranger()]);
  const { callId } = calls[1]!;
  await using desk = await desks.open({ calls });
  await card(desk).getByRole('button', { name: 'Mute Jonas Okafor for the others' }).click();
  await lastAsked(desk).toEqual({ name: 'conference.mute', input: { callId, isMuted: true } });
  show(
    desk,
    calls.map((call) => (call.callId === callId ? { ...call, conference: { isMuted: true } } : call)),
  );
  await card(desk).getByRole('listitem', { name: /Jonas/ }).getByRole('status').getByText('The others do not hear them').waitFor();
  await card(desk).getByRole('button', { name: 'Let the others hear Jonas Okafor again' }).click();
  await lastAsked(desk).toEqual({ name: 'conference.mute', input: { callId, isMuted: false } });
  await card(desk).getByRole('button', { name: 'Talk to Jonas Okafor alone' }).click();
  await lastAsked(desk).toEqual({ name: 'conference.take-out', input: { callId } });
  await card(desk).getByRole('button', { name: 'Hang up on Jonas Okafor' }).click();
  await lastAsked(desk).toEqual({ name: 'voice.hang-up', input: { callId } });
});

test('somebody is added while it waits; of two the agent can go and leave them connected', async () => {
  const calls = together([buildLiveCall(), jonas()]);
  await using desk = await desks.open({ calls });
  await card(desk).getByRole('button', { name: 'Add somebody' }).click();
  await desk.page.locator('#dial-field:focus').waitFor();
  await desk.page.keyboard.press('Escape');
  const added = stranger({ isCurrent: true });
  show(desk, [...calls.map((call) => ({ ...call, ...waiting })), added]);
  await card(desk).getByRole('button', { name: 'Join calls' }).click();
  await lastAsked(desk).toEqual({ name: 'conference.join', input: { callIds: [added.callId, calls[0]!.callId] } });

  show(desk, calls);
  await card(desk).getByRole('button', { name: 'Leave and let the two talk on' }).click();
  await lastAsked(desk).toEqual({ name: 'voice.connect', input: { callId: calls[0]!.callId, otherCallId: calls[1]!.callId } });
});

test('the timeline says who else was there', async () => {
  const { world, act } = conferenceScenes['conference-past']!;
  await using desk = await desks.open(world?.());
  await act?.(desk);
  await desk.page.getByText('In conference with Jonas Okafor (+49 40 5550123) and +49 30 5550142').waitFor();
});
