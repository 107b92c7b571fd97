import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { buildLiveCall } from '../../fakes/desk-world.ts';
import { createDeskStage, type DeskStage } from './desk-stage.ts';

const call = buildLiveCall();
let stage: DeskStage;

beforeEach(async () => {
  stage = createDeskStage({ calls: [call] });
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => void vi.useRealTimers());

test('a note is with main within half a second of the last key', async () => {
  stage.actions.notes.type(call.callId, 'ada');
  vi.advanceTimersByTime(200);
  stage.actions.notes.type(call.callId, 'adapter');
  await stage.settled();
  expect(stage.main.world.notes).toEqual({});
  vi.advanceTimersByTime(500);
  await stage.settled();
  expect(stage.main.world.notes[call.callId]).toBe('adapter');
  expect(stage.store.getState().drafts[call.callId]).toEqual({ text: 'adapter', isSaved: true });
});

test('what main did not take is offered again until it does', async () => {
  stage.main.fail('notes.save', new ContractError('internal'));
  stage.actions.notes.type(call.callId, 'adapter');
  vi.advanceTimersByTime(500);
  await stage.settled();
  expect(stage.store.getState().drafts[call.callId]?.isSaved).toBe(false);
  stage.main.heal('notes.save');
  vi.advanceTimersByTime(2_000);
  await stage.settled();
  expect(stage.main.world.notes[call.callId]).toBe('adapter');
});

test('keys typed while a save is on its way are saved too', async () => {
  const save = stage.main.hold('notes.save');
  stage.actions.notes.type(call.callId, 'one');
  vi.advanceTimersByTime(500);
  await save.reached;
  stage.actions.notes.type(call.callId, 'one two');
  save.release();
  await stage.settled();
  expect(stage.store.getState().drafts[call.callId]).toEqual({ text: 'one two', isSaved: false });
  vi.advanceTimersByTime(500);
  await stage.settled();
  expect(stage.main.world.notes[call.callId]).toBe('one two');
});

test('ending the call saves the note first', async () => {
  stage.actions.notes.type(call.callId, 'last words');
  await stage.actions.endCalls([call.callId]);
  expect(stage.main.asked.map(({ name }) => name).slice(-2)).toEqual(['notes.save', 'voice.hang-up']);
});

test('a call can be ended although its note cannot be saved', async () => {
  stage.main.fail('notes.save', new ContractError('internal'));
  stage.actions.notes.type(call.callId, 'last words');
  await stage.actions.endCalls([call.callId]);
  expect(stage.main.asked.at(-1)).toEqual({ name: 'voice.hang-up', input: { callId: call.callId } });
});
