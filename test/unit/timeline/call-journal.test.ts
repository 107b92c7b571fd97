import { expect, it } from 'vitest';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

it('writes a call down from its first ring to its end', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  expect(test.timeline.open(contactId, null, 10).entries).toMatchObject([
    { id: callId, kind: 'call', result: 'live', direction: 'in', answeredAt: null, agentName: 'Lea Winter' },
  ]);
  test.clock.advance(5_000);
  test.journal.answer(callId, test.clock.now());
  test.clock.advance(61_500);
  test.journal.end(callId, { at: test.clock.now(), result: 'answered', failure: null });
  expect(test.timeline.open(contactId, null, 10).entries).toMatchObject([
    { result: 'answered', durationMs: 61_500, needsReturn: false, failure: null },
  ]);
});

it('keeps why a call failed', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin({ direction: 'out' });
  const failure = { reason: 'callee-unavailable', technical: 'SIP 480' } as const;
  test.journal.end(callId, { at: test.clock.now(), result: 'unanswered', failure });
  expect(test.timeline.open(contactId, null, 10).entries).toMatchObject([{ result: 'unanswered', failure, durationMs: null }]);
});

it('keeps to whom a call was transferred, and how that went', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  const transfer = { kind: 'blind', address: '102', name: 'Jonas', state: 'asked', failure: null } as const;
  const kept = () => test.timeline.open(contactId, null, 10).entries.map((entry) => entry.kind === 'call' && entry.transfer);
  expect(kept()).toEqual([null]);
  test.journal.transfer(callId, transfer);
  expect(kept()).toEqual([transfer]);
  const failed = { ...transfer, state: 'failed', failure: { reason: 'callee-busy', technical: 'SIP 486' } } as const;
  test.journal.transfer(callId, failed);
  expect(kept()).toEqual([failed]);
});

it('keeps who else was in the conversation', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  const kept = () => test.timeline.open(contactId, null, 10).entries.map((entry) => entry.kind === 'call' && entry.conference);
  expect(kept()).toEqual([[]]);
  const parties = [{ address: '102', name: 'Jonas' }];
  test.journal.conference(callId, parties);
  expect(kept()).toEqual([parties]);
});

it('tells the last matter with a caller in one line', () => {
  using test = createTestTimeline();
  const first = test.call({});
  expect(first.lastMatter).toBeNull();
  test.timeline.saveCallNote(first.callId, '  Invoice 2026-0988\nwas paid twice');
  test.call({ talkMs: null });
  expect(test.begin().lastMatter).toBe('Invoice 2026-0988');
});

it('gives calls of the same millisecond ids of their own, in the order they came', () => {
  using test = createTestTimeline();
  const at = test.clock.now();
  const ids = Array.from({ length: 5 }, () => test.begin({ at }).callId);
  expect(new Set(ids).size).toBe(5);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
});

it('a call the program did not live to see the end of is interrupted after the next start', () => {
  using test = createTestTimeline();
  const ringing = test.begin({ address: '+493023125002' });
  const talking = test.begin();
  test.clock.advance(2_000);
  test.journal.answer(talking.callId, test.clock.now());
  test.store.reopen();
  expect(test.journal.closeInterrupted()).toEqual([talking.callId]);
  expect(test.timeline.open(talking.contactId, null, 5).entries).toMatchObject([{ result: 'interrupted', durationMs: 0, needsReturn: false }]);
  expect(test.timeline.open(ringing.contactId, null, 5).entries).toMatchObject([{ result: 'interrupted', durationMs: null }]);
  expect(test.journal.closeInterrupted()).toEqual([]);
});

it('says nothing of a call whose timeline is gone', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  test.store.write((writer) => writer.run('DELETE FROM contacts WHERE id = ?', contactId));
  test.journal.answer(callId, test.clock.now());
  test.journal.end(callId, { at: test.clock.now(), result: 'answered', failure: null });
  expect(test.timeline.openRecent('all', null, 5).calls).toEqual([]);
});
