import { describe, expect, it } from 'vitest';
import { keys } from '../../layers/run/records/index.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import { parseManifest } from '../../layers/study/manifest/index.ts';
import { prepareRun } from './prepare-run.ts';
import { sizeOfStudy } from './size-of-study.ts';
import { sizesOfFiles } from './sizes-of-files.ts';
import { tinyCsv, tinyManifest, uploadTinyStudy } from './tiny-study.testing.ts';

const manifestOf = (changes: Parameters<typeof tinyManifest>[0]) => {
  const parsed = parseManifest(JSON.stringify(tinyManifest(changes)));
  if ('faults' in parsed) throw new Error(parsed.faults[0]!.what);
  return parsed.manifest;
};

async function sizeOf(
  changes: Parameters<typeof tinyManifest>[0] = {},
  contents: Parameters<typeof uploadTinyStudy>[1] = {},
) {
  const { bucket } = await uploadTinyStudy(tinyManifest(changes), contents);
  return sizeOfStudy(bucket, 'tiny', manifestOf(changes), await sizesOfFiles(bucket, 'tiny'), 2);
}

describe('the size of a study', () => {
  it('is estimated from its bytes, its first rows and its manifest', async () => {
    const size = (await sizeOf())!;
    expect(size).toMatchObject({ channels: 2, emgInputs: 16, nameInputs: 2, muscles: 2, subdomains: 2 });
    expect(size.rows / (3 * 16 * 50)).toBeCloseTo(1, 1);
    expect(size.filesMb).toBeCloseTo(size.largestRecordingMb * 3, 2);
  });

  it('is estimated for recordings that are too long to be read whole', async () => {
    const long = tinyCsv(1, 4000);
    const size = (await sizeOf({}, { 'bogota/1.csv': long }))!;
    const rows = (4000 + 2 * 16) * 50;
    expect(Math.abs(size.rows - rows)).toBeLessThan(0.1 * rows);
    expect(size.largestRecordingMb).toBeCloseTo(long.length / 1e6, 6);
  });

  it('counts sub-domains as the manifest cuts them', async () => {
    expect(await sizeOf({ subdomains: { by: 'time', count: 77 } })).toMatchObject({ subdomains: 77 });
    expect(await sizeOf({ subdomains: { by: 'task' } })).toMatchObject({ subdomains: 2 });
  });

  it('counts the networks of other seeds, and the forests by subject, by task and of everything', async () => {
    const { further, rows } = (await sizeOf({
      subdomains: { by: 'task' },
      training: { seeds: 3, forests: true },
    }))!;
    // Two more seeds of two tasks; of the recordings to train on, two subjects in one task, and everything.
    expect(further).toMatchObject({ networks: 4, forests: 3 });
    // Each forest reads the table of the task: two of three recordings.
    expect(further!.forestRowsRead / rows).toBeCloseTo(2, 6);
    const bare = await sizeOf({ subdomains: { by: 'task' }, training: { seeds: 1, forests: false } });
    expect(bare!.further).toEqual({ networks: 0, forests: 0, forestRowsRead: 0 });
  });

  it('counts the control without physics if a torque column or a posture may give the torque', async () => {
    const { signals, recordings } = tinyManifest();
    const networksOf = async (changes: Partial<ManifestInput>) => (await sizeOf(changes))!.further!.networks;
    const seated = recordings.map((entry) => ({ ...entry, posture: 'seated' }));
    expect(await networksOf({})).toBe(0);
    expect(await networksOf({ recordings: seated })).toBe(1);
    expect(await networksOf({ signals: { ...signals, torque: { column: 'moment_Nm' } } })).toBe(1);
  });

  it.each([
    ['bytes and no table', () => 'nothing here'],
    [
      'milliseconds for seconds',
      (at: number) => tinyCsv(at).replace(/^(\d+\.\d+)/gm, (t) => `${Number(t) * 1000}`),
    ],
  ])('is unknown if recordings are %s; reading them reports the fault', async (_what, csv) => {
    const files = ['bogota/1.csv', 'lyon/2.csv', 'lyon/3.csv'];
    const contents = Object.fromEntries(files.map((file, at) => [file, csv(at)]));
    expect(await sizeOf({}, contents)).toBeUndefined();
  });

  it('is estimated for rows that end in CR alone', async () => {
    const contents = { 'bogota/1.csv': tinyCsv(0).replaceAll('\n', '\r') };
    expect((await sizeOf({}, contents))!.rows / (3 * 16 * 50)).toBeCloseTo(1, 1);
  });
});

describe('a study that is too large', () => {
  const limits = { memoryMb: 3008, seconds: 900 };

  it('is rejected before its recordings are read', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    const read: string[] = [];
    const getBytes = bucket.getBytes.bind(bucket);
    bucket.getBytes = async (key) => {
      read.push(key);
      return getBytes(key);
    };
    bucket.getRange = async (key, start, end) => (await getBytes(key))!.subarray(start, end);
    const capacity = { preparing: { ...limits, memoryMb: 100 }, aggregating: limits };
    const answer = await prepareRun(pointer, bucket, { capacity });
    expect(answer).toMatchObject({ state: 'Rejected' });
    expect(answer.reason).toContain('STUDY_TOO_LARGE');
    expect(read.filter((key) => key.endsWith('.csv'))).toEqual([]);
  });

  it('is not so if it fits', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    const capacity = { preparing: limits, aggregating: limits };
    expect(await prepareRun(pointer, bucket, { capacity })).toMatchObject({ state: 'Prepared' });
    expect(await bucket.head(keys.prepared('tiny', pointer.run, 'held-out.parquet'))).toBeDefined();
  });
});
