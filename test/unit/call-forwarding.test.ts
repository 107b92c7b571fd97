import { expect, it } from 'vitest';
import { noForwardCodes } from '../../contract/model/call-rules.ts';
import type { Settings } from '../../contract/model/settings.ts';
import { buildAccountDraft } from '../builders.ts';
import { createTestCore, type TestCore } from '../fakes/test-core.ts';

const codes = { ...noForwardCodes, always: { on: '*21*{target}#', off: '#21#' }, noAnswer: { on: '**61*{target}**{seconds}#', off: '' } };

async function start(): Promise<TestCore> {
  const test = createTestCore();
  await test.view.call('accounts.add', buildAccountDraft({ forwardCodes: codes }));
  return test;
}
const forwards = async (test: TestCore): Promise<Settings['forwards']> => (await test.view.call('settings.read', {})).forwards;

it('by this phone is in force at once, told to every window, and off with its target kept', async () => {
  await using test = await start();
  await test.view.call('rules.forward', { when: 'always', way: 'phone', target: '030 99887766' });
  expect(test.view.last('settings.changed')?.forwards.always).toEqual({ way: 'phone', target: '030 99887766', accountId: null });
  expect(test.voice.ring()).toBeNull();
  expect(await test.view.call('recent.open', { filter: 'all', before: null, limit: 1 })).toMatchObject({
    needsReturn: 0,
    calls: [{ result: 'forwarded' }],
  });
  await test.view.call('rules.forward', { when: 'always', way: 'off', target: '030 99887766' });
  expect((await forwards(test)).always).toEqual({ way: 'off', target: '030 99887766', accountId: null });
  expect(test.voice.ring()).not.toBeNull();
});

it.each(['', '112', 'lea', 'no number'])('to %j is refused with the field it belongs to', async (target) => {
  await using test = await start();
  await expect(test.view.call('rules.forward', { when: 'busy', way: 'phone', target })).rejects.toMatchObject({
    code: 'invalid-input',
    failure: { reason: 'field-invalid', field: 'target' },
  });
  expect((await forwards(test)).busy.way).toBe('off');
});

it('by the server dials the code, counts when it was answered, and is taken back with the other code', async () => {
  await using test = await start();
  await test.view.call('rules.forward', { when: 'always', way: 'server', target: '201' });
  const [call] = (await test.view.call('voice.list', {})).calls;
  expect(call).toMatchObject({ direction: 'out', address: '*21*201#' });
  expect((await forwards(test)).always.way).toBe('off');
  test.voice.pickUp(call!.callId);
  await test.view.call('voice.hang-up', { callId: call!.callId });
  expect((await forwards(test)).always).toMatchObject({ way: 'server', target: '201', accountId: 1 });

  await test.view.call('rules.forward', { when: 'always', way: 'off', target: '201' });
  const [back] = (await test.view.call('voice.list', {})).calls;
  expect(back).toMatchObject({ address: '#21#' });
  expect((await forwards(test)).always.way).toBe('server');
  test.voice.pickUp(back!.callId);
  await test.view.call('voice.hang-up', { callId: back!.callId });
  expect((await forwards(test)).always.way).toBe('off');
});

it('by the server that did not take the code changes nothing', async () => {
  await using test = await start();
  await test.view.call('rules.forward', { when: 'noAnswer', way: 'server', target: '+49 30 99887766' });
  const [call] = (await test.view.call('voice.list', {})).calls;
  expect(call!.address).toBe('**61*+493099887766**20#');
  test.voice.end(call!.callId, 'failed', { reason: 'number-unknown' });
  expect((await forwards(test)).noAnswer.way).toBe('off');
});

it('by the server needs a code', async () => {
  await using test = await start();
  await expect(test.view.call('rules.forward', { when: 'busy', way: 'server', target: '201' })).rejects.toMatchObject({
    failure: { reason: 'field-invalid', field: 'way' },
  });
});

it('do not disturb outlives a restart', async () => {
  await using test = await start();
  await test.view.call('settings.edit', { isDoNotDisturb: true, doNotDisturbStatus: 480 });
  expect(test.voice.ring()).toBeNull();
  await using again = createTestCore({ settingsFile: test.settingsFile });
  expect(await again.view.call('settings.read', {})).toMatchObject({ isDoNotDisturb: true, doNotDisturbStatus: 480 });
});
