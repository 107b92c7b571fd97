import { expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import { entryIdAt } from '../../builders.ts';
import { buildAccount, buildContact, buildLiveCall, buildWorld, marenId, strangerId } from '../../fakes/desk-world.ts';
import { createDeskStage } from './desk-stage.ts';

test('a connected window holds everything main says', async () => {
  const stage = createDeskStage({ calls: [buildLiveCall()] });
  expect(stage.store.getState().connection).toBe('connecting');
  stage.join();
  const state = await stage.until(({ connection }) => connection === 'open');
  const { world } = stage.main;
  expect(state).toMatchObject({
    settings: world.settings,
    accounts: world.accounts,
    statuses: world.statuses,
    calls: world.calls,
    presence: world.presence,
  });
  expect(state.recent.calls).toEqual(world.recent);
  expect(state.recent.needsReturn).toBe(world.recent.filter(({ needsReturn }) => needsReturn).length);
  expect(stage.main.incidents).toEqual([]);
});

test('an event that follows its snapshot is not overwritten while other answers are still on their way', async () => {
  const stage = createDeskStage();
  const slowest = stage.main.hold('wrap-up.list');
  stage.join();
  await slowest.reached;
  await stage.settled();
  stage.main.emit('calls.changed', { calls: [buildLiveCall({ state: 'ringing', answeredAt: null })] });
  await stage.settled();
  slowest.release();
  const { calls } = await stage.until(({ connection }) => connection === 'open');
  expect(calls.map(({ state }) => state)).toEqual(['ringing']);
});

test('a patch that overtakes the page of its timeline is applied to it, an older one is dropped', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  const page = stage.main.hold('timeline.open');
  const opened = stage.actions.openContact(marenId);
  await page.reached;
  const [first] = stage.main.world.entries;
  const added = { ...first!, id: entryIdAt(Date.now()), at: Date.now() };
  stage.main.emit('timeline.patched', { contactId: marenId, seq: 99, upserted: [{ ...added, id: entryIdAt(Date.now() - 1) }], removed: [] });
  stage.main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [added], removed: [] });
  await stage.settled();
  page.release();
  await opened;
  const { timeline } = stage.store.getState();
  expect(timeline?.seq).toBe(101);
  expect(timeline?.entries.map(({ id }) => id)).toEqual([...stage.main.world.entries.map(({ id }) => id), added.id]);
});

test('the page of a contact that is no longer open changes nothing', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  const slow = stage.main.hold('timeline.open');
  const first = stage.actions.openContact(marenId);
  await slow.reached;
  await stage.actions.openContact(strangerId);
  slow.release();
  await first;
  expect(stage.store.getState()).toMatchObject({ contactId: strangerId, contact: { id: strangerId }, timeline: { contactId: strangerId } });
});

test('a patch for another contact leaves the open timeline as it is, the very same object', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  await stage.actions.openContact(marenId);
  const before = stage.store.getState().timeline;
  stage.main.emit('timeline.patched', { contactId: strangerId, seq: 300, upserted: [], removed: [] });
  await stage.settled();
  expect(stage.store.getState().timeline).toBe(before);
});

test('after a lost connection everything is read again, and what was open stays open', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  await stage.actions.openContact(marenId);
  stage.lose();
  expect(stage.store.getState().connection).toBe('lost');
  expect(stage.store.getState().timeline).not.toBeNull();
  await expect(stage.actions.call('voice.silence-ringer', {})).rejects.toMatchObject({ code: 'channel-closed' });

  const later = buildWorld({ calls: [buildLiveCall()], contacts: [buildContact({ name: 'Maren Schulte-Voss' })], seq: 200 });
  Object.assign(stage.main.world, later);
  stage.join();
  const state = await stage.until(({ connection, contact }) => connection === 'open' && contact?.name === 'Maren Schulte-Voss');
  expect(state.calls).toHaveLength(1);
  await stage.until(({ timeline }) => timeline?.seq === 200);
});

test('events of a connection that is over are not heard', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  stage.lose();
  stage.main.emit('calls.changed', { calls: [buildLiveCall()] });
  await stage.settled();
  expect(stage.store.getState().calls).toEqual([]);
});

test('a core that could not start says why', async () => {
  const stage = createDeskStage();
  stage.main.fail('application.describe', new ContractError('core-not-started', { failure: { reason: 'database-too-new' } }));
  stage.join();
  const { refusal } = await stage.until(({ connection }) => connection === 'refused');
  expect(refusal).toEqual({ code: 'core-not-started', failure: { reason: 'database-too-new' } });
});

test('the recent calls keep their filter, their order and the count of those to return', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  await stage.actions.filterRecent('missed');
  const [newest] = stage.main.world.recent;
  const at = Date.now();
  const missed = { ...newest!, callId: entryIdAt(at), at, direction: 'in' as const, result: 'missed' as const, needsReturn: true };
  const answered = { ...missed, callId: entryIdAt(at, 1), result: 'answered' as const, needsReturn: false };
  stage.main.emit('recent.patched', { seq: 101, upserted: [missed, answered], needsReturn: 7 });
  await stage.settled();
  const { recent } = stage.store.getState();
  expect(recent.needsReturn).toBe(7);
  expect(recent.calls[0]?.callId).toBe(missed.callId);
  expect(recent.calls.every(({ result }) => result === 'missed')).toBe(true);

  stage.main.emit('recent.patched', { seq: 50, upserted: [], needsReturn: 0 });
  await stage.settled();
  expect(stage.store.getState().recent).toBe(recent);
});

test('who rings comes up, unless the agent is talking with somebody or is typing', async () => {
  const ringing = buildLiveCall({ state: 'ringing', answeredAt: null, isCurrent: false });
  const idle = createDeskStage();
  idle.join();
  await idle.until(({ connection }) => connection === 'open');
  idle.main.emit('calls.changed', { calls: [ringing] });
  await idle.until(({ contact }) => contact?.id === marenId);

  const talking = createDeskStage({ calls: [buildLiveCall({ contactId: strangerId, startedAt: Date.now() - 60_000 })] });
  talking.join();
  await talking.until(({ connection }) => connection === 'open');
  talking.main.emit('calls.changed', { calls: [...talking.main.world.calls, ringing] });
  await talking.until(({ calls }) => calls.length === 2);
  expect(talking.store.getState().contactId).toBeNull();

  const typing = createDeskStage();
  typing.type();
  typing.join();
  await typing.until(({ connection }) => connection === 'open');
  typing.main.emit('calls.changed', { calls: [ringing] });
  await typing.until(({ calls }) => calls.length === 1);
  expect(typing.store.getState().contactId).toBeNull();
});

test('a contact asked for from outside the window is opened, out of the settings too', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  stage.actions.openArea('settings');
  stage.main.emit('window.contact-requested', { contactId: strangerId, at: Date.now() });
  const { area } = await stage.until(({ contact }) => contact?.id === strangerId);
  expect(area).toBe('inbox');
});

test('the practice workspace goes while its customer is open: the calls are read again, the contact is closed, the desk stays', async () => {
  const practice = buildAccount({ id: accountIdSchema.parse(2), kind: 'practice' });
  const stage = createDeskStage({ accounts: [buildAccount(), practice] });
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  await stage.actions.openContact(marenId);
  expect(stage.store.getState().contact?.id).toBe(marenId);
  const { world } = stage.main;
  world.contacts = [];
  world.recent = [];
  world.accounts = [buildAccount()];
  stage.main.emit('accounts.changed', { accounts: [...world.accounts], statuses: [...world.statuses] });
  const state = await stage.until(({ recent, contactId }) => recent.calls.length === 0 && contactId === null);
  expect(state).toMatchObject({ contact: null, timeline: null, connection: 'open' });
});

test('a connection that comes back finds the open contact gone: it is closed, the desk stays', async () => {
  const stage = createDeskStage();
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  await stage.actions.openContact(marenId);
  stage.lose();
  stage.main.world.contacts = [];
  stage.join();
  await stage.until(({ contactId }) => contactId === null);
  await stage.settled();
  expect(stage.store.getState().connection).toBe('open');
});
