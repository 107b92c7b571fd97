import { expect, it } from 'vitest';
import { contactIdSchema, entryIdSchema } from '../../../contract/model/ids.ts';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

const notFound = expect.objectContaining({ code: 'not-found' });

it('pages by key, oldest first within a page, without gap or overlap', () => {
  using test = createTestTimeline();
  const ids = Array.from({ length: 7 }, () => test.call({ talkMs: null }).callId);
  const { contactId } = test.begin();
  const newest = test.timeline.open(contactId, null, 3);
  expect(newest).toMatchObject({ hasOlder: true });
  const older = test.timeline.open(contactId, newest.entries[0]!.id, 3);
  const oldest = test.timeline.open(contactId, older.entries[0]!.id, 3);
  expect(oldest).toMatchObject({ hasOlder: false });
  expect([...oldest.entries, ...older.entries, ...newest.entries].map(({ id }) => id).slice(0, 7)).toEqual(ids);
});

it("shows nobody else's entries", () => {
  using test = createTestTimeline();
  const ours = test.call({});
  test.call({ address: '+493023125002' });
  expect(test.timeline.open(ours.contactId, null, 10).entries.map(({ contactId }) => contactId)).toEqual([ours.contactId]);
});

it('a note is on disk when it is acknowledged: during the call, after it, and after a crash', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  test.timeline.saveCallNote(callId, 'Router');
  test.timeline.saveCallNote(callId, 'Router drops every evening');
  test.store.reopen();
  test.journal.closeInterrupted();
  expect(test.timeline.readCallNote(callId)).toBe('Router drops every evening');
  test.timeline.saveCallNote(callId, '');
  expect(test.notesOf(contactId)).toEqual(['']);
});

it('a note that says the same again changes nothing', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  test.timeline.saveCallNote(callId, 'Router');
  const { seq } = test.timeline.open(contactId, null, 1);
  test.timeline.saveCallNote(callId, 'Router');
  expect(test.timeline.open(contactId, null, 1).seq).toBe(seq);
});

it('refuses what is not there', () => {
  using test = createTestTimeline();
  expect(() => test.timeline.open(contactIdSchema.parse(99), null, 5)).toThrow(notFound);
  expect(() => test.timeline.addNote(contactIdSchema.parse(99), 'x')).toThrow(notFound);
  expect(() => test.timeline.saveCallNote(entryIdSchema.parse(99), 'x')).toThrow(notFound);
  const { contactId } = test.begin();
  const note = test.timeline.addNote(contactId, 'not a call');
  expect(() => test.timeline.saveCallNote(note, 'x')).toThrow(notFound);
});
