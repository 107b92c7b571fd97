import { afterEach, beforeEach, expect, it } from 'vitest';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import type { OAuthConnection, Tokens } from '../../../main/accounts/oauth/oauth-client.ts';
import { createSignInService, type SignInRequest, type SignInService } from '../../../main/accounts/oauth/sign-in-service.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';

const id = accountIdSchema.parse(3);
const tokens: Tokens = { accessToken: 'a', refreshToken: 'r', lifetimeMs: 1_000 };
const registered = { client: { provider: 'google', clientId: 'us', tenant: '', issuer: '', scope: '' }, secret: null } as const;
const request = (fields: Partial<SignInRequest> = {}): SignInRequest => {
  return { accountId: id, keepFor: null, registered, loginHint: '', way: 'browser', ...fields };
};

let clock: ManualClock;
let opened: string[];
let signIns: SignInService;
let redirectUri: string;
let kept: unknown[];
let address: string;
beforeEach(() => {
  clock = createManualClock();
  opened = [];
  kept = [];
  address = 'https://provider.example/page';
  const connection: OAuthConnection = {
    beginInBrowser(_registered, options) {
      redirectUri = options.redirectUri;
      return Promise.resolve({ address, state: 'right', finish: () => Promise.resolve(tokens) });
    },
    beginOnDevice: () =>
      Promise.resolve({
        address,
        userCode: 'ABCD-EFGH',
        expiresInMs: 5_000,
        finish: (signal) => new Promise((_done, failed) => signal.addEventListener('abort', () => failed(new Error('aborted')))),
      }),
    refresh: () => Promise.reject(new Error('not here')),
  };
  signIns = createSignInService({
    connection,
    browser: { open: (url) => opened.push(url) > 0 },
    clock,
    logger: createRecordingLogger(),
    page: () => ({ title: 'Done', text: 'You can close this window.' }),
    onSignedIn: (accountId, granted) => void kept.push([accountId, granted]),
  });
});
afterEach(() => signIns[Symbol.asyncDispose]());

const ended = (): Promise<void> => new Promise((done) => signIns.changed.on((all) => all[0]?.state !== 'waiting' && done()));
const answer = (query = '?code=c&state=right'): Promise<Response> => fetch(new URL(query, redirectUri));

it('comes back by the name that each provider lets be registered', async () => {
  await signIns.begin(request());
  expect(redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const client = { ...registered.client, provider: 'microsoft' } as const;
  const { id: signInId } = await signIns.begin(request({ registered: { client, secret: null } }));
  expect(redirectUri).toMatch(/^http:\/\/localhost:\d+$/);
  const end = ended();
  expect((await answer()).status).toBe(200);
  await end;
  expect(signIns.peek(signInId)).toEqual(tokens);
});

it('what came of it waits for the form, and is given once', async () => {
  const { id: signInId } = await signIns.begin(request());
  const end = ended();
  expect((await answer()).status).toBe(200);
  await end;
  expect(signIns.peek(signInId)).toEqual(tokens);
  expect(signIns.take(signInId)).toEqual(tokens);
  expect(() => signIns.take(signInId)).toThrow('sign-in-needed');
  expect(kept).toEqual([]);
});

it('for an account that is there it is kept at once', async () => {
  await signIns.begin(request({ keepFor: id }));
  const end = ended();
  await answer();
  await end;
  expect(kept).toEqual([[id, tokens]]);
});

it('nobody answers within ten minutes: it has expired, and nobody listens any longer', async () => {
  await signIns.begin(request());
  clock.advance(10 * 60_000);
  expect(signIns.list()).toMatchObject([{ state: 'failed', failure: { reason: 'sign-in-expired' } }]);
  await expect(answer()).rejects.toThrow();
});

it('a code expires when the provider says so', async () => {
  const shown = await signIns.begin(request({ way: 'device' }));
  expect([shown.userCode, shown.expiresAt - clock.now(), opened]).toEqual(['ABCD-EFGH', 5_000, []]);
  clock.advance(5_000);
  expect(signIns.list()).toMatchObject([{ state: 'failed', failure: { reason: 'sign-in-expired' } }]);
});

it('what came of it is forgotten where no form was saved for half an hour', async () => {
  const { id: signInId } = await signIns.begin(request());
  const end = ended();
  await answer();
  await end;
  clock.advance(30 * 60_000);
  expect(signIns.peek(signInId)).toBeNull();
  expect(signIns.list()).toEqual([]);
});

it('only a page that is encrypted is opened, whatever a provider says', async () => {
  for (const strange of ['file:///etc/passwd', 'http://provider.example/page', 'javascript:alert(1)', 'https://user:secret@provider.example/']) {
    address = strange;
    await expect(signIns.begin(request())).rejects.toMatchObject({ code: 'unavailable' });
  }
  expect(opened).toEqual([]);
  await expect(answer()).rejects.toThrow();
});
