import { describe, expect, it } from 'vitest';
import { studyFile } from '../../study/manifest/index.ts';
import { sha256 } from '../storage/index.ts';
import { MemoryBucket } from '../storage/testing.ts';
import { keys } from './keys.ts';
import { studyVersion } from './study-version.ts';
import { readUploadList, type UploadList, writeUploadList } from './upload-list.ts';

const list: UploadList = {
  files: [{ file: 'a.csv', bytes: 5, sha256: sha256('hello') }],
  isWhole: true,
};

async function uploaded(metadata: Readonly<Record<string, string>>, bucket = new MemoryBucket()) {
  await bucket.putDigested(keys.manifest('knee'), '{}', { sha256: sha256('{}'), metadata });
  return { bucket, version: (await studyVersion(bucket, 'knee'))! };
}

describe('the list of an upload', () => {
  it('is the one that its manifest names', async () => {
    const bucket = new MemoryBucket();
    const metadata = await writeUploadList(bucket, 'knee', list);
    const { version } = await uploaded(metadata, bucket);
    await writeUploadList(bucket, 'knee', { ...list, isWhole: false });
    expect(await readUploadList(bucket, version)).toEqual(list);
  });

  it.each([
    ['came without one', {}],
    ['was copied from another study, without its list', { 'sarcomere-upload': sha256('elsewhere') }],
    ['names what cannot be one', { 'sarcomere-upload': '../../study' }],
  ])('is none if the manifest %s', async (_, metadata) => {
    const { bucket, version } = await uploaded(metadata as Record<string, string>);
    expect(await readUploadList(bucket, version)).toBeUndefined();
  });

  it('is none if it was altered', async () => {
    const bucket = new MemoryBucket();
    const metadata = await writeUploadList(bucket, 'knee', list);
    const { version } = await uploaded(metadata, bucket);
    await bucket.putJson(keys.uploadList('knee', version.uploadList!), { ...list, files: [] });
    expect(await readUploadList(bucket, version)).toBeUndefined();
  });

  it('is nothing that a manifest could name as a recording', () => {
    expect(studyFile.safeParse('.uploads/a.csv').success).toBe(false);
    expect(studyFile.safeParse('uploads/a.csv').success).toBe(true);
  });
});
