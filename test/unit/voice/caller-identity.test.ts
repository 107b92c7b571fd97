import { expect, it } from 'vitest';
import { callerIdSchema } from '../../../contract/model/call-rules.ts';
import { identityOf } from '../../../main/voice/caller-identity.ts';

const account = {
  domain: 'sip.test',
  displayName: 'ACME Support',
  callerIds: [
    { number: '+49 (30) 555-0100', name: 'ACME Sales' },
    { number: '201', name: '' },
    { number: 'press@acme.example', name: 'ACME Press' },
  ],
};

it.each([
  [null, 'ACME Support', []],
  ['+49 (30) 555-0100', 'ACME Sales', ['P-Preferred-Identity: "ACME Sales" <sip:+49305550100@sip.test>']],
  ['201', 'ACME Support', ['P-Preferred-Identity: <sip:201@sip.test>']],
  ['press@acme.example', 'ACME Press', ['P-Preferred-Identity: "ACME Press" <sip:press@acme.example>']],
])('as %s', (chosen, displayName, extraHeaders) => {
  expect(identityOf(account, chosen)).toEqual({ displayName, extraHeaders });
});

it('as somebody who is not in the account is refused', () => {
  expect(() => identityOf(account, '+49 30 110')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

it.each([
  { number: '201>', name: '' },
  { number: '<sip:201', name: '' },
  { number: '', name: '' },
  { number: '201', name: 'ACME" <sip:eve@evil.test>' },
  { number: '201', name: 'ACME\r\nX-Evil: 1' },
])('a form may not say %j', (callerId) => {
  expect(callerIdSchema.safeParse(callerId).success).toBe(false);
});
