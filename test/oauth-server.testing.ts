import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { scopeName, scopes } from '../infra/system.ts';

export interface OAuthClient {
  readonly id: string;
  /** Secret of a machine's client; a person's client has none. */
  readonly secret?: string;
  /** Address to which a person's browser may be sent back. */
  readonly callback?: string;
}

export interface OAuthServer {
  readonly issuer: string;
  /** Client and scopes of a token of this server. */
  holderOf(token: string): Promise<{ clientId: string; scopes: string[] } | undefined>;
  close(): Promise<void>;
}

/** A certified OAuth server on loopback, whose tokens have the scopes of the API. */
export async function startOAuthServer(clients: readonly OAuthClient[]): Promise<OAuthServer> {
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: clients.map(({ id, secret, callback }) =>
      secret === undefined
        ? {
            client_id: id,
            token_endpoint_auth_method: 'none',
            application_type: 'native',
            redirect_uris: [callback!],
            response_types: ['code'],
            grant_types: ['authorization_code'],
          }
        : {
            client_id: id,
            client_secret: secret,
            redirect_uris: [],
            response_types: [],
            grant_types: ['client_credentials'],
          },
    ),
    cookies: { keys: ['for tests'] },
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'https://api.example.org',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: Object.keys(scopes)
            .map((scope) => scopeName(scope as keyof typeof scopes))
            .join(' '),
          accessTokenFormat: 'opaque',
        }),
      },
    },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  });
  const handle = provider.callback();
  return {
    issuer,
    async holderOf(token) {
      const found =
        (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
      return found && { clientId: found.clientId!, scopes: found.scope?.split(' ') ?? [] };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Acts as a person with a browser: follows every redirect and fills in every form, or cancels the first one.
 *
 * @returns the last page
 */
export async function browse(address: URL, { cancels = false } = {}): Promise<{ url: URL; text: string }> {
  const cookies = new Map<string, string>();
  let url = address;
  let form: URLSearchParams | undefined;
  for (;;) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    form = undefined;
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      cookies.set(name!, value!);
    }
    const onward = answer.headers.get('location');
    const text = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
    if (onward !== null) url = new URL(onward, url);
    else if (prompt === undefined) return { url, text };
    else if (cancels) url = new URL(`${url.pathname}/abort`, url);
    else form = new URLSearchParams({ prompt, login: 'ada', password: 'any' });
  }
}
