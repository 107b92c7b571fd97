import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

export const oauthPort = 14_180;
const issuer = `http://127.0.0.1:${oauthPort}`;
const resource = 'urn:test:mail';
export const oauthClient = { provider: 'other', clientId: 'threadline', tenant: '', issuer, scope: 'openid offline_access mail' } as const;

/** A certified OAuth 2 server (oidc-provider) whose access tokens Dovecot believes: JWTs signed with the key of mailbed.ts. Refresh tokens are good once. */
export interface OAuthServer extends AsyncDisposable {
  /** What the one who signs in says. */
  answer: { user: string; isAllowed: boolean };
  /** How long access tokens live; `honestS` is what the server says of it. */
  lifetime: { realS: number; saidS: number };
  /** How often a token was renewed. */
  readonly refreshes: number;
  /** Every secret that was given out. */
  readonly secrets: readonly string[];
  /** The administrator takes back everything that was granted. */
  revoke(): Promise<void>;
}

export async function startOAuthServer(key: string): Promise<OAuthServer> {
  const state = { answer: { user: 'agent1', isAllowed: true }, lifetime: { realS: 3_600, saidS: 3_600 }, refreshes: 0 };
  const secrets: string[] = [];
  const grants = new Set<string>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: oauthClient.clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'jwk' })] },
    cookies: { keys: ['cookies of a test'] },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'mail',
          audience: resource,
          accessTokenTTL: state.lifetime.saidS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'HS256', key: Buffer.from(key) } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt(_ctx, token, jwt) {
          // Dovecot 2.3 takes no `at+jwt` (RFC 9068).
          jwt.header = { typ: 'JWT' };
          const iat = jwt.payload['iat'] as number;
          const user = 'accountId' in token ? token.accountId : '';
          Object.assign(jwt.payload, { email: `${user}@test.invalid`, nbf: iat, exp: iat + state.lifetime.realS });
        },
      },
    },
  });
  provider.on('grant.success', (ctx) => {
    if (ctx.oidc.params?.['grant_type'] === 'refresh_token') state.refreshes += 1;
    const { access_token, refresh_token } = ctx.body as Record<string, string | undefined>;
    secrets.push(...[access_token, refresh_token].filter((secret) => secret !== undefined));
  });

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response);
    const { user, isAllowed } = state.answer;
    if (!isAllowed) return provider.interactionFinished(request, response, { error: 'access_denied' });
    const grant = new provider.Grant({ accountId: user, clientId: String(params['client_id']) });
    grant.addOIDCScope('openid offline_access');
    grant.addResourceScope(resource, 'mail');
    const grantId = await grant.save();
    grants.add(grantId);
    return provider.interactionFinished(request, response, { login: { accountId: user }, consent: { grantId } });
  }

  const serve = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void serve(request, response);
    interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(oauthPort, '127.0.0.1', done));
  return Object.assign(state, {
    secrets,
    async revoke() {
      for (const id of grants) {
        await provider.RefreshToken.revokeByGrantId(id);
        await (await provider.Grant.find(id))?.destroy();
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

/** Somebody's browser: follows redirections, keeps cookies and presses the one button of every page. Answers the last page. */
export async function browse(address: string): Promise<{ status: number; text: string; address: string }> {
  const cookies = new Map<string, string>();
  let next: { url: URL; body: URLSearchParams | null } = { url: new URL(address), body: null };
  for (let step = 0; step < 20; step += 1) {
    const { url, body } = next;
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    const location = response.headers.get('location');
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1];
    if (location) next = { url: new URL(location, url), body: null };
    else if (action) next = { url: new URL(action, url), body: fieldsOf(text) };
    else return { status: response.status, text, address: url.href };
  }
  throw new Error(`${address} leads nowhere`);
}

function fieldsOf(page: string): URLSearchParams {
  const inputs = [...page.matchAll(/<input[^>]*>/g)].map(
    ([input]) => [/name="([^"]*)"/.exec(input)?.[1], /value="([^"]*)"/.exec(input)?.[1]] as const,
  );
  return new URLSearchParams(inputs.flatMap(([name, value]) => (name && value !== undefined ? [[name, value]] : [])));
}
