import type { ChannelAccountDraft, ConfiguredAccount } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Credential, Login } from '../channel.ts';
import type { RegisteredClient, Tokens } from './oauth/oauth-client.ts';
import type { TokenAnswer, TokenKeeper } from './oauth/token-keeper.ts';
import type { SecretKeeper } from './secret-keeper.ts';

export const passwordName = (id: AccountId): string => `account:${id}:password`;
export const clientSecretName = (id: AccountId): string => `account:${id}:client-secret`;

const passwordMissing: Credential = { kind: 'none', failure: { reason: 'password-missing', field: 'password' }, isAuth: true };
const notSignedIn: Credential = { kind: 'none', failure: { reason: 'sign-in-needed' }, isAuth: true };

function toCredential(answer: TokenAnswer): Credential {
  return answer.kind === 'token' ? answer : { kind: 'none', failure: answer.failure, isAuth: answer.isOver };
}

/** What a stored account logs in with, asked for with every connection. */
export function loginOfAccount(account: ConfiguredAccount, { secrets, tokens }: { secrets: SecretKeeper; tokens: TokenKeeper }): Login {
  const { id, login } = account;
  if (login.kind === 'user-password') return withPassword(() => secrets.read(passwordName(id)));
  const registered = (): RegisteredClient => ({ client: login.client, secret: secrets.read(clientSecretName(id)) });
  return {
    read: async () => toCredential(await tokens.read(id, registered())),
    renew: async (refused) => toCredential(await tokens.renew(id, registered(), refused)),
  };
}

/** What a form logs in with that is not saved yet: what was typed or signed in for it, otherwise what is stored. */
export function loginOfDraft(draft: ChannelAccountDraft, { fresh, stored }: { fresh: Tokens | null; stored: Login | null }): Login {
  if (draft.login.kind === 'user-password') {
    const { password } = draft;
    return password === null && stored ? stored : withPassword(() => password);
  }
  if (!fresh) return stored ?? { read: () => Promise.resolve(notSignedIn), renew: () => Promise.resolve(notSignedIn) };
  return {
    read: () => Promise.resolve({ kind: 'token', accessToken: fresh.accessToken }),
    renew: () => Promise.resolve(notSignedIn),
  };
}

/** Of an account that has nothing to log in to. */
export const noLogin: Login = withPassword(() => null);

function withPassword(read: () => string | null): Login {
  const answer = (): Promise<Credential> => {
    const password = read();
    return Promise.resolve(password === null ? passwordMissing : { kind: 'password', password });
  };
  return { read: answer, renew: answer };
}
