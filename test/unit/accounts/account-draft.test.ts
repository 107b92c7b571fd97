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
])('server %s', (serverUrl, url) => {
  expect(checkDraft(buildAccountDraft({ serverUrl }))).toMatchObject({ serverUrl: url });
});

it.each(['https://sip.example.org', 'sip:sip.example.org', 'wss://', 'wss://lea:secret@sip.example.org', 'wss://sip.example.org/#x', 'not a server'])(
  'server %j is none',
  (serverUrl) => {
    expect(() => checkDraft(buildAccountDraft({ serverUrl }))).toThrow(
      expect.objectContaining({ code: 'invalid-input', failure: { reason: 'server-address-invalid', field: 'serverUrl' } }),
    );
  },
);

it('keeps a label and empties what says nothing', () => {
  expect(checkDraft(buildAccountDraft({ label: 'Support', displayName: '', authUser: '' }))).toMatchObject({
    label: 'Support',
    displayName: null,
    authUser: null,
  });
});
