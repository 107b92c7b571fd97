import { expect, it } from 'vitest';
import { suggestServers } from '../../../main/accounts/mail-providers.ts';
import { endpointsOf } from '../../../main/accounts/oauth/oauth-providers.ts';

const client = (fields: object) => ({ provider: 'microsoft', clientId: 'us', tenant: '', issuer: '', scope: '', ...fields }) as const;

it('a registration for one company is asked at its directory, and nowhere else', () => {
  expect(endpointsOf(client({})).token).toBe('https://login.microsoftonline.com/common/oauth2/v2.0/token');
  const { issuer, authorization, token, device } = endpointsOf(client({ tenant: 'acme.example/../evil' }));
  for (const address of [issuer, authorization, token, device])
    expect(address).toMatch(/^https:\/\/login\.microsoftonline\.com\/acme\.example%2F\.\.%2Fevil\//);
});

it('Google gives no codes for other devices', () => {
  expect(endpointsOf(client({ provider: 'google' })).device).toBeNull();
});

it.each([
  ['maren@gmail.com', null, { host: 'imap.gmail.com', isKnown: true, oauth: 'google' }],
  ['maren@acme.example', null, { host: 'imap.acme.example', isKnown: false, oauth: null }],
  ['maren@acme.example', 'google', { host: 'imap.gmail.com', isKnown: true, oauth: 'google' }],
  ['maren@acme.example', 'microsoft', { host: 'outlook.office365.com', isKnown: true, oauth: 'microsoft' }],
  ['', 'microsoft', { host: 'outlook.office365.com', isKnown: true, oauth: 'microsoft' }],
  ['maren@acme.example', 'other', { host: 'imap.acme.example', isKnown: false, oauth: null }],
] as const)('%s with %s is read at %o', (address, chosen, { host, ...found }) => {
  expect(suggestServers(address, chosen)).toMatchObject({ imap: { host }, ...found });
});

it('what is no address has no servers', () => {
  expect(suggestServers('maren', null)).toBeNull();
});
