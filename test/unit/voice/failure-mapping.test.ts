import { describe, expect, it } from 'vitest';
import { failureSchema } from '../../../contract/model/failure.ts';
import { failureOfSocketError } from '../../../main/lib/socket-failure.ts';
import { failureOfResponse } from '../../../main/voice/failure-mapping.ts';

describe('final responses to REGISTER', () => {
  it.each([
    [401, 'password-refused'],
    [403, 'account-forbidden'],
    [404, 'account-unknown'],
    [407, 'password-refused'],
    [408, 'registrar-silent'],
    [423, 'registrar-error'],
    [480, 'account-unknown'],
    [500, 'registrar-error'],
    [503, 'registrar-overloaded'],
    [504, 'registrar-silent'],
    [603, 'account-forbidden'],
    [699, 'registrar-error'],
  ])('%d', (status, reason) => {
    expect(failureOfResponse(status, 'register')).toEqual({ reason, technical: `SIP ${status}` });
  });
});

describe('final responses to INVITE', () => {
  it.each([
    [403, 'call-refused'],
    [404, 'number-unknown'],
    [408, 'call-unanswered'],
    [410, 'number-unknown'],
    [415, 'codec-mismatch'],
    [480, 'callee-unavailable'],
    [481, 'call-lost'],
    [484, 'number-invalid'],
    [486, 'callee-busy'],
    [488, 'codec-mismatch'],
    [499, 'call-refused'],
    [500, 'callee-unavailable'],
    [503, 'callee-unavailable'],
    [600, 'callee-busy'],
    [603, 'call-declined'],
    [604, 'number-unknown'],
    [606, 'codec-mismatch'],
    [699, 'call-declined'],
  ])('%d', (status, reason) => {
    expect(failureOfResponse(status, 'call')).toEqual({ reason, technical: `SIP ${status}` });
  });

  it.each([
    [404, 'Q.850;cause=1;text="Unallocated number"', 'number-unknown'],
    [503, 'Q.850 ;cause=17;text="User busy"', 'callee-busy'],
    [480, 'q.850; cause=19', 'call-unanswered'],
    [500, 'Q.850;text="x";cause=28', 'number-invalid'],
  ])('%d with Reason %s goes by the telephone network', (status, header, reason) => {
    expect(failureOfResponse(status, 'call', header).reason).toBe(reason);
  });

  it.each(['SIP;cause=200;text="Call completed elsewhere"', 'Q.850;cause=16', 'Q.850;cause=99999', 'Q.850', ''])(
    'Reason %j changes nothing',
    (header) => {
      expect(failureOfResponse(486, 'call', header)).toEqual({ reason: 'callee-busy', technical: 'SIP 486' });
    },
  );

  it('never takes a refused password for something else', () => {
    expect(failureOfResponse(407, 'call', 'Q.850;cause=17').reason).toBe('password-refused');
  });
});

describe('errors of sockets', () => {
  const coded = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

  it.each([
    ['ENOTFOUND', 'host-unknown'],
    ['EAI_AGAIN', 'host-unknown'],
    ['ECONNREFUSED', 'connection-refused'],
    ['EHOSTUNREACH', 'connection-refused'],
    ['ETIMEDOUT', 'connection-timed-out'],
    ['ECONNRESET', 'connection-lost'],
    ['EPIPE', 'connection-lost'],
    ['CERT_HAS_EXPIRED', 'tls-expired'],
    ['CERT_NOT_YET_VALID', 'tls-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-wrong-host'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
    ['EPROTO', 'tls-failed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-failed'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls-failed'],
    ['HPE_INVALID_CONSTANT', 'websocket-refused'],
    ['ESOMETHINGNEW', 'connection-lost'],
  ])('%s', (code, reason) => {
    expect(failureOfSocketError(coded(code))).toEqual({ reason, technical: code });
  });

  it('names the answer of a server that takes no WebSocket', () => {
    expect(failureOfSocketError(new Error('Unexpected server response: 404'))).toEqual({ reason: 'websocket-refused', technical: 'HTTP 404' });
  });

  it.each([
    ['Opening handshake has timed out', 'connection-timed-out'],
    ['Server sent no subprotocol', 'websocket-refused'],
    ['Server sent an invalid subprotocol', 'websocket-refused'],
    ['Invalid Sec-WebSocket-Accept header', 'websocket-refused'],
    ['Client network socket disconnected before secure TLS connection was established', 'tls-failed'],
  ])('%s', (message, reason) => {
    expect(failureOfSocketError(new Error(message)).reason).toBe(reason);
  });

  it('looks into what several addresses said', () => {
    const error = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]);
    expect(failureOfSocketError(error).reason).toBe('connection-refused');
    expect(failureOfSocketError(Object.assign(error, { code: 'ETIMEDOUT' })).reason).toBe('connection-timed-out');
  });

  it.each([undefined, null, 'text', 42, {}, new AggregateError([])])('%s is still a failure the contract knows', (error) => {
    expect(failureSchema.parse(failureOfSocketError(error)).reason).toBe('connection-lost');
  });

  it('keeps a long code or message short', () => {
    expect(() => failureSchema.parse(failureOfSocketError(coded('E'.repeat(500))))).not.toThrow();
    expect(() => failureSchema.parse(failureOfSocketError(new Error(`subprotocol ${'x'.repeat(500)}`)))).not.toThrow();
  });
});
