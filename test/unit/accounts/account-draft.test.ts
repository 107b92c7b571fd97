import { expect, it } from 'vitest';
import { checkDraft } from '../../../main/accounts/account-draft.ts';
import { buildAccountDraft } from '../../builders.ts';

it.each([
  ['lea@sip.example.org', 'lea@sip.example.org'],
  ['sip:Lea@SIP.Example.org', 'Lea@sip.example.org'],
  ['sips:+4930123@10.0.0.1', '+4930123@10.0.0.1'],
])('address %s', (typed, aor) => {
  expect(checkDraft(buildAccountDraft({ aor: typed }))).toMatchObject({ aor, label: aor });
});

it.each(['lea', 'lea@', '@sip.example.org', 'lea@sip example', 'lea@sip.example.org;transport=ws', 'a@b@c', 'sip:lea', 'lea@sip/x'])(
  'address %j is none',
  (aor) => {
    expect(() => checkDraft(buildAccountDraft({ aor }))).toThrow(
      expect.objectContaining({ code: 'invalid-input', failure: { reason: 'field-invalid', field: 'aor' } }),
    );
  },
);

it.each([
  ['sip.example.org', 'wss://sip.example.org/'],
  ['sip.example.org:8089/ws', 'wss://sip.example.org:8089/ws'],
  ['ws://127.0.0.1:5066', 'ws://127.0.0.1:5066/'],
  ['WSS://sip.example.org/ws?x=1', 'wss://sip.example.org/ws?x=1'],
  ['sip:sip.example.org', 'sip://sip.example.org'],
  ['tls://[2001:db8::1]:5061', 'tls://[2001:db8::1]:5061'],
])('server %s', (serverUrl, url) => {
  expect(checkDraft(buildAccountDraft({ serverUrl }))).toMatchObject({ serverUrl: url });
});

it.each([
  'https://sip.example.org',
  'sips:sip.example.org',
  'wss://',
  'wss://lea:secret@sip.example.org',
  'wss://sip.example.org/#x',
  'not a server',
])('server %j is none', (serverUrl) => {
  expect(() => checkDraft(buildAccountDraft({ serverUrl }))).toThrow(
    expect.objectContaining({ code: 'invalid-input', failure: { reason: 'server-address-invalid', field: 'serverUrl' } }),
  );
});

it('keeps a label and empties what says nothing', () => {
  expect(checkDraft(buildAccountDraft({ label: 'Support', displayName: '', authUser: '' }))).toMatchObject({
    label: 'Support',
    displayName: null,
    authUser: null,
  });
});

it.each([
  ['Edge.example.org', 'edge.example.org'],
  ['edge.example.org:5061', 'edge.example.org:5061'],
  ['[2001:DB8::1]:5061', '[2001:db8::1]:5061'],
  ['', null],
])('outbound proxy %j', (outboundProxy, proxy) => {
  expect(checkDraft(buildAccountDraft({ outboundProxy })).outboundProxy).toBe(proxy);
});

it.each(['sip:edge.example.org', 'edge.example.org/ws', 'lea@edge.example.org', '2001:db8::1', 'edge example'])(
  'outbound proxy %j is none',
  (outboundProxy) => {
    expect(() => checkDraft(buildAccountDraft({ outboundProxy }))).toThrow(
      expect.objectContaining({ code: 'invalid-input', failure: { reason: 'server-address-invalid', field: 'outboundProxy' } }),
    );
  },
);
