import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasValidSignature } from '../../../test/signature.testing.ts';
import type { Settings } from '../settings/settings.ts';
import { apiOf, prediction, runs, simulatedAccount } from './account.testing.ts';
import type { Outputs } from './outputs.ts';
import { smokeRun } from './smoke-run.ts';

afterEach(() => vi.unstubAllEnvs());

const stack: Outputs = {
  bucket: 'emg-bucket',
  stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  apiUrl: 'https://api.example.org/',
  identity: {
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a',
    userPoolId: 'eu-west-1_a',
    peopleClientId: 'people',
    machinesClientId: 'machines',
  },
};

interface Circumstances {
  readonly ask?: typeof fetch;
  readonly auth?: Settings['auth'];
  readonly outputs?: Outputs;
}

/** The smoke run in an account, without waiting; returns the printed lines. */
async function smoke(
  here: ReturnType<typeof simulatedAccount>,
  circumstances: Circumstances = {},
): Promise<string[]> {
  const { ask = apiOf('Bearer a token'), auth = { kind: 'cognito' }, outputs = stack } = circumstances;
  const said: string[] = [];
  await smokeRun({
    run: here.run,
    outputs,
    auth,
    say: (line) => said.push(line),
    pause: async () => {},
    ask,
  });
  return said;
}

describe('the smoke run', () => {
  it('uploads, waits for the model, calls the API, and cleans up', async () => {
    const here = simulatedAccount();
    const said = await smoke(here);
    expect(here.asked.map((line) => line.split(' ', 2).join(' '))).toEqual([
      'sarcomere simulate',
      'sarcomere upload',
      'sarcomere status',
      'aws cognito-idp',
      'sarcomere token',
      'sarcomere delete',
    ]);
    expect(said).toContain('the API refuses calls without credentials, and returned a prediction of 2 rows');
  });

  it('reports why its run failed, and keeps the study', async () => {
    const here = simulatedAccount({ 'sarcomere status': runs({ state: 'Failed', reason: 'QuorumMissed' }) });
    await expect(smoke(here)).rejects.toThrow('Failed: QuorumMissed');
    expect(here.did('sarcomere delete')).toBe(false);
  });

  it('does not wait for ever', async () => {
    const here = simulatedAccount({ 'sarcomere status': runs({ state: 'Running' }) });
    await expect(smoke(here)).rejects.toThrow('did not end within 30 minutes');
    expect(here.asked.filter((line) => line.startsWith('sarcomere status'))).toHaveLength(360);
  });

  it('waits a while for its run to start, and names where to look if it does not', async () => {
    const here = simulatedAccount({ 'sarcomere status': '{"runs":[]}' });
    await expect(smoke(here)).rejects.toThrow(/did not start the smoke run within 15 minutes.*DeadLetters/);
    expect(here.asked.filter((line) => line.startsWith('sarcomere status'))).toHaveLength(180);
  });

  it('uploads once more each minute, since a new bucket tells of no upload at first, and knows its run and model by the latest name', async () => {
    const here = simulatedAccount();
    const under = (name: string) => ({ code: 0, stdout: JSON.stringify({ study: 'smoke-run', run: name }) });
    let uploads = 0;
    const run: typeof here.run = async (command, args, options) => {
      if (args.includes('upload')) return under(`r${++uploads}`);
      if (!args.includes('status')) return here.run(command, args, options);
      return { code: 0, stdout: uploads < 3 ? '{"runs":[]}' : '{"runs":[{"run":"r3","state":"Published"}]}' };
    };
    const ask = apiOf('Bearer a token', { ...prediction, model: 'r3' });
    await expect(smoke({ ...here, run }, { ask })).resolves.toContain('smoke run r1');
    expect(uploads).toBe(3);
  });

  it('says what "status" says, when it fails three times in a row', async () => {
    const denied = {
      code: 1,
      stdout: 'sarcomere: User: lab is not authorized to perform: states:ListExecutions',
    };
    const here = simulatedAccount({ 'sarcomere status': denied });
    await expect(smoke(here)).rejects.toThrow(
      'sarcomere status ended with 1: sarcomere: User: lab is not authorized',
    );
    expect(here.asked.filter((line) => line.startsWith('sarcomere status'))).toHaveLength(3);
  });

  it('bears a network that fails twice', async () => {
    const here = simulatedAccount();
    let failures = 0;
    const run: typeof here.run = async (command, args, options) =>
      args.includes('status') && failures++ < 2
        ? { code: 1, stdout: 'ECONNRESET' }
        : here.run(command, args, options);
    await expect(smoke({ ...here, run })).resolves.toContain('smoke run r1');
  });
});

describe('its call of the API', () => {
  it('fails if anybody may call', async () => {
    const here = simulatedAccount();
    await expect(smoke(here, { ask: async () => Response.json({}) })).rejects.toThrow(
      'the API answers calls without credentials',
    );
    expect(here.did('sarcomere delete')).toBe(false);
  });

  it('fails if no call is answered, or calls with its token are refused', async () => {
    const broken = async () => new Response('', { status: 500 });
    await expect(smoke(simulatedAccount(), { ask: broken })).rejects.toThrow(
      'answers 500 to a call without credentials, not 401',
    );
    const unknownToken = apiOf('Bearer another token');
    await expect(smoke(simulatedAccount(), { ask: unknownToken })).rejects.toThrow(
      'answers 401 to a request for a prediction',
    );
  });

  it('keeps the secret of the machines out of command lines and messages', async () => {
    const here = simulatedAccount({ 'sarcomere token': { code: 1, stdout: 'sarcomere: invalid_client' } });
    const failed = smoke(here);
    await expect(failed).rejects.toThrow('sarcomere token ended with 1: sarcomere: invalid_client');
    await expect(failed).rejects.not.toThrow(/the secret of the machines/);
    expect(here.asked.join()).not.toContain('the secret of the machines');
    expect(here.environments.at(-1)).toMatchObject({
      SARCOMERE_CLIENT_ID: 'machines',
      SARCOMERE_CLIENT_SECRET: 'the secret of the machines',
    });
  });

  it.each([
    ['another angle than a number', { ...prediction, angleRad: [0, null] }, 'is no prediction'],
    ['no forces', { ...prediction, forcesN: undefined }, 'is no prediction'],
    ['text', 'hello', 'is no prediction'],
    ['the model of another run', { ...prediction, model: 'r0' }, 'the model r0, not by r1'],
    ['fewer angles than times', { ...prediction, angleRad: [0] }, 'lacks rows'],
    ['a muscle missing', { ...prediction, forcesN: { FCR: [1, 2] } }, 'lacks rows'],
    ['no rows', { ...prediction, timeS: [], angleRad: [], forcesN: {} }, 'lacks rows'],
  ])('does not accept an answer with %s as a prediction', async (_what, answer, complaint) => {
    await expect(smoke(simulatedAccount(), { ask: apiOf('Bearer a token', answer) })).rejects.toThrow(
      complaint,
    );
  });

  it('is signed with AWS credentials if callers use them', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'HERKEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'her secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'her session');
    const { identity: _, ...outputs } = stack;
    const here = simulatedAccount();
    const said = await smoke(here, {
      outputs,
      auth: { kind: 'iam' },
      ask: async (url, { method = 'GET', headers = {}, body = '' } = {}) => {
        const { host, pathname, search } = new URL(String(url));
        const request = {
          method,
          url: pathname + search,
          headers: { host, ...(headers as Record<string, string>) },
          body: Buffer.from(String(body)),
        };
        return hasValidSignature(request, 'her secret')
          ? Response.json(prediction)
          : new Response('{"message":"Forbidden"}', { status: 403 });
      },
    });
    expect(said).toContain('the API refuses calls without credentials, and returned a prediction of 2 rows');
    expect(here.did('aws')).toBe(false);
  });

  it("checks only the refusal if tokens are another issuer's to give", async () => {
    const auth = { kind: 'issuer', issuer: 'https://login.example.org', audience: ['sarcomere'] } as const;
    const said = await smoke(simulatedAccount(), { auth });
    expect(said).toContain(
      'the API refuses calls without a token; it was not called with a token of https://login.example.org',
    );
  });

  it("is skipped if the API's own name has no DNS record yet, and fails if it should have one", async () => {
    const unknown: typeof fetch = async () => {
      const cause = Object.assign(new Error('getaddrinfo ENOTFOUND api.example.org'), { code: 'ENOTFOUND' });
      throw new TypeError('fetch failed', { cause });
    };
    const dnsTarget = { name: 'd-1.execute-api.eu-west-1.amazonaws.com', hostedZoneId: 'Z1' };
    const said = await smoke(simulatedAccount(), { ask: unknown, outputs: { ...stack, dnsTarget } });
    expect(said.join()).toContain('the API was not called: there is no DNS record for api.example.org');
    await expect(smoke(simulatedAccount(), { ask: unknown })).rejects.toThrow(
      'cannot be reached: getaddrinfo ENOTFOUND',
    );
  });
});
