import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../layers/run/records/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { publishModel } from './publish-model.ts';

const pointer = { bucket: 'memory', study: 'knee', run: 'r2' };
const key = (file: string) => keys.model('knee', 'r2', file);
const now = () => new Date('2025-03-14T09:00:00Z');
const contents = { 'model.json': '{}', 'weights.bin': 'weights', 'report.html': '<p>' };
const earlier = {
  study: 'knee',
  run: 'r1',
  publishedAt: '2025-03-13T09:00:00.000Z',
  manifestDigest: sha256('x'),
};

let bucket: MemoryBucket;
let manifest: string;
beforeEach(async () => {
  bucket = new MemoryBucket();
  await bucket.putJson(keys.latest('knee'), earlier);
  for (const [file, text] of Object.entries(contents)) await bucket.put(key(file), text);
  manifest = Object.entries(contents)
    .map(([file, text]) => `${sha256(text)}  ${file}\n`)
    .join('');
  await bucket.put(key('MANIFEST.sha256'), manifest);
});

describe('publishModel', () => {
  it('moves the pointer last, and writes nothing else', async () => {
    const before = bucket.written.length;
    expect(await publishModel(pointer, { bucket, now })).toEqual({
      state: 'Published',
      model: 'models/knee/r2/',
    });
    expect(bucket.written.slice(before)).toEqual([keys.latest('knee')]);
    expect(await bucket.getJson(keys.latest('knee'))).toEqual({
      study: 'knee',
      run: 'r2',
      publishedAt: '2025-03-14T09:00:00.000Z',
      manifestDigest: sha256(manifest),
    });
  });

  const uploaded = (uploadedAt: string) => ({ ...pointer, input: { ...pointer, uploadedAt } });

  it('keeps the time of the upload', async () => {
    await publishModel(uploaded('2025-03-14T08:00:00.000Z'), { bucket, now });
    expect(await bucket.getJson(keys.latest('knee'))).toMatchObject({
      run: 'r2',
      uploadedAt: '2025-03-14T08:00:00.000Z',
    });
  });

  it('leaves the pointer if the model of a newer upload is published, and says so', async () => {
    const newer = { ...earlier, run: 'r3', uploadedAt: '2025-03-14T08:00:01.000Z' };
    await bucket.putJson(keys.latest('knee'), newer);
    expect(await publishModel(uploaded('2025-03-14T08:00:00.000Z'), { bucket, now })).toEqual({
      state: 'Published',
      model: 'models/knee/r2/',
      newer: 'r3',
    });
    expect(await bucket.getJson(keys.latest('knee'))).toEqual(newer);
  });

  it.each(Object.keys(contents))(
    'refuses an altered or missing %s and leaves the earlier model published',
    async (file) => {
      const refused = expect.objectContaining({
        name: 'ModelDamaged',
        message: `${file} is not what aggregate-models wrote`,
      });
      await bucket.put(key(file), 'altered');
      await expect(publishModel(pointer, { bucket, now })).rejects.toEqual(refused);
      await bucket.deletePrefix(key(file));
      await expect(publishModel(pointer, { bucket, now })).rejects.toEqual(refused);
      expect(await bucket.getJson(keys.latest('knee'))).toEqual(earlier);
    },
  );

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['no list of digests', 'nonsense\n'],
  ])('refuses a model whose manifest is %s', async (_what, text) => {
    await bucket.deletePrefix(key('MANIFEST.sha256'));
    if (text !== undefined) await bucket.put(key('MANIFEST.sha256'), text);
    await expect(publishModel(pointer, { bucket, now })).rejects.toThrow('MANIFEST.sha256');
    expect(await bucket.getJson(keys.latest('knee'))).toEqual(earlier);
  });
});
