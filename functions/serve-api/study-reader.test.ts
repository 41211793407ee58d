import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../layers/run/records/index.ts';
import { apiUnderTest, execution, request } from './api-under-test.testing.ts';
import { answerErrors } from './openapi-check.testing.ts';

const pseudonym = '7N-secret';
const faults = [
  {
    code: 'CELL_TEXT',
    what: 'A cell holds text instead of a number.',
    where: { file: `lyon/${pseudonym}_walk.csv`, row: 3, column: 'emg_rf_mV' },
    found: '"x"',
    expected: 'a finite number',
    fix: 'Write the number alone.',
  },
];
const score = {
  model: 'single',
  unit: 'deg',
  rmse: 9,
  nrmse: 0.1,
  nrmseDivisor: 'range',
  r: 0.9,
  r2: 0.8,
  n: 9,
};

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
  const stopDate = new Date('2025-03-14T08:45:00Z');
  await api.publish('knee-small', 'run-1');
  await api.bucket.putJson(keys.model('knee-small', 'run-1', 'metrics.json'), {
    mode: 'single',
    scores: [
      { ...score, scope: 'all', name: 'all' },
      { ...score, scope: 'site', name: 'lyon' },
      { ...score, scope: 'subject', name: pseudonym },
    ],
  });
  await api.bucket.putJson(keys.prepared('knee-small', 'r-rejected', 'study-report.json'), { faults });
  api.executions.push(
    execution('r-rejected', {
      status: 'FAILED',
      stopDate,
      error: 'StudyRejected',
      cause: '1 fault: CELL_TEXT',
    }),
    execution('r-failed', { status: 'FAILED', stopDate, error: 'Error', cause: `no ${pseudonym}_walk.csv` }),
  );
});
afterAll(() => api.stop());

type Authorizer = { jwt: { claims: Record<string, unknown> } } | { iam: object };

async function get(path: string, authorizer?: Authorizer) {
  const event = request('GET', path);
  const called = authorizer ? { ...event, requestContext: { ...event.requestContext, authorizer } } : event;
  const answer = await api.ask(called);
  expect(answerErrors(event, answer)).toEqual([]);
  expect(answer.statusCode).toBe(200);
  return answer.body!;
}

const byScope = (scope: string): Authorizer => ({ jwt: { claims: { scope } } });
const others: [string, Authorizer][] = [
  ['who may read', byScope('sarcomere/read')],
  ['who may read and predict', byScope('openid sarcomere/read sarcomere/predict')],
  ['with a scope that only begins like it', byScope('sarcomere/read sarcomere/uploads')],
  ['by IAM', { iam: { userArn: 'arn:aws:iam::000000000000:user/ada' } }],
  ['with claims of a strange shape', { jwt: { claims: { scope: 7, scp: ['x'] } } }],
];
const paths = ['/v1/models', '/v1/models/knee-small', '/v1/runs', '/v1/runs/r-rejected', '/v1/runs/r-failed'];

describe('a pseudonym', () => {
  it.each(others)('is not shown to a caller %s', async (_, authorizer) => {
    for (const path of paths) expect(await get(path, authorizer)).not.toContain(pseudonym);
  });

  it.each([
    ['by a token', byScope('sarcomere/read sarcomere/upload')],
    ['by a token of an issuer with scp', { jwt: { claims: { scp: '[sarcomere/read sarcomere/upload]' } } }],
    ['on one machine', undefined],
  ])('is shown to callers who may read studies %s, by single models and runs', async (_, authorizer) => {
    for (const path of ['/v1/models/knee-small', '/v1/runs/r-rejected', '/v1/runs/r-failed'])
      expect(await get(path, authorizer)).toContain(pseudonym);
  });

  it('is in no list of models, whoever the caller', async () => {
    expect(await get('/v1/models')).not.toContain(pseudonym);
  });

  it('is not in the fault for an unknown name', async () => {
    const body = {
      sampleRateHz: 100,
      channels: { emg_rf_mV: [0, 0.1], emg_bf_mV: [0, 0.1] },
      subject: 'S1x',
    };
    const answer = await api.ask(request('POST', '/v1/models/knee-small/predictions', { body }));
    const { faults: told } = JSON.parse(answer.body!);
    expect(told).toMatchObject([{ code: 'SUBJECT_UNKNOWN', found: '"S1x"' }]);
    expect(answer.body).not.toMatch(/S1(?!x)/);
  });
});

describe('a caller who may not read studies', () => {
  it('sees how good a model is, why a study was rejected, and that a run failed', async () => {
    const reader = byScope('sarcomere/read');
    const { metrics, sites } = JSON.parse(await get('/v1/models/knee-small', reader));
    expect(metrics.scores.map(({ scope }: { scope: string }) => scope)).toEqual(['all', 'site']);
    expect(sites).toEqual(['bogota']);
    expect(JSON.parse(await get('/v1/runs/r-rejected', reader))).toMatchObject({
      state: 'Rejected',
      reason: '1 fault: CELL_TEXT',
    });
    expect(JSON.parse(await get('/v1/runs/r-failed', reader))).toMatchObject({
      state: 'Failed',
      error: 'Error',
    });
  });
});
