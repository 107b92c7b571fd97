import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import { buildLiveCall, buildWorld } from '../../fakes/desk-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { openCalls } from './desk-scenes.ts';
import { consulting, jonasNumber, toJonas } from './transfer-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => {
  desks = await startDeskBrowser();
});
afterAll(() => desks[Symbol.asyncDispose]());

const field = ({ page }: OpenDesk) => page.getByRole('combobox', { name: 'Transfer to' });
const asked = ({ main }: OpenDesk) => main.asked.filter(({ name }) => name.startsWith('voice.') && name !== 'voice.list');
const show = ({ main }: OpenDesk, calls: LiveCall[]): void => {
  main.world.calls = calls;
  main.emit('calls.changed', { calls });
};

async function open(desk: OpenDesk): Promise<void> {
  await desk.page.getByTestId('live-call').first().waitFor();
  await desk.page.keyboard.press('t');
  await field(desk).waitFor();
}

test('by the keyboard alone: T, a name, Enter chooses, Enter transfers; nothing is sent before', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ calls: [call] });
  await open(desk);
  await desk.page.keyboard.type('jonas');
  await desk.page.getByRole('option', { name: /Jonas Okafor/ }).waitFor();
  await desk.page.keyboard.press('Enter');
  await desk.page.getByRole('button', { name: 'Transfer now' }).and(desk.page.locator(':focus')).waitFor();
  expect(await field(desk).inputValue()).toBe(`Jonas Okafor · ${jonasNumber}`);
  expect(asked(desk)).toEqual([]);
  await desk.page.keyboard.press('Enter');
  await field(desk).waitFor({ state: 'detached' });
  expect(asked(desk)).toEqual([{ name: 'voice.transfer', input: { callId: call.callId, target: jonasNumber, name: 'Jonas Okafor' } }]);

  show(desk, [{ ...call, state: 'held', isHeldHere: true, transfer: { ...toJonas, state: 'asked' } }]);
  await desk.page.getByText('Transferring to Jonas Okafor …').waitFor();
  expect(await desk.page.getByRole('button', { name: 'Transfer' }).isDisabled()).toBe(true);
  show(desk, [{ ...call, state: 'held', isHeldHere: true, transfer: { ...toJonas, state: 'ringing' } }]);
  await desk.page.getByText('It rings at Jonas Okafor …').waitFor();
  const transfer = { ...toJonas, state: 'failed' as const, failure: { reason: 'callee-busy' as const, technical: 'SIP 486' } };
  show(desk, [{ ...call, transfer }]);
  await desk.page.getByText('Not transferred to Jonas Okafor. The line is busy. (SIP 486)').waitFor();
  expect(desk.faults).toEqual([]);
});

test('a number as typed, asked first', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ calls: [call] });
  await open(desk);
  await desk.page.keyboard.type('102');
  await desk.page.getByRole('option', { name: 'Number 102' }).click();
  await desk.page.getByRole('button', { name: 'Ask first' }).click();
  await expect.poll(() => asked(desk)).toEqual([{ name: 'voice.consult', input: { callId: call.callId, target: '102', contactId: null } }]);
});

test('after asking T connects, Back goes back', async () => {
  const world = consulting();
  const [waiting, consultation] = world.calls;
  await using desk = await desks.open(world);
  await desk.page.getByText('Maren Schulte waits').waitFor();
  await desk.page.keyboard.press('t');
  await expect.poll(() => asked(desk)).toEqual([{ name: 'voice.connect', input: { callId: waiting!.callId, otherCallId: consultation!.callId } }]);
  await desk.page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect.poll(() => asked(desk).at(-1)).toEqual({ name: 'voice.go-back', input: { callId: consultation!.callId } });
});

test('two calls that are up are connected with each other', async () => {
  const first = buildLiveCall();
  const second = { ...consulting().calls[1]!, consultsFor: null, isCurrent: false, state: 'held' as const, isHeldHere: true };
  await using desk = await desks.open({ calls: [first, second] });
  await open(desk);
  await desk.page.getByRole('button', { name: 'Connect with Jonas Okafor' }).click();
  await expect.poll(() => asked(desk)).toEqual([{ name: 'voice.connect', input: { callId: second.callId, otherCallId: first.callId } }]);
});

test('a refusal stands beside what was typed; Esc leaves without a transfer', async () => {
  await using desk = await desks.open({ calls: [buildLiveCall()] });
  desk.main.fail('voice.transfer', new ContractError('refused', { failure: { reason: 'transfer-emergency' } }));
  await open(desk);
  await desk.page.keyboard.type('112');
  await desk.page.getByRole('option', { name: 'Number 112' }).waitFor();
  await desk.page.keyboard.press('Enter');
  await desk.page.getByRole('button', { name: 'Transfer now' }).click();
  await desk.page.getByRole('alert').getByText('Nobody is transferred to an emergency number.').waitFor();
  expect(await field(desk).inputValue()).toBe('112');
  await field(desk).press('Escape');
  await field(desk).waitFor({ state: 'detached' });
});

test('they want to connect us to somebody: the agent decides', async () => {
  const call = buildLiveCall({ referral: { address: '102', name: null } });
  await using desk = await desks.open({ calls: [call] });
  await desk.page.getByText('They want to connect you to 102.').waitFor();
  await desk.page.getByRole('button', { name: 'Connect me' }).click();
  await expect.poll(() => asked(desk)).toEqual([{ name: 'voice.follow', input: { callId: call.callId, isFollowed: true } }]);
  await desk.page.getByRole('button', { name: 'Stay' }).click();
  await expect.poll(() => asked(desk).at(-1)).toEqual({ name: 'voice.follow', input: { callId: call.callId, isFollowed: false } });
});

test('the timeline says to whom a call went, and how', async () => {
  const { entries } = buildWorld();
  const call = entries.find((entry) => entry.kind === 'call' && entry.result === 'answered')!;
  const transferred = { ...call, transfer: { ...toJonas, kind: 'attended', state: 'done' } } as typeof call;
  await using desk = await desks.open({ entries: entries.map((entry) => (entry === call ? transferred : entry)) });
  await openCalls(desk);
  await desk.page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();
  await desk.page.getByText(`Transferred to Jonas Okafor (${jonasNumber}) after asking`).waitFor();
});
