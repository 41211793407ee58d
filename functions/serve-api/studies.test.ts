import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys, readUploadList, studyVersion } from '../../layers/run/records/index.ts';
import { hasValidSignature } from '../../test/signature.testing.ts';
import { apiUnderTest, request } from './api-under-test.testing.ts';
import { answerErrors, requestErrors } from './openapi-check.testing.ts';
import { smallManifest } from './small-model.testing.ts';

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.stop());

async function post(path: string, body: unknown) {
  const event = request('POST', path, { body });
  const answer = await api.ask(event);
  expect(answerErrors(event, answer)).toEqual([]);
  return { status: answer.statusCode, body: JSON.parse(answer.body!) };
}

/** A file as a caller announces it. */
function announced(file: string, text: string) {
  return { file, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

describe('uploads', () => {
  const one = announced('a.csv', 'h');
  const path = '/v1/studies/knee-small/uploads';

  it('are of as many files as the API says, those of earlier requests included', async () => {
    const { sha256 } = one;
    const present = Array.from({ length: 10_000 }, (_, at) => ({ file: `${at}.csv`, bytes: 1, sha256 }));
    const files = Array.from({ length: 999 }, (_, at) => ({ ...present[0], file: `last-${at}.csv` }));
    const { status, body } = await post(path, { files: [...files, announced('study.json', '{}')], present });
    expect([status, body.uploads?.length]).toEqual([200, 1000]);
  });

  it('get an address each, which takes exactly what was announced', async () => {
    const files = [announced('bogota/a b.csv', 'hello'), announced('study.json', '{}')];
    expect(requestErrors('/v1/studies/{study}/uploads', { files })).toEqual([]);
    const { status, body } = await post(path, { files });
    expect(status).toBe(200);
    expect(body.expiresAt).toBe('2025-03-14T09:15:00.000Z');
    const { url, method, headers } = body.uploads[0];
    const answer = await fetch(url, { method, headers, body: 'hello' });
    expect(answer.status).toBe(200);
    expect(await api.bucket.getText(keys.studyFile('knee-small', 'bogota/a b.csv'))).toBe('hello');
  });

  it('are signed for a quarter of an hour, for length and digest, which are headers and not parameters', async () => {
    const { body } = await post(path, { files: [announced('a.csv', 'hello')] });
    const [{ url, headers }] = body.uploads;
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-SignedHeaders')).toBe(
      'content-length;host;x-amz-checksum-sha256;x-amz-sdk-checksum-algorithm',
    );
    expect(query.get('X-Amz-Expires')).toBe('900');
    expect([...query.keys()].filter((name) => name.includes('checksum'))).toEqual([]);
    expect(headers).toEqual({
      'content-length': '5',
      'x-amz-sdk-checksum-algorithm': 'SHA256',
      'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=', // printf hello | openssl dgst -sha256 -binary | base64
    });
  });

  it('of a manifest bind it to the files of its upload, those of earlier requests included', async () => {
    const files = [announced('b.csv', 'b'), announced('study.json', '{}')];
    const present = [announced('a.csv', 'a')];
    expect(requestErrors('/v1/studies/{study}/uploads', { files, present })).toEqual([]);
    for (const [asked, list] of [
      [
        { files, present },
        { files: [present[0], files[0]], isWhole: true },
      ],
      [{ files }, { files: [files[0]], isWhole: false }],
    ]) {
      const { body } = await post(path, asked);
      const { url, method, headers } = body.uploads.at(-1);
      expect((await fetch(url, { method, headers, body: '{}' })).status).toBe(200);
      const version = (await studyVersion(api.bucket, 'knee-small'))!;
      expect(await readUploadList(api.bucket, version)).toEqual(list);
      expect(body.uploads[0].headers).not.toHaveProperty('x-amz-meta-sarcomere-upload');
      await api.bucket.deletePrefix(keys.manifest('knee-small'));
    }
  });

  it('are refused by a signature if a header is missing or differs', async () => {
    const { body } = await post(path, { files: [announced('bogota/a b.csv', 'hello')] });
    const [{ url, headers }] = body.uploads;
    const { host, pathname, search } = new URL(url);
    const isTaken = (sent: Record<string, string>) =>
      hasValidSignature(
        { method: 'PUT', url: pathname + search, headers: { host, ...sent }, body: new Uint8Array() },
        'test',
      );
    expect(isTaken(headers)).toBe(true);
    expect(isTaken({ 'content-length': '5' })).toBe(false);
    expect(isTaken({ ...headers, 'content-length': '6' })).toBe(false);
    const other = announced('a.csv', 'jello').sha256;
    expect(
      isTaken({ ...headers, 'x-amz-checksum-sha256': Buffer.from(other, 'hex').toString('base64') }),
    ).toBe(false);
  });

  it.each([
    ['a path that leads out', [{ ...one, file: '../x.csv' }]],
    ['an absolute path', [{ ...one, file: '/etc/passwd' }]],
    ['no bytes', [{ ...one, bytes: 0 }]],
    ['more than a gibibyte', [{ ...one, bytes: 2 ** 30 + 1 }]],
    ['half a byte', [{ ...one, bytes: 1.5 }]],
    ['no digest', [{ file: 'a.csv', bytes: 1 }]],
    ['a digest in base64', [{ ...one, sha256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' }]],
    ['a digest of another kind', [{ ...one, sha256: '5d41402abc4b2a76b9719d911017c592' }]],
    ['the same file twice', [one, { ...one, bytes: 2 }]],
    ['no files', []],
  ])('of %s are refused', async (_, files) => {
    const { status, body } = await post(path, { files });
    expect(status).toBe(422);
    expect(body.faults.length).toBeGreaterThan(0);
  });
});

describe('a validation', () => {
  const path = '/v1/studies/knee-small/validations';
  const rows = Array.from({ length: 800 }, (_, at) => [
    at / 100,
    (0.1 + 0.05 * Math.sin(at / 9)) ** 2,
    (0.1 + 0.05 * Math.cos(at / 9)) ** 2,
    40 + 30 * Math.sin(at / 40),
  ]);
  const table = (change: (line: string, at: number) => string = (line) => line) =>
    [
      'time_s,emg_rf_mV,emg_bf_mV,knee_flexion_deg',
      ...rows.map((row) => row.map((v) => v.toFixed(5)).join(',')),
    ]
      .map(change)
      .join('\n');

  it('of a manifest whose files were not uploaded has a fault', async () => {
    const { body } = await post('/v1/studies/knee-empty/validations', {
      ...smallManifest,
      study: 'knee-empty',
    });
    expect(body).toMatchObject({
      valid: false,
      filesRead: 0,
      faults: [{ code: 'FILE_MISSING', where: { file: 'a.csv' } }],
    });
  });

  it('of a good study finds nothing and starts nothing', async () => {
    await api.bucket.put(keys.studyFile('knee-small', 'a.csv'), table());
    const { body } = await post(path, smallManifest);
    expect(body).toMatchObject({ study: 'knee-small', valid: true, filesRead: 1, faults: [] });
    expect(await api.bucket.head(keys.manifest('knee-small'))).toBeUndefined();
  });

  it('of a bad file names row and column', async () => {
    await api.bucket.put(
      keys.studyFile('knee-small', 'a.csv'),
      table((line, at) => (at === 10 ? line.replace(/,[^,]*$/, ',n/a') : line)),
    );
    const { body } = await post(path, smallManifest);
    expect(body.valid).toBe(false);
    expect(body.faults).toMatchObject([
      { code: 'CELL_EMPTY', where: { file: 'a.csv', row: 11, column: 'knee_flexion_deg' } },
    ]);
  });

  it('of a manifest with faults names the fields', async () => {
    const { body } = await post(path, { ...smallManifest, joints: 'knee', version: 2 });
    const codes = body.faults.map(({ code }: { code: string }) => code);
    expect(codes.sort()).toEqual(['MANIFEST_FIELD_UNKNOWN', 'MANIFEST_VALUE']);
  });

  it('of a body that is not JSON names the place', async () => {
    const { status, body } = await post(path, '{"version": 1,}');
    expect(status).toBe(200);
    expect(body.faults).toMatchObject([{ code: 'MANIFEST_SYNTAX', where: { row: 1 } }]);
  });

  it('of a manifest of another study has a fault', async () => {
    const { body } = await post(path, { ...smallManifest, study: 'other' });
    expect(body.faults.map(({ code }: { code: string }) => code)).toContain('STUDY_NAME_DIFFERS');
  });
});
