import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Failure } from '../../../contract/model/failure.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import type { Clock, Logger } from '../../ports.ts';
import type { SecretKeeper } from '../secret-keeper.ts';
import { OAuthError, toOAuthError } from './oauth-error.ts';
import type { OAuthConnection, RegisteredClient, Tokens } from './oauth-client.ts';

/** A token that can be used now, or why there is none. `isOver`: only signing in again helps. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'none'; readonly failure: Failure; readonly isOver: boolean };

/** The tokens of the accounts that sign in with OAuth 2: in the vault alone, renewed when they are needed. */
export interface TokenKeeper {
  /** Somebody signed in. */
  put(accountId: AccountId, tokens: Tokens): void;
  /** A token that is good for a while; renewed first where it is not. */
  read(accountId: AccountId, registered: RegisteredClient): Promise<TokenAnswer>;
  /** The server refused this one before its time. */
  renew(accountId: AccountId, registered: RegisteredClient, refused: string): Promise<TokenAnswer>;
  /** Changes when somebody signs in; not when tokens are renewed. */
  grantId(accountId: AccountId): string | null;
}

const grantSchema = z.object({
  id: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  /** null: the provider did not say. */
  expiresAt: z.number().nullable(),
  lifetimeMs: z.number().nullable(),
});
type Grant = z.infer<typeof grantSchema>;

/** Renewed this long before it expires: logging in takes time, and clocks differ. Of a token that lives for minutes, a tenth. */
const skewMs = 60_000;

export const tokensName = (id: AccountId): string => `account:${id}:oauth`;

export function createTokenKeeper({
  secrets,
  connection,
  clock,
  logger,
}: {
  secrets: SecretKeeper;
  connection: Pick<OAuthConnection, 'refresh'>;
  clock: Clock;
  logger: Logger;
}): TokenKeeper {
  /** A refresh token is used once: whoever needs a token meanwhile waits for the same answer. */
  const renewing = new Map<AccountId, Promise<TokenAnswer>>();

  function load(id: AccountId): Grant | null {
    const kept = secrets.read(tokensName(id));
    if (kept === null) return null;
    try {
      return grantSchema.parse(JSON.parse(kept));
    } catch {
      return null;
    }
  }

  function save(id: AccountId, { accessToken, refreshToken, lifetimeMs }: Tokens, grantId: string): Grant {
    const grant = { id: grantId, accessToken, refreshToken, lifetimeMs, expiresAt: lifetimeMs === null ? null : clock.now() + lifetimeMs };
    secrets.write(tokensName(id), JSON.stringify(grant));
    return grant;
  }

  const isGood = ({ expiresAt, lifetimeMs }: Grant, skew = Math.min(skewMs, (lifetimeMs ?? 0) / 10)): boolean =>
    expiresAt === null || clock.now() < expiresAt - skew;

  async function renew(id: AccountId, registered: RegisteredClient): Promise<TokenAnswer> {
    const before = load(id);
    if (!before?.refreshToken) return over({ reason: 'sign-in-needed' });
    try {
      const tokens = await connection.refresh(registered, before.refreshToken);
      // Signed in anew meanwhile: what belongs to the old grant is of no use.
      const current = load(id);
      if (current?.id !== before.id) return current ? { kind: 'token', accessToken: current.accessToken } : over({ reason: 'sign-in-needed' });
      // In the vault before anybody uses the new one: the old refresh token is void from now on, and using it again would revoke the grant.
      save(id, { ...tokens, refreshToken: tokens.refreshToken ?? before.refreshToken }, before.id);
      return { kind: 'token', accessToken: tokens.accessToken };
    } catch (error) {
      const { failure, isOver } = toOAuthError(error);
      logger.warn('token-not-renewed', { accountId: id, reason: failure.reason, technical: failure.technical, isOver });
      if (!(error instanceof OAuthError)) logger.error('token-defect', error, { accountId: id });
      if (isOver) {
        if (load(id)?.id === before.id)
          secrets.write(tokensName(id), JSON.stringify({ ...before, accessToken: '', refreshToken: null, expiresAt: 0 }));
        return over(failure.reason === 'client-refused' ? failure : { ...failure, reason: 'sign-in-needed' });
      }
      return { kind: 'none', failure, isOver: false };
    }
  }

  function renewOnce(id: AccountId, registered: RegisteredClient): Promise<TokenAnswer> {
    const known = renewing.get(id);
    if (known) return known;
    const begun = renew(id, registered).finally(() => renewing.delete(id));
    renewing.set(id, begun);
    return begun;
  }

  return {
    put: (id, tokens) => void save(id, tokens, randomUUID()),
    async read(id, registered) {
      const grant = load(id);
      if (!grant) return over({ reason: 'sign-in-needed' });
      if (isGood(grant)) return { kind: 'token', accessToken: grant.accessToken };
      const renewed = await renewOnce(id, registered);
      // The provider cannot be reached, but this one is still good.
      if (renewed.kind === 'none' && !renewed.isOver && isGood(grant, 0)) return { kind: 'token', accessToken: grant.accessToken };
      return renewed;
    },
    renew(id, registered, refused) {
      const grant = load(id);
      // Renewed already by somebody who was refused as well.
      if (grant && grant.accessToken !== refused && isGood(grant)) return Promise.resolve({ kind: 'token', accessToken: grant.accessToken });
      return renewOnce(id, registered);
    },
    grantId: (id) => load(id)?.id ?? null,
  };
}

const over = (failure: Failure): TokenAnswer => ({ kind: 'none', failure, isOver: true });
