import { expect, it } from 'vitest';
import { plainDialPlan } from '../../../contract/model/call-rules.ts';
import { forwardAddress, forwardOf } from '../../../main/voice/forwarding.ts';

const account = { user: 'alice', domain: 'sip.test', dialPlan: { ...plainDialPlan, outsidePrefix: '0', internalPatterns: ['2xx'] } };

it.each([
  ['dave', 'sip:dave@sip.test'],
  ['201', 'sip:201@sip.test'],
  ['030 99887766', 'sip:003099887766@sip.test'],
  ['dave@other.test', 'sip:dave@other.test'],
  ['alice@other.test', 'sip:alice@other.test'],
  ['*98#', 'sip:*98%23@sip.test'],
  ['alice', null],
  ['Alice@SIP.test', null],
  ['112', null],
  ['0110', null],
  ['', null],
  ['???', null],
  ['dave@evil.test>;x=<sip:eve', null],
  ['dave@evil.test\r\nX-Evil: 1', null],
])('to %s leads to %s', (target, address) => {
  expect(forwardAddress(target, account, 'DE')).toBe(address);
});

it.each(['off', 'server'] as const)('that is %s is not this program’s', (way) => {
  expect(forwardOf({ way, target: 'dave', accountId: null }, account, 'DE')).toBeNull();
});
