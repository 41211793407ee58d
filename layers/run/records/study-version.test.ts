import { describe, expect, it } from 'vitest';
import { MemoryBucket } from '../storage/testing.ts';
import { isComplete, namedFiles, runId, studyVersion } from './study-version.ts';

async function studyOf(files: Readonly<Record<string, string>>, study = 'knee'): Promise<MemoryBucket> {
  const bucket = new MemoryBucket();
  for (const [file, text] of Object.entries(files)) await bucket.put(`studies/${study}/${file}`, text);
  return bucket;
}
const manifest = '{"recordings":[{"file":"a.csv"},{"files":{"emg":"b.csv","ik":"c.mot"}}]}';
const whole = { 'study.json': manifest, 'a.csv': '1', 'b.csv': '2', 'c.mot': '3' };
const idOf = async (files: Readonly<Record<string, string>>) =>
  runId((await studyVersion(await studyOf(files), 'knee'))!);

describe('the version of a study', () => {
  it('is complete when every file that the manifest names is there', async () => {
    expect(isComplete((await studyVersion(await studyOf(whole), 'knee'))!)).toBe(true);
    const { 'b.csv': _, ...lacking } = whole;
    expect(isComplete((await studyVersion(await studyOf(lacking), 'knee'))!)).toBe(false);
  });

  it('is none if there is no manifest', async () => {
    expect(await studyVersion(await studyOf({ 'a.csv': '1' }), 'knee')).toBeUndefined();
  });

  it('changes with a file, with the participants and with the manifest, and with nothing else', async () => {
    const id = await idOf(whole);
    expect(await idOf({ ...whole, 'unnamed.csv': 'x' })).toBe(id);
    expect(await idOf({ ...whole, 'a.csv': '1b' })).not.toBe(id);
    expect(await idOf({ ...whole, 'participants.tsv': 'x' })).not.toBe(id);
    expect(await idOf({ ...whole, 'study.json': `${manifest} ` })).not.toBe(id);
  });

  it('counts a file whose name cannot be a key as missing', async () => {
    const bucket = await studyOf({ 'study.json': '{"recordings":[{"file":"../other/a.csv"}]}' });
    await bucket.put('studies/other/a.csv', '1');
    const version = (await studyVersion(bucket, 'knee'))!;
    expect(version.etags.get('../other/a.csv')).toBeUndefined();
    expect(isComplete(version)).toBe(false);
  });
});

describe('namedFiles', () => {
  const threeRecordings = JSON.stringify({
    recordings: [{ file: 'b.csv' }, { file: 'a.csv' }, { files: { emg: 'c.csv', ik: 'd.mot' } }],
  });

  it('names each file once, whether a recording has one or several', () => {
    expect(namedFiles(threeRecordings)).toEqual(['a.csv', 'b.csv', 'c.csv', 'd.mot']);
    expect(namedFiles('{"recordings":[{"file":"a.csv"},{"file":"a.csv"}]}')).toEqual(['a.csv']);
  });

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '7',
    '{"recordings":7}',
    '{"recordings":[null,7,{"file":7,"files":"x"}]}',
  ])('takes the manifest %j for one that names no file that could be waited for', (text) => {
    expect(namedFiles(text).filter((name) => name.length > 1)).toEqual([]);
  });
});

describe('runId', () => {
  const version = {
    study: 'knee',
    manifestEtag: 'm',
    etags: new Map([
      ['a.csv', '1'],
      ['b.csv', '2'],
    ]),
  };

  it('is the same for the same objects in any order', () => {
    const reversed = new Map([...version.etags].reverse());
    expect(runId({ ...version, etags: reversed })).toBe(runId(version));
    expect(runId(version)).toMatch(/^r[0-9a-f]{20}$/);
  });

  it('differs when the study, the manifest, a file or the presence of a file differs', () => {
    const others = [
      { ...version, study: 'copy-of-knee' },
      { ...version, manifestEtag: 'n' },
      {
        ...version,
        etags: new Map([
          ['a.csv', '1'],
          ['b.csv', '3'],
        ]),
      },
      {
        ...version,
        etags: new Map([
          ['a.csv', '1'],
          ['b.csv', undefined],
        ]),
      },
    ];
    expect(new Set([version, ...others].map(runId)).size).toBe(5);
  });
});
