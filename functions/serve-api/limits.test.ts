import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultBounds } from '../../layers/base/faults/testing.ts';
import { apiUnderTest, execution, request } from './api-under-test.testing.ts';
import { answerErrors } from './openapi-check.testing.ts';

const predictions = '/v1/models/knee-small/predictions';
const wave = Array.from({ length: 300 }, (_, at) => 0.05 + 0.05 * Math.sin(at / 20) ** 2);
const emg = { sampleRateHz: 100, channels: { emg_rf_mV: wave, emg_bf_mV: wave } };

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.publish('knee-small', 'run-1');
  api.executions.push(execution('run-1'));
});
afterAll(() => api.stop());

async function ask(method: string, path: string, more: Parameters<typeof request>[2] = {}) {
  const event = request(method, path, more);
  const answer = await api.ask(event);
  expect(answerErrors(event, answer)).toEqual([]);
  return { answer, body: JSON.parse(answer.body!) };
}

describe('a list of faults', () => {
  it('of five megabytes of channels that the model does not have is a small answer, with a count', async () => {
    const channels = Object.fromEntries(Array.from({ length: 400_000 }, (_, at) => [`emg_rf_${at}`, 1]));
    const { answer, body } = await ask('POST', predictions, { body: { sampleRateHz: 100, channels } });
    expect(answer.statusCode).toBe(422);
    expect(answer.body!.length).toBeLessThan(30_000);
    expect(JSON.stringify(body.faults)).toContain('399980 more');
  });

  it.each([
    ['predictions', predictions],
    ['uploads', '/v1/studies/knee-small/uploads'],
    ['validations', '/v1/studies/knee-small/validations'],
  ])('of any body to %s is never larger than its bounds', async (_, path) => {
    const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`field${at}`, at]));
    const wrong = [
      fields,
      { files: Array.from({ length: 2_000 }, () => fields.field1) },
      { files: Array.from({ length: 900 }, () => ({ file: '../x', bytes: -1, sha256: 'x', more: 1 })) },
      { files: Array.from({ length: 900 }, () => ({ file: 'x'.repeat(5_000) })) },
      { recordings: Array.from({ length: 9_000 }, () => ({ file: '../x'.repeat(90) })) },
      { ['x'.repeat(100_000)]: 1 },
    ];
    for (const body of wrong) {
      const { answer } = await ask('POST', path, { body });
      expect(answer.body!.length).toBeLessThan(faultBounds.bytes + 2_000);
    }
  });
});

describe('a body', () => {
  it.each([
    ['lists', '['.repeat(200_000)],
    ['lists that close', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ])('of %s in one another is refused before it is read', async (_, body) => {
    for (const path of [predictions, '/v1/studies/knee-small/uploads']) {
      const { answer, body: problem } = await ask('POST', path, { body });
      expect(answer.statusCode).toBe(400);
      expect(problem.faults).toMatchObject([{ code: 'BODY_DEPTH' }]);
    }
    const { answer, body: validation } = await ask('POST', '/v1/studies/knee-small/validations', { body });
    expect(answer.statusCode).toBe(200);
    expect(validation).toMatchObject({ valid: false, faults: [{ code: 'MANIFEST_BOUND' }] });
  });

  it('may have brackets in its strings', async () => {
    const body = { ...emg, subject: '[[['.repeat(100) };
    const { answer, body: problem } = await ask('POST', predictions, { body });
    expect([answer.statusCode, problem.faults[0].code]).toEqual([422, 'FIELD_VALUE']);
  });

  it('of more values than a route can take is refused by their number', async () => {
    const body = { files: Array.from({ length: 100_000 }, () => 1) };
    const { answer, body: problem } = await ask('POST', '/v1/studies/knee-small/uploads', { body });
    expect([answer.statusCode, problem.faults[0].code]).toEqual([422, 'BODY_VALUES']);
  });

  it.each(['gzip', 'br', 'GZIP, gzip'])(
    'in Content-Encoding %s is refused, and the fix works',
    async (coding) => {
      const text = JSON.stringify(emg);
      const event = request('POST', predictions, {
        body: text,
        base64: true,
        headers: { 'Content-Encoding': coding },
      });
      const answer = await api.ask({ ...event, body: gzipSync(text).toString('base64') });
      expect(answer.statusCode).toBe(415);
      expect(answer.headers?.['accept-encoding']).toBe('identity');
      expect(JSON.parse(answer.body!).faults).toMatchObject([{ code: 'BODY_COMPRESSED' }]);
      const plain = await ask('POST', predictions, { body: text, base64: true });
      expect(plain.answer.statusCode).toBe(200);
      const identity = await ask('POST', predictions, {
        body: text,
        headers: { 'content-encoding': 'identity' },
      });
      expect(identity.answer.statusCode).toBe(200);
    },
  );
});

describe('a token of a page', () => {
  it.each(['x', '%00', 'AAAA'.repeat(700), '9'.repeat(40), '-1', '{"a":1}'])(
    'is refused with a fault if the API did not issue it: %j',
    async (next) => {
      const { answer, body } = await ask('GET', `/v1/runs?next=${encodeURIComponent(next)}`);
      expect(answer.statusCode).toBe(400);
      expect(body.faults).toMatchObject([{ code: 'NEXT_UNKNOWN', where: { column: 'next' } }]);
    },
  );
});

describe('a number', () => {
  it.each([1e308, -1e308, 1e11, '1e999', null, 'NaN', '5'])(
    'that cannot be a time is refused as startS: %j',
    async (startS) => {
      const text = JSON.stringify({ ...emg, startS }).replace('"1e999"', '1e999');
      const { answer, body } = await ask('POST', predictions, { body: text });
      expect([answer.statusCode, body.faults[0].where.column]).toEqual([422, 'startS']);
    },
  );

  it.each([1e308, 1e-308, 5e-324, -100, 0, 1e6, 19])(
    'that cannot be a rate is refused: %j',
    async (sampleRateHz) => {
      const { answer, body } = await ask('POST', predictions, { body: { ...emg, sampleRateHz } });
      expect(answer.statusCode).toBe(422);
      expect(JSON.stringify(body.faults)).toContain('sampleRateHz');
    },
  );

  it('of any size in any field gets an answer, which is finite', async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1e10, -1e10, 50_000, 20),
    );
    await fc.assert(
      fc.asyncProperty(
        number,
        number,
        fc.array(number, { maxLength: 3 }),
        async (startS, sampleRateHz, odd) => {
          const channels = { emg_rf_mV: [...odd, ...wave], emg_bf_mV: [...wave, ...odd] };
          const { answer, body } = await ask('POST', predictions, {
            body: { startS, sampleRateHz, channels },
          });
          expect([200, 422]).toContain(answer.statusCode);
          if (answer.statusCode === 200) expect(body.timeS.every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['spans a thousand million seconds', (at: number) => at * 1e7],
    ['begins at the end of time', (at: number) => 1e300 + at],
    ['counts from long ago', (at: number) => 2e10 + at / 100],
    ['stands still', () => 5],
  ])('of a time column that %s is a fault', async (_, timeOf) => {
    const rows = wave.map((value, at) => `${timeOf(at)},${value},${value}`);
    const body = ['time_s,emg_rf_mV,emg_bf_mV', ...rows].join('\n');
    const { answer } = await ask('POST', predictions, { body, headers: { 'content-type': 'text/csv' } });
    expect(answer.statusCode).toBe(422);
  });

  it('of a clock that counts from 1970 is a time as any other', async () => {
    const rows = wave.map((value, at) => `${(1.7e9 + at / 100).toFixed(3)},${value},${value}`);
    const body = ['time_s,emg_rf_mV,emg_bf_mV', ...rows].join('\n');
    const { answer } = await ask('POST', predictions, { body, headers: { 'content-type': 'text/csv' } });
    expect(answer.statusCode).toBe(200);
  });
});
