import { describe, expect, it } from 'vitest';
import { dialString, isDialable, parseAddress } from '../../../main/lib/phone-number.ts';

describe('phone numbers become E.164', () => {
  it.each([
    ['+49 30 1234567', 'DE', '+49301234567'],
    ['+49 30 1234567', 'US', '+49301234567'],
    ['030 1234567', 'DE', '+49301234567'],
    ['030/1234-567', 'DE', '+49301234567'],
    ['(030) 12 34 567', 'DE', '+49301234567'],
    ['+49 (0)30 1234567', 'DE', '+49301234567'],
    ['+49(0)301234567', 'US', '+49301234567'],
    ['0049 (0) 30 1234567', 'DE', '+49301234567'],
    ['0049 30 1234567', 'DE', '+49301234567'],
    ['011 49 30 1234567', 'US', '+49301234567'],
    ['49301234567', 'DE', '+49301234567'],
    ['4930123456789', 'US', '+4930123456789'],
    ['(212) 555-0123', 'US', '+12125550123'],
    ['1 212 555 0123', 'US', '+12125550123'],
    ['212.555.0123', 'CA', '+12125550123'],
    ['020 7946 0018', 'GB', '+442079460018'],
    ['06 1234 5678', 'IT', '+390612345678'],
    ['01 23 45 67 89', 'FR', '+33123456789'],
    ['0800 1234567', 'DE', '+498001234567'],
    ['+800 1234 5678', 'DE', '+80012345678'],
    ['+\uFF14\uFF19 \uFF13\uFF10 1234567', 'DE', '+49301234567'],
    ['\uFF0B\uFF14\uFF19\uFF13\uFF10\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17', 'DE', '+49301234567'],
    ['+٤٩٣٠١٢٣٤٥٦٧', 'DE', '+49301234567'],
    ['\u202D+49 30 1234567\u202C', 'DE', '+49301234567'],
    ['+49\u00A030\u00A01234567', 'DE', '+49301234567'],
    ['030\u20131234567', 'DE', '+49301234567'],
    ['tel:+49-30-1234567', 'DE', '+49301234567'],
    ['TEL:+49.30.1234567;ext=12', 'DE', '+49301234567'],
    ['tel:030-1234567', 'DE', '+49301234567'],
    ['tel:301234567;phone-context=+49', 'US', '+49301234567'],
    ['callto://+49301234567', 'DE', '+49301234567'],
    ['sip:+49301234567@sbc.example.net', 'DE', '+49301234567'],
    ['sip:030-1234567@sbc.example.net;user=phone', 'DE', '+49301234567'],
    ['sips:%2B49301234567@sbc.example.net:5061;transport=tls', 'DE', '+49301234567'],
    ['"Frieda" <sip:+49301234567@sbc.example.net>', 'DE', '+49301234567'],
    ['1-800-FLOWERS', 'US', '+18003569377'],
    ['1800FLOWERS', 'US', '+18003569377'],
    ['+49301234567', '', '+49301234567'],
    ['0049301234567', 'XX', '+49301234567'],
    ['030 1234567', 'de', '+49301234567'],
  ])('%s in %s', (raw, country, expected) => {
    const parsed = parseAddress(raw, country);
    expect(parsed).toMatchObject({ kind: 'phone', value: expected });
    expect(parsed.shown.startsWith('+')).toBe(true);
    expect(dialString(raw, country)).toBe(expected);
  });

  it('reads what it shows back to the same number', () => {
    const { shown, value } = parseAddress('0049 30 1234567', 'DE');
    expect(shown).toBe('+49 30 1234567');
    expect(parseAddress(shown, 'US').value).toBe(value);
  });
});

describe('emergency numbers and public short codes, by country', () => {
  it.each([
    ['112', 'DE', 'emergency'],
    ['110', 'DE', 'emergency'],
    ['1 1 2', 'DE', 'emergency'],
    ['tel:112', 'US', 'emergency'],
    ['911', 'US', 'emergency'],
    ['911', 'DE', 'emergency'],
    ['999', 'GB', 'emergency'],
    ['000', 'AU', 'emergency'],
    ['112', '', 'emergency'],
    ['110', 'US', 'extension'],
    ['999', 'DE', 'extension'],
    ['116117', 'DE', 'short-code'],
    ['116 117', 'DE', 'short-code'],
    ['11833', 'DE', 'short-code'],
    ['411', 'US', 'short-code'],
    ['11833', 'US', 'extension'],
  ])('%s in %s is %s', (raw, country, kind) => {
    expect(parseAddress(raw, country).kind).toBe(kind);
    expect(isDialable(raw, country)).toBe(true);
  });
});

describe('internal numbers and user names', () => {
  it.each([
    ['1001', '1001', '1001'],
    ['20001', '20001', '20001'],
    ['7', '7', '7'],
    ['5551234', '5551234', '5551234'],
    ['*97', '*97', '*97'],
    ['**62*0170#', '**62*0170#', '**62*0170#'],
    ['#21#', '#21#', '#21#'],
    ['alice', 'alice', 'alice'],
    ['Alice.Example-1', 'alice.example-1', 'Alice.Example-1'],
    ['agent007', 'agent007', 'agent007'],
    ['jürgen', 'jürgen', 'jürgen'],
    ['Alice@Example.org', 'alice@example.org', 'Alice@example.org'],
    ['sip:1001@pbx.example:5061;transport=wss', '1001@pbx.example', '1001@pbx.example'],
    ['sip:alice:secret@pbx.example', 'alice@pbx.example', 'alice@pbx.example'],
    ['<sip:alice@pbx.example;lr?Subject=x>', 'alice@pbx.example', 'alice@pbx.example'],
    ['tel:7042;phone-context=example.com', '7042@example.com', '7042@example.com'],
  ])('%s', (raw, value, dialled) => {
    expect(parseAddress(raw, 'US')).toEqual({ kind: 'extension', value, shown: dialled });
    expect(dialString(raw, 'US')).toBe(dialled);
  });
});

describe('withheld numbers', () => {
  it.each([
    '',
    '   ',
    'anonymous',
    'Anonymous',
    'ANONYMOUS',
    'restricted',
    'unknown',
    'withheld',
    'Unavailable',
    'private',
    '-',
    '+',
    'sip:anonymous@anonymous.invalid',
  ])('%j', (raw) => {
    expect(parseAddress(raw, 'DE')).toEqual({ kind: 'anonymous', value: '', shown: '' });
    expect(isDialable(raw, 'DE')).toBe(false);
  });

  it('goes by the host of RFC 3323 whatever the user part says', () => {
    expect(parseAddress('sip:+49301234567@anonymous.invalid', 'DE').kind).toBe('anonymous');
  });
});

describe('what is no number', () => {
  it.each([
    '+999123456789',
    '+49 110',
    '+49',
    'DHL Paket',
    'call me maybe',
    '1-800-CALL NOW PLEASE',
    '<script>alert(1)</script>',
    '😀',
    '+1 555',
    '9'.repeat(25),
  ])('%s', (raw) => {
    expect(parseAddress(raw, 'DE').kind).toBe('alphanumeric');
    expect(isDialable(raw, 'DE')).toBe(false);
  });

  it.each([
    '%',
    '%ZZ',
    'sip:',
    'sip:@',
    'tel:;phone-context=',
    '<>',
    '<<>>',
    ';;;',
    '\u0000',
    '@',
    '(0)',
    '()',
    'a'.repeat(100_000),
    '9'.repeat(100_000),
    '+'.repeat(1_000),
  ])('survives %#', (raw) => {
    const parsed = parseAddress(raw, 'DE');
    expect(parsed.value.length).toBeLessThanOrEqual(255);
    expect(() => dialString(raw, 'DE')).not.toThrow();
  });
});
