import { describe, expect, it } from 'vitest';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

describe('recent calls', () => {
  it('newest first, by filter and page', () => {
    using test = createTestTimeline();
    const missed = test.call({ talkMs: null }).callId;
    const out = test.call({ direction: 'out', address: '+493023125002' }).callId;
    const elsewhere = test.call({ address: '+493023125003', talkMs: null, result: 'answered-elsewhere' }).callId;
    const ids = (filter: 'all' | 'missed' | 'in' | 'out') => test.timeline.openRecent(filter, null, 10).calls.map(({ callId }) => callId);
    expect(ids('all')).toEqual([elsewhere, out, missed]);
    expect(ids('missed')).toEqual([missed]);
    expect(ids('in')).toEqual([elsewhere, missed]);
    expect(ids('out')).toEqual([out]);
    expect(test.timeline.openRecent('all', null, 2)).toMatchObject({ hasOlder: true, calls: [{ callId: elsewhere }, { callId: out }] });
    expect(test.timeline.openRecent('all', out, 2)).toMatchObject({ hasOlder: false, calls: [{ callId: missed }] });
  });
});

describe('missed calls', () => {
  it('stay marked until an answered call with the same contact, in or out', () => {
    for (const direction of ['in', 'out'] as const) {
      using test = createTestTimeline();
      const [first, second] = [test.call({ talkMs: null }), test.call({ talkMs: null })];
      const other = test.call({ address: '+493023125002', talkMs: null });
      expect(test.timeline.openRecent('all', null, 1).needsReturn).toBe(3);
      test.call({ direction, address: '030 23125001' });
      expect([first, second, other].map(({ callId }) => test.needsReturn(callId))).toEqual([false, false, true]);
      expect(test.timeline.openRecent('all', null, 1).needsReturn).toBe(1);
    }
  });

  it('an attempt nobody answered settles nothing', () => {
    using test = createTestTimeline();
    const missed = test.call({ talkMs: null });
    test.call({ direction: 'out', talkMs: null });
    expect(test.needsReturn(missed.callId)).toBe(true);
  });

  it.each(['answered-elsewhere', 'declined', 'failed'] as const)('%s is not missed', (result) => {
    using test = createTestTimeline();
    expect(test.needsReturn(test.call({ talkMs: null, result }).callId)).toBe(false);
  });

  it('can be dismissed, which can be undone, and survives a restart', () => {
    using test = createTestTimeline();
    const { callId } = test.call({ talkMs: null });
    test.timeline.setNeedsReturn(callId, false);
    expect(test.needsReturn(callId)).toBe(false);
    test.timeline.setNeedsReturn(callId, true);
    test.store.reopen();
    expect(test.needsReturn(callId)).toBe(true);
  });

  it('only a missed call can be dismissed', () => {
    using test = createTestTimeline();
    const { callId } = test.call({});
    expect(() => test.timeline.setNeedsReturn(callId, false)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
