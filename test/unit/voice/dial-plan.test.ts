import { describe, expect, it } from 'vitest';
import { dialPlanSchema, forwardCodesSchema, plainDialPlan, type DialPlan } from '../../../contract/model/call-rules.ts';
import { planNumber } from '../../../main/voice/dial-plan.ts';

const plan = (typed: string, fields: Partial<DialPlan> = {}, country = 'DE') =>
  planNumber(typed, dialPlanSchema.parse({ ...plainDialPlan, ...fields }), country);
const dialled = (...asked: Parameters<typeof plan>) => plan(...asked)?.dialled ?? null;

describe('without a plan numbers are dialled as ever', () => {
  it.each([
    ['030 99887766', '+493099887766'],
    ['0049 30 99887766', '+493099887766'],
    ['201', '201'],
    ['Lea', 'Lea'],
    ['lea@pbx.example.org', 'lea@pbx.example.org'],
    ['*21*0301234#', '*21*0301234#'],
    ['115', '115'],
    ['???', null],
    ['anonymous', null],
  ])('%s', (typed, expected) => {
    expect(dialled(typed)).toBe(expected);
  });
});

describe('outside numbers', () => {
  it.each([
    [{ outsidePrefix: '0' }, '030 99887766', '003099887766'],
    [{ outsidePrefix: '0', numberForm: 'national' }, '+49 30 99887766', '003099887766'],
    [{ outsidePrefix: '0', numberForm: 'national' }, '+43 1 5880012', '0004315880012'],
    [{ numberForm: 'international' }, '030 99887766', '00493099887766'],
    [{ outsidePrefix: '0', numberForm: 'international' }, '030 99887766', '000493099887766'],
    [{ numberForm: 'international', country: 'GB' }, '+44 20 7183 8750', '00442071838750'],
    [{ numberForm: 'national' }, '+49 30 99887766', '03099887766'],
    [{ outsidePrefix: '0' }, '115', '0115'],
    [{ outsidePrefix: '9', numberForm: 'national', country: 'US' }, '+1 212 555 0123', '92125550123'],
    [{ outsidePrefix: '9', numberForm: 'international', country: 'US' }, '+49 30 99887766', '9011493099887766'],
  ] as const)('%j: %s', (fields, typed, expected) => {
    expect(dialled(typed, { ...fields })).toBe(expected);
  });

  it('are written down without what only the telephone system wants', () => {
    expect(plan('030 99887766', { outsidePrefix: '0', numberForm: 'national' })).toEqual({
      dialled: '003099887766',
      address: '+493099887766',
      shown: '+49 30 99887766',
      isEmergency: false,
    });
  });

  it('belong to the country of the account', () => {
    expect(dialled('01 5880012', { country: 'AT' })).toBe('+4315880012');
  });
});

describe('internal numbers', () => {
  const internal = { outsidePrefix: '0', internalPatterns: ['2xx', '70.', '0301234xxx'] };
  it.each([
    ['201', '201'],
    ['7012', '7012'],
    ['70', '70'],
    ['0301234-567', '0301234567'],
    ['030 1234 5678', '003012345678'],
    ['+49 30 1234567', '00301234567'],
  ])('%s', (typed, expected) => {
    expect(dialled(typed, internal)).toBe(expected);
  });

  it('names, addresses and codes never get a prefix', () => {
    for (const typed of ['Lea', 'lea@pbx.example.org', '*21#', '#31#']) expect(dialled(typed, internal)).toBe(typed);
  });
});

describe('emergency numbers', () => {
  const everything: Partial<DialPlan>[] = [
    {},
    { outsidePrefix: '0' },
    { outsidePrefix: '0', numberForm: 'national' },
    { internalPatterns: ['1xx', '11.'] },
    { country: 'US', outsidePrefix: '9', internalPatterns: ['xxx'] },
  ];
  it.each(everything)('stay as they are with %j', (fields) => {
    for (const typed of ['112', '110', '1 1 2']) {
      const number = typed.replaceAll(' ', '');
      expect(plan(typed, fields)).toEqual({ dialled: number, address: number, shown: number, isEmergency: true });
    }
  });

  it('of the account’s own country are known too', () => {
    expect(plan('133', { country: 'AT' })).toMatchObject({ dialled: '133', isEmergency: true });
    expect(plan('133')).toMatchObject({ isEmergency: false });
  });

  it('with the prefix dialled before them are emergency calls as well, and are dialled as typed', () => {
    expect(plan('0112', { outsidePrefix: '0' })).toMatchObject({ dialled: '0112', isEmergency: true });
    expect(plan('0112')).toMatchObject({ isEmergency: false });
  });
});

describe('what a form may say', () => {
  it.each([
    { outsidePrefix: '0a' },
    { outsidePrefix: '0000000' },
    { internalPatterns: ['2[0-9]'] },
    { internalPatterns: ['.'] },
    { internalPatterns: ['2.x'] },
    { country: 'de' },
  ])('not %j', (fields) => {
    expect(dialPlanSchema.safeParse({ ...plainDialPlan, ...fields }).success).toBe(false);
  });

  it.each([
    ['*21*{target}#', true],
    ['**61*{target}**{seconds}#', true],
    ['', true],
    ['*21*{number}#', false],
    ['*21*{target', false],
    ['call me', false],
  ])('%j as a code: %s', (on, isGood) => {
    const pair = { on, off: '#21#' };
    expect(forwardCodesSchema.safeParse({ always: pair, busy: pair, noAnswer: pair }).success).toBe(isGood);
  });
});
