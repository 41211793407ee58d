import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInCallback } from '../../infra/system.ts';
import { browse, type OAuthServer, startOAuthServer } from '../../test/oauth-server.testing.ts';
import { startSarcomereIn } from '../../test/sarcomere.testing.ts';
import { tokenSettings } from './issuer.ts';
import { machineToken } from './machine-token.ts';
import { personToken } from './person-token.ts';

const scope = 'sarcomere/read sarcomere/predict';
let callback: URL;
let server: OAuthServer;
beforeAll(async () => {
  callback = new URL(`http://localhost:${await freePort()}/callback`);
  server = await startOAuthServer([
    { id: 'people', callback: callback.href },
    { id: 'people-of-the-command', callback: signInCallback },
    { id: 'machines', secret: 'a secret of a machine' },
  ]);
});
afterAll(() => server.close());

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

const settings = (clientId: string, clientSecret?: string) =>
  tokenSettings({
    SARCOMERE_ISSUER: server.issuer,
    SARCOMERE_CLIENT_ID: clientId,
    SARCOMERE_CLIENT_SECRET: clientSecret,
  });

describe('a person', () => {
  const signIn = (show: (address: URL) => void, timeoutMs = 20_000) =>
    personToken(settings('people'), scope, { callback, show, timeoutMs });

  it('signs in with a browser and gets a token with the scopes that were asked for', async () => {
    let page: Promise<{ text: string }> | undefined;
    const token = await signIn((address) => {
      page = browse(address);
    });
    expect(await server.holderOf(token)).toEqual({ clientId: 'people', scopes: scope.split(' ') });
    expect((await page!).text).toContain('Go back to the command line');
  });

  it('shows a challenge of SHA-256 and another state each time, and never the verifier', async () => {
    const addresses: URL[] = [];
    for (const _ of [1, 2]) await signIn((address) => addresses.push(address), 50).catch(() => {});
    const [first, second] = addresses.map(({ searchParams }) => searchParams);
    expect(first!.get('code_challenge_method')).toBe('S256');
    expect(first!.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(first!.get('code_challenge')).not.toBe(second!.get('code_challenge'));
    expect(first!.get('state')!.length).toBeGreaterThan(20);
    expect(first!.get('state')).not.toBe(second!.get('state'));
    expect(first!.has('code_verifier')).toBe(false);
  });

  it('is not mistaken for a request from a strange page with a code, and can still sign in', async () => {
    const refusals: number[] = [];
    const token = await signIn(async (address) => {
      for (const query of ['?code=stolen&state=guessed', '?code=stolen', '']) {
        refusals.push((await fetch(new URL(query, callback.href))).status);
      }
      refusals.push((await fetch(new URL('/other', callback))).status);
      refusals.push(await statusOfPath('//'));
      await browse(address);
    });
    expect(refusals).toEqual([400, 400, 400, 404, 404]);
    expect(await server.holderOf(token)).toBeDefined();
  });

  it('with a code that the issuer never gave gets the error of the issuer', async () => {
    const token = signIn((address) => {
      const { issuer } = server;
      const state = address.searchParams.get('state')!;
      void fetch(`${callback.href}?${new URLSearchParams({ code: 'invented', state, iss: issuer })}`);
    });
    await expect(token).rejects.toThrow(/refuses a token: invalid_grant/);
  });

  it('who cancels gets the error of the issuer', async () => {
    const token = signIn((address) => void browse(address, { cancels: true }));
    await expect(token).rejects.toThrow('refuses a token: access_denied, End-User aborted interaction');
  });

  it('is not waited for endlessly', async () => {
    await expect(signIn(() => {}, 100)).rejects.toThrow('nobody signed in within 0.1 s');
  });

  it('gets an error if another program has the port', async () => {
    const other = createServer().listen(Number(callback.port), '127.0.0.1');
    await once(other, 'listening');
    let shown = false;
    const token = signIn(() => {
      shown = true;
    });
    await expect(token).rejects.toThrow(`port ${callback.port} of this machine is in use`);
    expect(shown).toBe(false);
    await new Promise((closed) => other.close(closed));
  });
});

describe('a machine', () => {
  it('gets a token for its secret', async () => {
    const token = await machineToken(settings('machines', 'a secret of a machine'), scope);
    expect(await server.holderOf(token)).toEqual({ clientId: 'machines', scopes: scope.split(' ') });
  });

  it('with a wrong secret is refused, and the secret is not printed', async () => {
    const failed = machineToken(settings('machines', 'a wrong secret'), scope);
    await expect(failed).rejects.toThrow(/refuses a token to the client machines: invalid_client/);
    await expect(failed).rejects.not.toThrow(/wrong secret/);
  });
});

describe('an issuer', () => {
  it.each([
    [{}, 'SARCOMERE_ISSUER and SARCOMERE_CLIENT_ID must be set'],
    [{ SARCOMERE_ISSUER: 'https://login.example.org' }, /^SARCOMERE_CLIENT_ID must be set/],
    [{ SARCOMERE_ISSUER: 'http://login.example.org', SARCOMERE_CLIENT_ID: 'a' }, 'must be an https address'],
    [{ SARCOMERE_ISSUER: 'login.example.org', SARCOMERE_CLIENT_ID: 'a' }, 'must be an https address'],
  ])('must be named, and asked over TLS: %o', (env, advice) => {
    expect(() => tokenSettings(env)).toThrow(advice);
  });

  it('that does not answer is named', async () => {
    const issuer = `http://127.0.0.1:${await freePort()}`;
    const nobody = tokenSettings({
      SARCOMERE_ISSUER: issuer,
      SARCOMERE_CLIENT_ID: 'a',
      SARCOMERE_CLIENT_SECRET: 'b',
    });
    await expect(machineToken(nobody, scope)).rejects.toThrow(
      /cannot read the metadata of the issuer .*: .*ECONNREFUSED/,
    );
  });
});

describe('sarcomere token', () => {
  const started = (env: Record<string, string>, ...args: string[]) => {
    const child = startSarcomereIn({ SARCOMERE_ISSUER: server.issuer, ...env }, 'token', ...args);
    const seen = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (seen.stdout += chunk));
    child.stderr.on('data', (chunk) => (seen.stderr += chunk));
    return { child, seen, ended: once(child, 'close') };
  };

  it('prints a machine its token and nothing else', async () => {
    const { seen, ended } = started(
      { SARCOMERE_CLIENT_ID: 'machines', SARCOMERE_CLIENT_SECRET: 'a secret of a machine' },
      '--scope',
      'predict',
    );
    expect(await ended).toEqual([0, null]);
    expect(seen.stderr).toBe('');
    expect(seen.stdout).toMatch(/^\S+\n$/);
    expect((await server.holderOf(seen.stdout.trim()))!.scopes).toEqual(['sarcomere/predict']);
  });

  it('prints a person the address on stderr, and the token alone on stdout', async () => {
    const { child, seen, ended } = started({ SARCOMERE_CLIENT_ID: 'people-of-the-command' }, '--no-browser');
    while (!seen.stderr.includes('\n')) await once(child.stderr, 'data');
    const address = /^Sign in at (\S+)\n$/.exec(seen.stderr)![1]!;
    const { url } = await browse(new URL(address));
    expect(url.href.startsWith(signInCallback)).toBe(true);
    expect(await ended).toEqual([0, null]);
    expect(seen.stdout).toMatch(/^\S+\n$/);
    const { scopes } = (await server.holderOf(seen.stdout.trim()))!;
    expect(scopes).toEqual(['sarcomere/read', 'sarcomere/predict', 'sarcomere/upload', 'sarcomere/withdraw']);
  });

  it('prints no token if it fails, and exits with 1', async () => {
    const { seen, ended } = started({
      SARCOMERE_CLIENT_ID: 'machines',
      SARCOMERE_CLIENT_SECRET: 'a wrong secret',
    });
    expect(await ended).toEqual([1, null]);
    expect(seen.stdout).toBe('');
    expect(seen.stderr).toContain('invalid_client');
    expect(seen.stderr).not.toContain('a wrong secret');
  });
});

/** Of a path as it is, which `fetch` would make an address of first. */
async function statusOfPath(path: string): Promise<number> {
  const request = get({ host: 'localhost', port: callback.port, path });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode!;
}
