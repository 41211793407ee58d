import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../layers/run/records/index.ts';
import { apiUnderTest, execution, request } from './api-under-test.testing.ts';
import { answerErrors } from './openapi-check.testing.ts';
import { smallModel } from './small-model.testing.ts';

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.stop());

async function get(path: string) {
  const event = request('GET', path);
  const answer = await api.ask(event);
  expect(answerErrors(event, answer)).toEqual([]);
  return { status: answer.statusCode, body: JSON.parse(answer.body!) };
}

describe('models', () => {
  it('are none at first', async () => {
    expect((await get('/v1/models')).body).toEqual({ models: [] });
  });

  it('are listed one a study once published', async () => {
    await api.publish('knee-a', 'run-1');
    await api.publish('knee-a', 'run-2');
    await api.publish('knee-b', 'run-9');
    const publishedAt = '2025-03-14T08:00:00.000Z';
    expect((await get('/v1/models')).body).toEqual({
      models: [
        { study: 'knee-a', run: 'run-2', publishedAt },
        { study: 'knee-b', run: 'run-9', publishedAt },
      ],
    });
  });

  it('show their inputs and outputs with units', async () => {
    await api.publish('knee-a', 'run-2');
    expect((await get('/v1/models/knee-a')).body).toMatchObject({
      run: 'run-2',
      joint: 'knee',
      positive: 'flexion',
      kind: 'envelope',
      channels: [
        { column: 'emg_rf_mV', muscle: 'rect_fem_r' },
        { column: 'emg_bf_mV', muscle: 'bifemlh_r' },
      ],
      muscles: ['rect_fem_r', 'bifemlh_r'],
      sites: ['bogota'],
      tasks: ['sit', 'walk'],
      units: { emg: 'mV', angle: 'rad', force: 'N', time: 's' },
      mode: 'inverse-error',
      subdomains: 2,
      localModels: 2,
      networks: 2,
      forests: 0,
      metrics: { mode: 'inverse-error', scores: [] },
    });
  });

  it('count their networks and forests, also those that the published mode does not use', async () => {
    const { json, weights } = smallModel('knee-a', 'run-2');
    const [first] = json.localModels;
    const { byteLength } = first!;
    const kinds = [
      { id: 'single', kind: 'single' },
      { id: 'time-1', kind: 'local' },
      { id: 'time-1-seed-2', kind: 'further' },
      { id: 'everything-forest', kind: 'further', learner: 'forest', parameters: [] },
    ] as const;
    const localModels = kinds.map((own, at) => ({ ...first!, byteOffset: at * byteLength, ...own }));
    const modes = { 'inverse-error': { kind: 'constant', weights: [0, 1, 0, 0] } } as const;
    const contexts = kinds.map(() => null);
    const four = new Uint8Array(4 * byteLength);
    for (const at of kinds.keys()) four.set(weights.subarray(0, byteLength), at * byteLength);
    await api.publishModel({ json: { ...json, localModels, modes, contexts }, weights: four });
    expect((await get('/v1/models/knee-a')).body).toMatchObject({
      subdomains: 1,
      localModels: 3,
      networks: 2,
      forests: 1,
    });
    await api.publish('knee-a', 'run-2');
  });

  it('have the warnings about their mode', async () => {
    await api.publish('knee-a', 'run-2');
    expect((await get('/v1/models/knee-a')).body.warnings).toEqual([]);
    const warnings = ['The manifest asks for the mode gated, which is not published.'];
    await api.bucket.putJson(keys.model('knee-a', 'run-2', 'metrics.json'), { warnings, scores: [] });
    expect((await get('/v1/models/knee-a')).body.warnings).toEqual(warnings);
  });

  it('have their errors by model and given names, even if the run wrote an earlier version', async () => {
    await api.publish('knee-a', 'run-2');
    const scores = [{ scope: 'all', name: 'all', model: 'gated (unnamed)', rmse: 12.1 }];
    await api.bucket.putJson(keys.model('knee-a', 'run-2', 'metrics.json'), { mode: 'gated', scores });
    const { metrics } = (await get('/v1/models/knee-a')).body;
    expect(metrics).toMatchObject({ version: 3, scores: [{ model: 'gated', given: [], rmse: 12.1 }] });
    const newer = { version: 4, scores: 'none' };
    await api.bucket.putJson(keys.model('knee-a', 'run-2', 'metrics.json'), newer);
    expect((await get('/v1/models/knee-a')).body).toMatchObject({ warnings: [], metrics: null });
  });

  it('are answered without their errors if metrics.json is damaged, since predictions do not need it', async () => {
    await api.publish('knee-a', 'run-2');
    await api.bucket.put(keys.model('knee-a', 'run-2', 'metrics.json'), '{"scores": [');
    const { status, body } = await get('/v1/models/knee-a');
    expect(status).toBe(200);
    expect(body).toMatchObject({ run: 'run-2', warnings: [], metrics: null });
  });

  it('that are not published are not found', async () => {
    const { status, body } = await get('/v1/models/knee-z');
    expect([status, body.detail]).toEqual([404, 'The study knee-z has no published model.']);
  });

  it.each([
    ['is under way', {}, ' yet. Run r-first is under way; GET /v1/runs/r-first shows its progress.'],
    [
      'has failed',
      { status: 'FAILED', error: 'QuorumMissed' } as const,
      '. Its latest run, r-first, is Failed; GET /v1/runs/r-first has the reason.',
    ],
    ['has published a model that was deleted', { status: 'SUCCEEDED' } as const, '.'],
  ])('are missing with a reason if the latest run %s', async (_what, more, reason) => {
    api.executions.push(execution('r-first', more));
    const claim = { execution: 'r-first', run: 'r-first', uploadedAt: '', newestUploadAt: '', replaces: [] };
    await api.bucket.putJson(keys.claim('knee-first'), claim);
    const { status, body } = await get('/v1/models/knee-first');
    expect([status, body.detail]).toEqual([404, `The study knee-first has no published model${reason}`]);
    api.executions.length = 0;
  });
});

describe('runs', () => {
  beforeAll(() => {
    const stopDate = new Date('2025-03-14T08:45:00Z');
    api.executions.push(
      execution('r-running'),
      execution('r-published', { status: 'SUCCEEDED', stopDate }),
      execution('r-rejected', {
        status: 'FAILED',
        stopDate,
        error: 'StudyRejected',
        cause: 'The study has 1 fault.',
      }),
      execution('r-failed', { status: 'FAILED', stopDate, error: 'QuorumMissed', cause: '3 of 8 arrived' }),
      execution('r-aborted', { status: 'ABORTED', stopDate }),
      execution('r-cancelled', { status: 'ABORTED', stopDate, error: 'Cancelled' }),
      execution('r-superseded', { status: 'ABORTED', stopDate, error: 'Superseded' }),
    );
  });

  it('have one of six states', async () => {
    const { body } = await get('/v1/runs');
    expect(body.runs.map(({ run, state }: { run: string; state: string }) => [run, state])).toEqual([
      ['r-running', 'Running'],
      ['r-published', 'Published'],
      ['r-rejected', 'Rejected'],
      ['r-failed', 'Failed'],
      ['r-aborted', 'Failed'],
      ['r-cancelled', 'Cancelled'],
      ['r-superseded', 'Superseded'],
    ]);
    expect(body.next).toBeUndefined();
  });

  it('come in pages', async () => {
    const first = (await get('/v1/runs?limit=2')).body;
    const second = (await get(`/v1/runs?limit=2&next=${first.next}`)).body;
    expect([...first.runs, ...second.runs].map(({ run }) => run)).toEqual([
      'r-running',
      'r-published',
      'r-rejected',
      'r-failed',
    ]);
    expect((await get('/v1/runs?limit=1000')).status).toBe(422);
  });

  it('have their progress', async () => {
    const local = (subdomain: string, name: string) => keys.local('knee-small', 'r-running', subdomain, name);
    expect((await get('/v1/runs/r-running')).body.progress).toEqual({
      stage: 'preparing',
      trained: 0,
      lost: 0,
      working: [],
    });
    await api.bucket.putJson(keys.prepared('knee-small', 'r-running', 'subdomains.json'), [{}, {}, {}]);
    await api.bucket.putJson(local('time-0', 'model.json'), {});
    await api.bucket.putJson(local('time-1', 'training.json'), {});
    await api.bucket.putJson(local('time-2', 'lost.json'), {});
    const { body } = await get('/v1/runs/r-running');
    expect(body).toMatchObject({ state: 'Running', study: 'knee-small' });
    expect(body.progress).toEqual({
      stage: 'training',
      trainings: 3,
      trained: 1,
      lost: 1,
      working: [],
    });
  });

  it('of a rejected study list its faults', async () => {
    const fault = {
      code: 'CELL_TEXT',
      what: 'Text.',
      where: { row: 3 },
      found: 'x',
      expected: 'a number',
      fix: 'Fix.',
    };
    await api.bucket.putJson(keys.prepared('knee-small', 'r-rejected', 'study-report.json'), {
      faults: [fault],
    });
    const { body } = await get('/v1/runs/r-rejected');
    expect(body).toMatchObject({ state: 'Rejected', reason: 'The study has 1 fault.', faults: [fault] });
  });

  it('that failed have a reason and their progress, and no faults', async () => {
    const { body } = await get('/v1/runs/r-failed');
    expect(body.progress).toMatchObject({ stage: 'preparing', trained: 0 });
    expect(body).toMatchObject({ state: 'Failed', error: 'QuorumMissed', reason: '3 of 8 arrived' });
    expect(body.faults).toBeUndefined();
  });

  it('that do not exist are not found', async () => {
    expect((await get('/v1/runs/r-none')).status).toBe(404);
  });
});
