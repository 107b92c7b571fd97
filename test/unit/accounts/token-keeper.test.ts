import { beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import { OAuthError } from '../../../main/accounts/oauth/oauth-error.ts';
import type { Tokens } from '../../../main/accounts/oauth/oauth-client.ts';
import { createTokenKeeper, type TokenKeeper } from '../../../main/accounts/oauth/token-keeper.ts';
import { createSecretKeeper } from '../../../main/accounts/secret-keeper.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryVault, createRecordingLogger, type MemoryVault } from '../../fakes/memory-ports.ts';

const id = accountIdSchema.parse(3);
const registered = { client: { provider: 'google', clientId: 'us', tenant: '', issuer: '', scope: '' }, secret: null } as const;
const minute = 60_000;

let clock: ManualClock;
let vault: MemoryVault;
let keeper: TokenKeeper;
/** Refresh tokens as the provider was given them; its answers in order. */
let asked: string[];
let answers: (Tokens | Error | Promise<Tokens>)[];
beforeEach(() => {
  clock = createManualClock();
  vault = createMemoryVault();
  asked = [];
  answers = [];
  const logger = createRecordingLogger();
  const secrets = createSecretKeeper({ vault, logger, isUnprotectedAccepted: () => false });
  const connection = {
    refresh(_registered: unknown, refreshToken: string): Promise<Tokens> {
      asked.push(refreshToken);
      const next = answers.shift() ?? new Error('nobody asked for this');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  };
  keeper = createTokenKeeper({ secrets, connection, clock, logger });
});

const tokens = (n: number, fields: Partial<Tokens> = {}): Tokens => ({
  accessToken: `a${n}`,
  refreshToken: `r${n}`,
  lifetimeMs: 60 * minute,
  ...fields,
});
const kept = (): { refreshToken: string | null } => JSON.parse(vault.kept.get('account:3:oauth')!) as { refreshToken: string | null };
const over = new OAuthError({ reason: 'sign-in-needed', technical: 'invalid_grant' }, { isOver: true });
const away = new OAuthError({ reason: 'connection-refused' });

describe('a token', () => {
  it('is used until shortly before it expires, then renewed', async () => {
    keeper.put(id, tokens(1));
    clock.advance(58 * minute);
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a1' });
    clock.advance(minute);
    answers.push(tokens(2));
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a2' });
    expect(asked).toEqual(['r1']);
  });

  it('that lives for seconds is not renewed all the time', async () => {
    keeper.put(id, tokens(1, { lifetimeMs: 10_000 }));
    clock.advance(8_000);
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a1' });
  });

  it('without a known end is used until it is refused', async () => {
    keeper.put(id, tokens(1, { lifetimeMs: null }));
    clock.advance(1_000 * minute);
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a1' });
    answers.push(tokens(2));
    expect(await keeper.renew(id, registered, 'a1')).toEqual({ kind: 'token', accessToken: 'a2' });
  });

  it('is renewed once for all who ask meanwhile; who was refused with the old one gets the new one', async () => {
    keeper.put(id, tokens(1));
    const answer = Promise.withResolvers<Tokens>();
    answers.push(answer.promise);
    const waiting = [keeper.renew(id, registered, 'a1'), keeper.renew(id, registered, 'a1')];
    clock.advance(60 * minute);
    waiting.push(keeper.read(id, registered), keeper.read(id, registered));
    answer.resolve(tokens(2));
    expect(new Set((await Promise.all(waiting)).map((one) => JSON.stringify(one)))).toEqual(new Set(['{"kind":"token","accessToken":"a2"}']));
    expect(await keeper.renew(id, registered, 'a1')).toEqual({ kind: 'token', accessToken: 'a2' });
    expect(asked).toEqual(['r1']);
  });
});

describe('a refresh token', () => {
  it('that came with the renewal is in the vault before the token is handed out', async () => {
    keeper.put(id, tokens(1, { lifetimeMs: 0 }));
    answers.push(tokens(2));
    const seen = keeper.read(id, registered).then(() => kept().refreshToken);
    expect(await seen).toBe('r2');
  });

  it('is kept where the provider gives no new one', async () => {
    keeper.put(id, tokens(1));
    answers.push(tokens(2, { refreshToken: null }), tokens(3, { refreshToken: null }));
    await keeper.renew(id, registered, 'a1');
    await keeper.renew(id, registered, 'a2');
    expect(asked).toEqual(['r1', 'r1']);
  });

  it('that was refused is never used again', async () => {
    keeper.put(id, tokens(1));
    answers.push(over);
    const refused = { kind: 'none', failure: { reason: 'sign-in-needed', technical: 'invalid_grant' }, isOver: true };
    expect(await keeper.renew(id, registered, 'a1')).toEqual(refused);
    expect(await keeper.read(id, registered)).toEqual({ kind: 'none', failure: { reason: 'sign-in-needed' }, isOver: true });
    expect(asked).toEqual(['r1']);
    keeper.put(id, tokens(5));
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a5' });
  });
});

describe('a provider that cannot be reached', () => {
  it('is no reason to sign in again; the old token is used as long as it lives', async () => {
    keeper.put(id, tokens(1));
    clock.advance(59.5 * minute);
    answers.push(away, away);
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a1' });
    clock.advance(minute);
    expect(await keeper.read(id, registered)).toEqual({ kind: 'none', failure: { reason: 'connection-refused' }, isOver: false });
    answers.push(tokens(2));
    expect(await keeper.read(id, registered)).toEqual({ kind: 'token', accessToken: 'a2' });
  });
});

it('who signed in anew while a renewal was under way keeps what they got', async () => {
  keeper.put(id, tokens(1));
  const answer = Promise.withResolvers<Tokens>();
  answers.push(answer.promise);
  const renewal = keeper.renew(id, registered, 'a1');
  keeper.put(id, tokens(7));
  answer.resolve(tokens(2));
  expect(await renewal).toEqual({ kind: 'token', accessToken: 'a7' });
  expect(kept().refreshToken).toBe('r7');
});

it('a grant has one name, until somebody signs in again', async () => {
  expect(keeper.grantId(id)).toBeNull();
  keeper.put(id, tokens(1));
  const name = keeper.grantId(id);
  answers.push(tokens(2));
  await keeper.renew(id, registered, 'a1');
  expect(keeper.grantId(id)).toBe(name);
  keeper.put(id, tokens(3));
  expect(keeper.grantId(id)).not.toBe(name);
});
