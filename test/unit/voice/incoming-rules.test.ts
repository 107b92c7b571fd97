import { describe, expect, it } from 'vitest';
import { defaultCallRules, type CallRules, type Forward } from '../../../contract/model/call-rules.ts';
import { judgeIncoming, lineLimit, type IncomingSituation } from '../../../main/voice/incoming-rules.ts';

const to = (target: string): Forward => ({ way: 'phone', target, accountId: null });
const forwards = (some: Partial<CallRules['forwards']>): Partial<CallRules> => ({ forwards: { ...defaultCallRules.forwards, ...some } });

function judge(rules: Partial<CallRules> = {}, situation: Partial<Omit<IncomingSituation, 'rules'>> = {}) {
  return judgeIncoming({
    rules: { ...defaultCallRules, ...rules },
    isOffered: true,
    otherCalls: 0,
    askedAfterMs: null,
    forwardTo: ({ way, target }) => (way === 'phone' ? `sip:${target}` : null),
    ...situation,
  });
}
const rings = { kind: 'ring', answerAfterMs: null, forward: null };

describe('without a rule', () => {
  it.each([
    ['a call rings', {}, rings],
    ['a second one rings too', { otherCalls: 1 }, rings],
    ['one during three rings', { otherCalls: lineLimit - 1 }, rings],
    ['one beyond the last line hears busy', { otherCalls: lineLimit }, { kind: 'reject', status: 486 }],
    ['one while the agent is away hears unavailable', { isOffered: false }, { kind: 'reject', status: 480 }],
    ['nobody answers by itself because a caller asks for it', { askedAfterMs: 0 }, rings],
  ] as const)('%s', (_, situation, verdict) => {
    expect(judge({}, situation)).toEqual(verdict);
  });
});

describe('do not disturb', () => {
  it.each([486, 480] as const)('rejects with %i, whatever else there is', (status) => {
    const rules = { isDoNotDisturb: true, doNotDisturbStatus: status, autoAnswer: 'all' } as const;
    for (const situation of [{}, { otherCalls: 1 }, { isOffered: false }, { askedAfterMs: 0 }]) {
      expect(judge({ ...rules, ...forwards({ busy: to('erin'), noAnswer: to('dave') }) }, situation)).toEqual({ kind: 'reject', status });
    }
  });

  it('does not keep back what is forwarded', () => {
    expect(judge({ isDoNotDisturb: true, ...forwards({ always: to('dave') }) })).toEqual({ kind: 'forward', to: 'sip:dave' });
  });
});

describe('call waiting', () => {
  it('lets no second call ring where callers are to hear busy', () => {
    expect(judge({ callWaiting: 'busy' })).toEqual(rings);
    expect(judge({ callWaiting: 'busy' }, { otherCalls: 1 })).toEqual({ kind: 'reject', status: 486 });
  });

  it('sends it elsewhere where that is set up, also beyond the last line', () => {
    const busy = forwards({ busy: to('dave') });
    expect(judge({ callWaiting: 'busy', ...busy }, { otherCalls: 1 })).toEqual({ kind: 'forward', to: 'sip:dave' });
    expect(judge(busy, { otherCalls: 1 })).toEqual(rings);
    expect(judge(busy, { otherCalls: lineLimit })).toEqual({ kind: 'forward', to: 'sip:dave' });
  });
});

describe('forwarding', () => {
  it('of all calls goes before everything', () => {
    for (const situation of [{}, { isOffered: false }, { otherCalls: lineLimit }, { askedAfterMs: 0 }]) {
      expect(judge({ autoAnswer: 'all', ...forwards({ always: to('dave'), busy: to('x'), noAnswer: to('y') }) }, situation)).toEqual({
        kind: 'forward',
        to: 'sip:dave',
      });
    }
  });

  it('of unanswered calls waits, but not for somebody who is away', () => {
    const rules = { ...forwards({ noAnswer: to('dave') }), forwardAfterMs: 7_000 };
    expect(judge(rules)).toEqual({ ...rings, forward: { afterMs: 7_000, to: 'sip:dave' } });
    expect(judge(rules, { isOffered: false })).toEqual({ kind: 'forward', to: 'sip:dave' });
  });

  it('by the server, or to nowhere, is not ours', () => {
    expect(judge(forwards({ always: { way: 'server', target: 'dave', accountId: null } }))).toEqual(rings);
    expect(judge(forwards({ always: to('dave'), noAnswer: to('dave') }), { forwardTo: () => null })).toEqual(rings);
  });
});

describe('answering by itself', () => {
  it.each([
    ['off', null, null],
    ['off', 0, null],
    ['header', null, null],
    ['header', 0, 0],
    ['header', 5_000, 5_000],
    ['all', null, 2_000],
    ['all', 5_000, 5_000],
  ] as const)('%s with %s asked: after %s', (autoAnswer, askedAfterMs, answerAfterMs) => {
    expect(judge({ autoAnswer, autoAnswerAfterMs: 2_000 }, { askedAfterMs })).toEqual({ ...rings, answerAfterMs });
  });

  it.each([1, 2, 3])('never beside %i other calls', (otherCalls) => {
    for (const autoAnswer of ['all', 'header'] as const) expect(judge({ autoAnswer }, { otherCalls, askedAfterMs: 0 })).toEqual(rings);
  });
});
