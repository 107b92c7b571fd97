import { expect, it } from 'vitest';
import { applyTimelinePatch } from '../../../contract/timeline-reducer.ts';
import { timelinePatchSchema } from '../../../contract/model/timeline.ts';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

it('announces nothing before 30 ms are over, then one patch for everything', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  test.journal.answer(callId, test.clock.now());
  test.timeline.saveCallNote(callId, 'Refund');
  test.clock.advance(29);
  expect(test.patches).toEqual([]);
  test.clock.advance(1);
  expect(test.patches).toMatchObject([{ contactId, removed: [], upserted: [{ id: callId, note: 'Refund', answeredAt: test.clock.now() - 30 }] }]);
  expect(test.recentPatches).toMatchObject([{ upserted: [{ callId }], needsReturn: 0 }]);
  expect(test.clock.waiting).toBe(0);
});

it('a snapshot and the patches after it make the same timeline as a later snapshot', () => {
  using test = createTestTimeline();
  const { contactId } = test.call({});
  // Pending when the snapshot is read: the patch that follows says nothing new.
  const snapshot = test.timeline.open(contactId, null, 50);
  const noted = test.timeline.addNote(contactId, 'Wants to be called after five');
  test.clock.advance(30);
  const second = test.call({ talkMs: null });
  test.timeline.setNeedsReturn(second.callId, false);
  test.clock.advance(30);
  const window = test.patches.reduce(applyTimelinePatch, snapshot);
  expect(window).toEqual(test.timeline.open(contactId, null, 50));
  expect(window.entries.map(({ id }) => id)).toContain(noted);
});

it('splits what is too much for one patch; every part is newer than the one before', () => {
  using test = createTestTimeline();
  const { contactId } = test.contacts.add('Maren Schulte', '030 23125001') && test.begin();
  test.clock.advance(30);
  const snapshot = test.timeline.open(contactId, null, 500);
  const before = test.patches.length;
  for (let n = 0; n < 1_201; n += 1) test.timeline.addNote(contactId, `note ${n}`);
  test.clock.advance(30);
  const parts = test.patches.slice(before);
  expect(parts.map(({ upserted }) => upserted.length)).toEqual([500, 500, 201]);
  for (const part of parts) timelinePatchSchema.parse(part);
  expect(parts.reduce(applyTimelinePatch, snapshot).entries).toHaveLength(1_202);
});

it('tells what was removed', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  test.store.write((writer) => writer.run('DELETE FROM entries WHERE id = ?', callId));
  test.clock.advance(30);
  expect(test.patches).toMatchObject([{ contactId, upserted: [], removed: [callId] }]);
});

it('its seq never goes back, also where changes were removed', () => {
  using test = createTestTimeline();
  const { contactId } = test.call({});
  const { seq } = test.timeline.open(contactId, null, 5);
  test.store.write((writer) => writer.run('DELETE FROM changes'));
  expect(test.timeline.open(contactId, null, 5).seq).toBe(seq);
});
