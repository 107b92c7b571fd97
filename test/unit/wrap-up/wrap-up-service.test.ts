import { expect, it } from 'vitest';
import { interactionIdSchema } from '../../../contract/model/ids.ts';
import { createWrapUpService } from '../../../main/wrap-up/wrap-up-service.ts';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

function setUp({ limitMs = 120_000 } = {}) {
  const test = createTestTimeline();
  const changes: number[] = [];
  const create = (dispositions = ['resolved', 'call-back']) =>
    createWrapUpService({
      store: test.store,
      clock: test.clock,
      onEntryChanged: ({ seq }) => changes.push(seq),
      dispositionIds: () => dispositions,
      limitMs: () => limitMs,
    });
  return { test, create, changes, wrapUps: create(), [Symbol.dispose]: () => test[Symbol.dispose]() };
}

it('opens with its timer and shows who it was', () => {
  using desk = setUp();
  const { id } = desk.test.contacts.add('Maren Schulte', '030 23125001');
  const call = desk.test.call({});
  const heard: number[] = [];
  desk.wrapUps.changed.on((open) => heard.push(open.length));
  desk.wrapUps.begin(call.callId);
  desk.wrapUps.begin(call.callId);
  const now = desk.test.clock.now();
  expect(desk.wrapUps.list()).toEqual([
    {
      interactionId: call.interactionId,
      callId: call.callId,
      contactId: id,
      contactName: 'Maren Schulte',
      address: '+49 30 23125001',
      startedAt: now,
      dueAt: now + 120_000,
      dispositionId: null,
      note: '',
      followUpAt: null,
    },
  ]);
  expect(heard).toEqual([1, 1]);
});

it('has no timer where none is set', () => {
  using desk = setUp({ limitMs: 0 });
  desk.wrapUps.begin(desk.test.call({}).callId);
  expect(desk.wrapUps.list()).toMatchObject([{ dueAt: null }]);
});

it('every edit is on disk at once: it is all there after a crash', () => {
  using desk = setUp();
  const first = desk.test.call({});
  const second = desk.test.call({ address: '+493023125002' });
  desk.wrapUps.begin(first.callId);
  desk.test.clock.advance(500);
  desk.wrapUps.begin(second.callId);
  const followUpAt = desk.test.clock.now() + 86_400_000;
  desk.wrapUps.edit({ interactionId: second.interactionId, dispositionId: 'call-back', followUpAt });
  desk.test.timeline.saveCallNote(second.callId, 'Call her back after five');
  const before = desk.wrapUps.list();

  desk.test.store.reopen();
  const afterwards = desk.create();
  expect(afterwards.list()).toEqual(before);
  expect(before).toMatchObject([
    { callId: first.callId, dispositionId: null, note: '' },
    { callId: second.callId, dispositionId: 'call-back', followUpAt, note: 'Call her back after five' },
  ]);
});

it("writes to the call's own entry, announces it, and leaves the list when it is finished", () => {
  using desk = setUp();
  const { callId, contactId, interactionId } = desk.test.call({});
  desk.wrapUps.begin(callId);
  desk.wrapUps.edit({ interactionId, dispositionId: 'resolved', followUpAt: null });
  expect(desk.test.timeline.open(contactId, null, 1)).toMatchObject({
    seq: desk.changes.at(-1),
    entries: [{ id: callId, dispositionId: 'resolved' }],
  });
  desk.wrapUps.finish(interactionId);
  expect(desk.wrapUps.list()).toEqual([]);
  const notFound = expect.objectContaining({ code: 'not-found' });
  expect(() => desk.wrapUps.finish(interactionId)).toThrow(notFound);
  expect(() => desk.wrapUps.edit({ interactionId, dispositionId: null, followUpAt: null })).toThrow(notFound);
  expect(() => desk.wrapUps.finish(interactionIdSchema.parse(999))).toThrow(notFound);
  // A second end of the same call does not open it again.
  desk.wrapUps.begin(callId);
  expect(desk.wrapUps.list()).toEqual([]);
});

it('takes only dispositions of the settings; one that was removed later may stay', () => {
  using desk = setUp();
  const { callId, interactionId } = desk.test.call({});
  desk.wrapUps.begin(callId);
  expect(() => desk.wrapUps.edit({ interactionId, dispositionId: 'made-up', followUpAt: null })).toThrow(
    expect.objectContaining({ code: 'invalid-input', failure: { reason: 'field-invalid', field: 'dispositionId' } }),
  );
  desk.wrapUps.edit({ interactionId, dispositionId: 'resolved', followUpAt: null });
  const shorter = desk.create(['call-back']);
  shorter.edit({ interactionId, dispositionId: 'resolved', followUpAt: 5_000 });
  expect(shorter.list()).toMatchObject([{ dispositionId: 'resolved', followUpAt: 5_000 }]);
});
