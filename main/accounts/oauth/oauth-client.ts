import type { Configuration, TokenEndpointResponse } from 'openid-client';
import type { OAuthClient } from '../../../contract/model/mail-login.ts';
import { endpointsOf, isSafeAddress, type OAuthEndpoints } from './oauth-providers.ts';
import { OAuthError, toOAuthError } from './oauth-error.ts';

/** A client with its secret, where it has one. */
export interface RegisteredClient {
  readonly client: OAuthClient;
  readonly secret: string | null;
}

/** What a provider granted. `lifetimeMs`: null where it did not say. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly lifetimeMs: number | null;
}

/** A page to be opened; `finish` is given the address the provider sent the browser to. */
export interface BrowserSignIn {
  readonly address: string;
  readonly state: string;
  finish(answer: URL): Promise<Tokens>;
}

export interface DeviceSignIn {
  readonly address: string;
  readonly userCode: string;
  readonly expiresInMs: number;
  /** Asks until the agent is done there, or the code has expired. */
  finish(signal: AbortSignal): Promise<Tokens>;
}

/** OAuth 2 with a provider: signing in (RFC 8252 with PKCE, RFC 8628) and refreshing. Everything throws OAuthError. */
export interface OAuthConnection {
  beginInBrowser(registered: RegisteredClient, options: { redirectUri: string; loginHint: string }): Promise<BrowserSignIn>;
  beginOnDevice(registered: RegisteredClient): Promise<DeviceSignIn>;
  refresh(registered: RegisteredClient, refreshToken: string): Promise<Tokens>;
}

const patienceS = 15;

export function createOAuthConnection(): OAuthConnection {
  const configurations = new Map<string, Configuration>();

  async function configure({ client, secret }: RegisteredClient): Promise<{ config: Configuration; endpoints: OAuthEndpoints }> {
    const endpoints = endpointsOf(client);
    if (!isSafeAddress(endpoints.issuer) || client.clientId === '') throw new OAuthError({ reason: 'client-refused' }, { isOver: true });
    const name = JSON.stringify([client, secret]);
    const config = configurations.get(name) ?? (await open(endpoints, client.clientId, secret));
    configurations.set(name, config);
    return { config, endpoints };
  }

  return {
    beginInBrowser: (registered, { redirectUri, loginHint }) =>
      guarded(async () => {
        const { buildAuthorizationUrl, authorizationCodeGrant, randomPKCECodeVerifier, calculatePKCECodeChallenge, randomState } = await library();
        const { config, endpoints } = await configure(registered);
        const verifier = randomPKCECodeVerifier();
        const state = randomState();
        const address = buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: endpoints.scope,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
          login_hint: loginHint,
          ...endpoints.extra,
        });
        return {
          address: address.href,
          state,
          finish: (answer) =>
            guarded(async () => toTokens(await authorizationCodeGrant(config, answer, { pkceCodeVerifier: verifier, expectedState: state }))),
        };
      }),
    beginOnDevice: (registered) =>
      guarded(async () => {
        const { initiateDeviceAuthorization, pollDeviceAuthorizationGrant } = await library();
        const { config, endpoints } = await configure(registered);
        if (!config.serverMetadata().device_authorization_endpoint) throw new OAuthError({ reason: 'sign-in-unsupported' }, { isOver: true });
        const begun = await initiateDeviceAuthorization(config, { scope: endpoints.scope, ...endpoints.extra });
        return {
          address: begun.verification_uri_complete ?? begun.verification_uri,
          userCode: begun.user_code,
          expiresInMs: begun.expires_in * 1_000,
          finish: (signal) => guarded(async () => toTokens(await pollDeviceAuthorizationGrant(config, begun, undefined, { signal }))),
        };
      }),
    refresh: (registered, refreshToken) =>
      guarded(async () => {
        const { refreshTokenGrant } = await library();
        const { config } = await configure(registered);
        return toTokens(await refreshTokenGrant(config, refreshToken));
      }),
  };
}

/** Only where somebody signs in: the start of the program does not wait for it. */
const library = () => import('openid-client');

async function open({ issuer, authorization, token, device }: OAuthEndpoints, clientId: string, secret: string | null): Promise<Configuration> {
  const { Configuration: Configured, None, ClientSecretPost, allowInsecureRequests, discovery } = await library();
  const proof = secret === null ? None() : ClientSecretPost(secret);
  // isSafeAddress let it pass: it is on this computer.
  const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
  if (authorization === null || token === null) return discovery(new URL(issuer), clientId, undefined, proof, { execute, timeout: patienceS });
  const server = {
    issuer,
    authorization_endpoint: authorization,
    token_endpoint: token,
    ...(device ? { device_authorization_endpoint: device } : {}),
  };
  const config = new Configured(server, clientId, undefined, proof);
  config.timeout = patienceS;
  return config;
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toOAuthError(error);
  }
}

function toTokens({ access_token, refresh_token, expires_in }: TokenEndpointResponse): Tokens {
  return { accessToken: access_token, refreshToken: refresh_token ?? null, lifetimeMs: expires_in === undefined ? null : expires_in * 1_000 };
}
