import { expect, it } from 'vitest';
import { askedToAnswerAfterMs } from '../../../main/voice/answer-request.ts';

const asked = (headers: Record<string, string[]>) => askedToAnswerAfterMs({ getHeaders: (name) => headers[name] ?? [] });

it.each([
  ['<sip:pbx.test>;answer-after=0', 0],
  ['<sip:pbx.test>;answer-after=3', 3_000],
  ['<sip:pbx.test> ; Answer-After = 2', 2_000],
  ['<http://x.test/photo>;purpose=icon, <sip:pbx.test>;purpose=call;answer-after="4"', 4_000],
  ['<sip:pbx.test>;answer-after=86400', 60_000],
  ['<sip:pbx.test;answer-after=0>;purpose=info', null],
  ['<sip:pbx.test>;answer-after=soon', null],
  ['<sip:pbx.test>;answer-after=-1', null],
  ['<sip:pbx.test>;no-answer-after=0', null],
  ['', null],
])('Call-Info: %s', (header, ms) => {
  expect(asked({ 'Call-Info': [header] })).toBe(ms);
});

it.each([
  ['<http://pbx.test>;info=alert-autoanswer', 0],
  ['<http://pbx.test>;info=alert-autoanswer;delay=0', 0],
  ['info=alert-autoanswer', 0],
  ['<http://pbx.test>; Info = "alert-autoanswer"', 0],
  ['<http://pbx.test>;info=alert-external', null],
  ['<http://pbx.test/?info=alert-autoanswer>', null],
  ['<http://pbx.test>;info=alert-autoanswering', null],
  ['<http://pbx.test>;noinfo=alert-autoanswer', null],
])('Alert-Info: %s', (header, ms) => {
  expect(asked({ 'Alert-Info': [header] })).toBe(ms);
});

it('several headers: the first that says when, whatever stands before', () => {
  expect(asked({ 'Call-Info': ['<http://x.test>;purpose=icon', '<sip:pbx.test>;answer-after=2'], 'Alert-Info': ['info=alert-autoanswer'] })).toBe(
    2_000,
  );
});
