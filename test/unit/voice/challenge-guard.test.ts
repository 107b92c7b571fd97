import { describe, expect, it } from 'vitest';
import { createChallengeGuard } from '../../../main/voice/challenge-guard.ts';

const ours = { realm: 'sip.test' };

function request(method: string, headers: Readonly<Record<string, string>> = {}, callId = 'a') {
  return { method, call_id: callId, getHeader: (name: string) => headers[name], hasHeader: (name: string) => name in headers };
}
const inDialog = { to: '<sip:far@sip.test>;tag=far' };
const beyond = { ...inDialog, route: '<sip:proxy.sip.test;lr>' };

function registeredGuard() {
  const guard = createChallengeGuard();
  guard.accepts(request('REGISTER'), ours);
  guard.registered();
  return guard;
}

describe('a challenge is answered', () => {
  it.each([
    ['to the registrar', request('REGISTER')],
    ['for a call', request('INVITE', { to: '<sip:far@sip.test>' })],
    ['for a call that is forwarded or taken over', request('INVITE', { to: '<sip:far@sip.test>', replaces: 'x' })],
    ['in a dialog that ends at our server', request('INVITE', inDialog)],
    ['for the end of a call of ours that ends there', request('BYE', inDialog)],
  ])('%s', (_what, sent) => {
    expect(registeredGuard().accepts(sent, ours)).toBe(true);
  });

  it('in the realm the registrar has now', () => {
    const guard = registeredGuard();
    guard.accepts(request('REGISTER'), { realm: 'new.test' });
    expect(guard.accepts(request('INVITE'), { realm: 'new.test' })).toBe(false);
    guard.registered();
    expect(guard.accepts(request('INVITE'), { realm: 'new.test' })).toBe(true);
    expect(guard.accepts(request('INVITE'), ours)).toBe(false);
  });
});

describe('no challenge is answered', () => {
  it('before the registrar has asked: nobody knows whose realm that is', () => {
    const guard = createChallengeGuard();
    guard.registered();
    expect(guard.accepts(request('INVITE'), ours)).toBe(false);
  });

  it.each([
    ['of another realm', request('INVITE'), { realm: 'mallory.test' }],
    ['of a realm that only looks the same', request('INVITE'), { realm: 'SIP.test' }],
    ['for CANCEL', request('CANCEL'), ours],
    ['for ACK', request('ACK'), ours],
    ['in a dialog beyond our server: an offer', request('INVITE', beyond), ours],
    ['in a dialog beyond our server: a referral', request('REFER', beyond), ours],
    ['in a dialog beyond our server: a tone', request('INFO', beyond), ours],
    ['in a dialog beyond our server: the end', request('BYE', beyond), ours],
    ['a second time, whatever it calls stale', request('INVITE', { 'proxy-authorization': 'Digest' }), ours],
    ['a second time, as the callee', request('INVITE', { authorization: 'Digest' }), ours],
  ])('%s', (_what, sent, challenge) => {
    expect(registeredGuard().accepts(sent, challenge)).toBe(false);
  });

  it('for the end of a call that came in, also where it ends at our server', () => {
    const guard = registeredGuard();
    guard.cameIn('in');
    expect(guard.accepts(request('BYE', inDialog, 'in'), ours)).toBe(false);
    expect(guard.accepts(request('INVITE', inDialog, 'in'), ours)).toBe(true);
    guard.forget('in');
    expect(guard.accepts(request('BYE', inDialog, 'in'), ours)).toBe(true);
  });
});
