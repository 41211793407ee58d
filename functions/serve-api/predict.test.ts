import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiUnderTest, request } from './api-under-test.testing.ts';
import { answerErrors, requestErrors } from './openapi-check.testing.ts';

const path = '/v1/models/knee-small/predictions';
const wave = (samples: number, phase = 0) =>
  Array.from({ length: samples }, (_, at) => 0.05 + 0.05 * Math.sin(at / 20 + phase) ** 2);
const emg = { sampleRateHz: 100, channels: { emg_rf_mV: wave(300), emg_bf_mV: wave(300, 1) } };

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.publish('knee-small', 'run-1');
});
afterAll(() => api.stop());

const post = (body: unknown, more: Parameters<typeof request>[2] = {}, query = '') =>
  api.ask(request('POST', path + query, { body, ...more }));
const faultsOf = (answer: { body?: string | undefined }) =>
  (JSON.parse(answer.body ?? '{}').faults ?? []) as {
    code: string;
    where: { row?: number; column?: string };
  }[];
const codes = (answer: { body?: string | undefined }) => faultsOf(answer).map((fault) => fault.code);

function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  for (const [row, angleRad] of got.entries()) expect(angleRad).toBeCloseTo(expected[row]!, 4);
}

describe('a prediction', () => {
  it('has one entry a row at the rate of the model, as the OpenAPI document says', async () => {
    const event = request('POST', path, { body: emg });
    const answer = await api.ask(event);
    expect(answer.statusCode).toBe(200);
    expect(requestErrors('/v1/models/{study}/predictions', emg)).toEqual([]);
    expect(answerErrors(event, answer)).toEqual([]);
    const body = JSON.parse(answer.body!);
    expect(body).toMatchObject({
      model: 'run-1',
      study: 'knee-small',
      sampleRateHz: 50,
      positive: 'flexion',
    });
    const lists = [
      body.timeS,
      body.angleRad,
      body.angleDeg,
      body.forcesN.rect_fem_r,
      body.spread.angleRad,
      body.warmUp,
    ];
    for (const list of lists) expect(list.length).toBe(150);
    expect(body.angleDeg[99]).toBeCloseTo((body.angleRad[99] * 180) / Math.PI, 3);
    // Two seconds of context, and the settling of the filter between 100 and 50 Hz at both ends.
    expect([body.warmUp.indexOf(false), body.warmUp.lastIndexOf(false)]).toEqual([106, 142]);
  });

  it('is the same from CSV as from JSON', async () => {
    const rows = emg.channels.emg_rf_mV.map((value, at) =>
      [at / 100, value, emg.channels.emg_bf_mV[at], 12].join(';'),
    );
    const body = ['time_s;emg_rf_mV;emg_bf_mV;knee_flexion_deg', ...rows].join('\n');
    const fromCsv = await post(body, { headers: { 'content-type': 'text/csv' }, base64: true });
    expect(fromCsv.statusCode).toBe(200);
    const expected = JSON.parse((await post(emg)).body!).angleRad as number[];
    expectClose(JSON.parse(fromCsv.body!).angleRad, expected);
  });

  it('comes as CSV if the client prefers CSV', async () => {
    const answer = await post(emg, { headers: { accept: 'application/json;q=0.5, text/csv' } });
    expect(answer.headers?.['content-type']).toContain('text/csv');
    const [header, first] = answer.body!.split('\r\n');
    expect(header).toBe(
      'time_s,knee_flexion_rad,knee_flexion_deg,force_rect_fem_r_N,force_bifemlh_r_N,spread_knee_flexion_rad,spread_force_rect_fem_r_N,spread_force_bifemlh_r_N,interval90_knee_flexion_rad,interval90_force_rect_fem_r_N,out_of_range,warm_up',
    );
    expect(first!.split(',').map(Number).every(Number.isFinite)).toBe(true);
    expect(answer.body!.trimEnd().split('\r\n').length).toBe(151);
  });

  it('uses the EMG scale of a subject with training data', async () => {
    const [known, unknown] = await Promise.all([post({ ...emg, subject: 'S1' }), post(emg)]);
    expect(JSON.parse(known.body!).angleRad).not.toEqual(JSON.parse(unknown.body!).angleRad);
  });

  it('has a 90 % interval if the model has one, wider for a subject without training data', async () => {
    const [known, unknown] = await Promise.all([post({ ...emg, subject: 'S1' }), post(emg)]);
    const { interval90, spread } = JSON.parse(known.body!);
    expect(interval90.angleRad[50]).toBeCloseTo(2 * (spread.angleRad[50] + 0.1), 4);
    expect(Object.keys(interval90.forcesN)).toEqual(['rect_fem_r']);
    const other = JSON.parse(unknown.body!);
    expect(other.interval90.angleRad[50]).toBeCloseTo(3 * (other.spread.angleRad[50] + 0.1), 4);
  });

  it('gives subject and task to networks with inputs for them, from JSON and from the query', async () => {
    await api.publish('knee-named', 'run-1', {}, ['subject=S1', 'subject=S2', 'task=sit', 'task=walk']);
    const address = '/v1/models/knee-named/predictions';
    const ask = (body: unknown, headers: Record<string, string> = {}, query = '') =>
      api.ask(request('POST', address + query, { body, headers }));
    const anglesOf = async (named: object) =>
      JSON.parse((await ask({ ...emg, ...named })).body!).angleRad as number[];
    const [nobody, sitting, other] = [
      await anglesOf({}),
      await anglesOf({ task: 'sit' }),
      await anglesOf({ task: 'walk' }),
    ];
    expect(sitting).not.toEqual(nobody);
    expect(sitting).not.toEqual(other);
    expect(await anglesOf({ site: 'bogota' })).toEqual(nobody);
    const rows = emg.channels.emg_rf_mV.map((value, at) =>
      [at / 100, value, emg.channels.emg_bf_mV[at]].join(','),
    );
    const body = ['time_s,emg_rf_mV,emg_bf_mV', ...rows].join('\n');
    const headers = { 'content-type': 'text/csv' };
    const fromCsv = await ask(body, headers, '?subject=S1&task=sit');
    expectClose(JSON.parse(fromCsv.body!).angleRad, await anglesOf({ subject: 'S1', task: 'sit' }));
  });

  it('takes subject from the query of a CSV request', async () => {
    const rows = emg.channels.emg_rf_mV.map((value, at) =>
      [at / 100, value, emg.channels.emg_bf_mV[at]].join(','),
    );
    const body = ['time_s,emg_rf_mV,emg_bf_mV', ...rows].join('\n');
    const answer = await post(body, { headers: { 'content-type': 'text/csv' } }, '?subject=S1');
    const expected = JSON.parse((await post({ ...emg, subject: 'S1' })).body!).angleRad as number[];
    expectClose(JSON.parse(answer.body!).angleRad, expected);
  });

  it('is the same for a study in microvolts', async () => {
    await api.publish('knee-uv', 'run-1', { unit: 'uV' });
    const inUv = Object.fromEntries(
      Object.entries(emg.channels).map(([name, mv]) => [name, mv.map((v) => v * 1000)]),
    );
    const body = { ...emg, channels: inUv, subject: 'S1' };
    const answer = await api.ask(request('POST', '/v1/models/knee-uv/predictions', { body }));
    const expected = JSON.parse((await post({ ...emg, subject: 'S1' })).body!).angleRad as number[];
    expectClose(JSON.parse(answer.body!).angleRad, expected);
  });
});

describe('EMG that cannot be used', () => {
  it('gets every fault at once', async () => {
    const event = request('POST', path, {
      body: {
        sampleRateHz: 100,
        channels: { emg_rf_mV: [0.1, null, 0.1], emg_bf_mv: [0.1, 0.1] },
        kind: 'raw',
        rate: 5,
      },
    });
    const answer = await api.ask(event);
    expect(answer.statusCode).toBe(422);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
    expect(answerErrors(event, answer)).toEqual([]);
    expect(codes(answer).sort()).toEqual([
      'CHANNEL_MISSING',
      'CHANNEL_UNKNOWN',
      'EMG_KIND',
      'FIELD_UNKNOWN',
      'SAMPLE_NOT_FINITE',
    ]);
    expect(answer.body).toContain('Write \\"emg_bf_mV\\" if that is meant');
  });

  it.each([
    ['of unequal length', { channels: { emg_rf_mV: wave(300), emg_bf_mV: wave(299) } }, ['CHANNEL_LENGTH']],
    ['of one sample', { channels: { emg_rf_mV: [1], emg_bf_mV: [1] } }, ['CHANNEL_LENGTH', 'CHANNEL_LENGTH']],
    ['sampled too slowly', { sampleRateHz: 2 }, ['SAMPLE_RATE']],
    [
      'longer than ten minutes',
      { channels: { emg_rf_mV: wave(60_001), emg_bf_mV: wave(60_001) } },
      ['EMG_TOO_LONG'],
    ],
    ['of another kind', { kind: 'raw' }, ['EMG_KIND']],
    ['without a rate', { sampleRateHz: undefined }, ['FIELD_MISSING']],
    [
      'with a channel that is not a list',
      { channels: { emg_rf_mV: 3, emg_bf_mV: wave(300) } },
      ['CHANNEL_NOT_A_LIST'],
    ],
    ['without channels', { channels: {} }, ['CHANNEL_MISSING', 'CHANNEL_MISSING']],
    ['with a list for channels', { channels: [] }, ['FIELD_VALUE']],
    [
      'in another unit',
      { channels: { emg_rf_mV: wave(300).map((mv) => mv * 1e6), emg_bf_mV: wave(300) } },
      ['EMG_UNIT'],
    ],
    [
      'raw for a model of envelopes',
      { channels: { emg_rf_mV: wave(300).map((mv, at) => mv * (-1) ** at), emg_bf_mV: wave(300) } },
      ['ENVELOPE_NEGATIVE'],
    ],
    [
      'with an artefact beyond all numbers',
      { channels: { emg_rf_mV: [...wave(100), 1e300, ...wave(199)], emg_bf_mV: wave(300) }, subject: 'S1' },
      ['EMG_OVERFLOW'],
    ],
    ['with a strange subject', { subject: '../S1' }, ['FIELD_VALUE']],
  ])('%s gets its faults', async (_, change, expected) => {
    const answer = await post({ ...emg, ...change });
    expect(answer.statusCode).toBe(422);
    expect(codes(answer)).toEqual(expected);
  });

  it('names the sample that is not finite', async () => {
    const answer = await post(JSON.stringify(emg).replace('0.05', '1e999'));
    expect(faultsOf(answer)[0]).toMatchObject({
      code: 'SAMPLE_NOT_FINITE',
      where: { row: 1, column: 'emg_rf_mV' },
    });
  });

  it('for a raw model, sampled too slowly for its band, gets a fault', async () => {
    await api.publish('knee-raw', 'run-1', { kind: 'raw' });
    const answer = await api.ask(
      request('POST', '/v1/models/knee-raw/predictions', { body: { ...emg, sampleRateHz: 30 } }),
    );
    expect(answer.statusCode).toBe(422);
    expect(codes(answer).length).toBe(1);
  });

  it('that is envelopes for a raw model gets a fault, as JSON and as a table', async () => {
    await api.publish('knee-raw', 'run-1', { kind: 'raw' });
    const bursts = Array.from({ length: 3000 }, (_, at) => 0.01 + Math.sin(at / 300) ** 8);
    const channels = { emg_rf_mV: bursts, emg_bf_mV: bursts };
    const address = '/v1/models/knee-raw/predictions';
    const fromJson = await api.ask(request('POST', address, { body: { sampleRateHz: 1000, channels } }));
    const rows = bursts.map((mv, at) => `${at / 1000}\t${mv}\t${mv}`);
    const body = ['time_s\temg_rf_mV\temg_bf_mV', ...rows].join('\n');
    const headers = { 'content-type': 'text/tab-separated-values' };
    const fromTable = await api.ask(request('POST', address, { body, headers }));
    for (const answer of [fromJson, fromTable]) {
      expect(answer.statusCode).toBe(422);
      expect(faultsOf(answer)).toMatchObject([
        { code: 'EMG_NOT_RAW', where: { column: 'emg_rf_mV' } },
        { code: 'EMG_NOT_RAW', where: { column: 'emg_bf_mV' } },
      ]);
    }
  });

  it('has distinct times, whatever the clock', async () => {
    const answer = await post({ ...emg, startS: 1_700_000_000 });
    const { timeS } = JSON.parse(answer.body!) as { timeS: number[] };
    expect([timeS[0], timeS[1], timeS[149]]).toEqual([1_700_000_000, 1_700_000_000.02, 1_700_000_002.98]);
  });

  it('as CSV with a missing column, text and a gap gets every fault with its row', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, at) => `${(at >= 30 ? at + 20 : at) / 100},${at === 7 ? 'x' : 0.1}`,
    );
    const answer = await post(['time_s,emg_rf_mV', ...rows].join('\n'), {
      headers: { 'content-type': 'text/csv' },
    });
    expect(faultsOf(answer).map(({ code, where }) => [code, where.row, where.column])).toEqual([
      ['COLUMN_MISSING', 1, 'emg_bf_mV'],
      ['CELL_TEXT', 9, 'emg_rf_mV'],
      ['TIME_GAP', 32, 'time_s'],
    ]);
  });

  it.each(['', 'time_s,emg_rf_mV,emg_bf_mV\n', 'time_s,emg_rf_mV,emg_bf_mV\n0,1,1\n', '\u0000\u0001', '"'])(
    'as the CSV %j is refused',
    async (body) => {
      const answer = await post(body, { headers: { 'content-type': 'text/csv' } });
      expect(answer.statusCode).toBe(422);
      expect(faultsOf(answer).length).toBeGreaterThan(0);
    },
  );
});

describe('names that the model does not know', () => {
  const named = { subject: 'S7', site: 'bogotta', task: 'wlak' };
  const expected = [
    { code: 'SUBJECT_UNKNOWN', where: { column: 'subject' }, found: '"S7"' },
    { code: 'SITE_UNKNOWN', where: { column: 'site' }, found: '"bogotta"', expected: 'one of "bogota"' },
    {
      code: 'TASK_UNKNOWN',
      where: { column: 'task' },
      found: '"wlak"',
      expected: 'one of "sit", "walk"',
      fix: 'Write "walk" if that is meant; for another task name none.',
    },
  ];

  it('are refused all at once, in the body and in the query of a table', async () => {
    const event = request('POST', path, { body: { ...emg, ...named } });
    const answer = await api.ask(event);
    expect(answerErrors(event, answer)).toEqual([]);
    const rows = emg.channels.emg_rf_mV.map((value, at) =>
      [at / 100, value, emg.channels.emg_bf_mV[at]].join(','),
    );
    const table = ['time_s,emg_rf_mV,emg_bf_mV', ...rows].join('\n');
    const headers = { 'content-type': 'text/csv' };
    const fromCsv = await post(table, { headers }, '?subject=S7&site=bogotta&task=wlak');
    for (const { statusCode, headers: fields, body } of [answer, fromCsv]) {
      expect(statusCode).toBe(422);
      expect(fields?.['content-type']).toBe('application/problem+json');
      expect(JSON.parse(body!).faults).toMatchObject(expected);
    }
  });

  it.each([
    ['misspelt in the query of a table', 'time_s,emg_rf_mV,emg_bf_mV', 'text/csv', '?subjct=S1', 'subjct'],
    ['in the query if the body is JSON', emg, 'application/json', '?task=walk', 'task'],
  ])('are not ignored: a parameter %s', async (_, body, type, query, column) => {
    const answer = await post(body, { headers: { 'content-type': type } }, query);
    expect(answer.statusCode).toBe(422);
    expect(faultsOf(answer)).toMatchObject([{ code: 'FIELD_UNKNOWN', where: { column } }]);
  });

  it('are those that the model does not list', async () => {
    const described = JSON.parse((await api.ask(request('GET', '/v1/models/knee-small'))).body!);
    for (const site of described.sites) expect((await post({ ...emg, site })).statusCode).toBe(200);
    for (const task of described.tasks) expect((await post({ ...emg, task })).statusCode).toBe(200);
  });
});

describe('a request for a prediction', () => {
  it.each([
    ['no JSON', () => post('{"sampleRateHz": NaN}'), 400],
    ['another media type', () => post('<emg/>', { headers: { 'content-type': 'text/xml' } }), 415],
    ['an unknown type of answer', () => post(emg, { headers: { accept: 'image/png' } }), 406],
    [
      'a study without a model',
      () => api.ask(request('POST', '/v1/models/nothing/predictions', { body: emg })),
      404,
    ],
    [
      'an invalid name of a study',
      () => api.ask(request('POST', '/v1/models/UPPER/predictions', { body: emg })),
      422,
    ],
  ])('with %s is refused with the right status', async (_, ask, status) => {
    const answer = await ask();
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body!)).toMatchObject({ status, requestId: 'request-1' });
  });
});

describe('the model of a warm function', () => {
  it('is loaded once, and again when its pointer moves', async () => {
    await api.publish('knee-warm', 'run-1');
    const ask = () => api.ask(request('POST', '/v1/models/knee-warm/predictions', { body: emg }));
    const before = api.loads.length;
    await Promise.all([ask(), ask()]);
    await ask();
    const settled = api.loads.length;
    expect(settled - before).toBeLessThanOrEqual(2);
    await ask();
    expect(api.loads.length).toBe(settled);
    await api.publish('knee-warm', 'run-2');
    expect(JSON.parse((await ask()).body!).model).toBe('run-2');
    expect(api.loads.length).toBe(settled + 1);
  });

  it('is loaded again after a failed load, which is answered with 500', async () => {
    await api.publish('knee-broken', 'run-1');
    await api.bucket.put('models/knee-broken/run-1/weights.bin', 'short');
    const ask = () => api.ask(request('POST', '/v1/models/knee-broken/predictions', { body: emg }));
    const failed = await ask();
    expect(failed.statusCode).toBe(500);
    expect(JSON.parse(failed.body!)).toMatchObject({
      faults: [{ code: 'MODEL_DAMAGED', where: { file: 'weights.bin' } }],
    });
    await api.publish('knee-broken', 'run-1');
    expect((await ask()).statusCode).toBe(200);
  });
});

describe('the log', () => {
  it('holds neither subject, address nor EMG', async () => {
    api.log.length = 0;
    await post({
      ...emg,
      subject: 'S1',
      site: 'bogota',
      channels: { ...emg.channels, S1_secret: [0.123456] },
    });
    await post({ ...emg, subject: 'S1' });
    await post({ ...emg, subject: 'S1' }, {}, '?subject=S1');
    const log = JSON.stringify(api.log);
    expect(api.log.length).toBe(3);
    expect(log).not.toMatch(/S1|bogota|0\.123456|secret|emg_rf|0\.05/);
    expect(log).toContain('"status":422');
  });
});
