import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestsFile, writtenDigests } from '../layers/model/predictor/index.ts';
import { fileOf, inVersion2, modelFiles, rewritten } from '../layers/model/predictor/testing.ts';
import { keys } from '../layers/run/records/index.ts';
import { sha256 } from '../layers/run/storage/index.ts';
import { MemoryBucket } from '../layers/run/storage/testing.ts';
import { downloadModel } from './download-model.ts';
import { openModelFolder } from './model-folder.ts';
import { Killed, killedAtEveryStep } from './whole/disk-that-ends.testing.ts';
import { wholeFolder } from './whole/replace-folder.ts';

const study = 'wrist-before-digests';
let folder: string;
let bucket: MemoryBucket;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarcomere-download-'));
  bucket = new MemoryBucket();
  await publish('r1');
  await publish('r2');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modelDir = () => join(folder, 'model');

/** Publishes the model once more, as that run's. */
async function publish(run: string): Promise<void> {
  const model = rewritten(inVersion2(modelFiles('before-digests')), (json) => ({ ...(json as object), run }));
  const files = {
    'model.json': fileOf(model, 'model.json'),
    'weights.bin': fileOf(model, 'weights.bin'),
    'report.html': new TextEncoder().encode(`<p>${run}`),
  };
  const digests = writtenDigests(
    new Map(Object.entries(files).map(([name, content]) => [name, sha256(content)])),
  );
  for (const [name, content] of Object.entries(files))
    await bucket.put(keys.model(study, run, name), content);
  await bucket.put(keys.model(study, run, digestsFile), digests);
  const publishedAt = '2026-03-02T00:00:00.000Z';
  await bucket.putJson(keys.latest(study), { study, run, publishedAt, manifestDigest: sha256(digests) });
}

describe('a model that is downloaded', () => {
  it('is the published one, or that of the run that is named, whole and verified', async () => {
    expect(await downloadModel(bucket, study, folder)).toEqual({
      run: 'r2',
      model: modelDir(),
      report: join(modelDir(), 'report.html'),
    });
    expect(await openModelFolder(modelDir())).toMatchObject({ json: { run: 'r2' }, isVerified: true });
    await downloadModel(bucket, study, folder, 'r1');
    expect((await openModelFolder(modelDir())).json.run).toBe('r1');
    expect(readdirSync(modelDir()).sort()).toEqual([digestsFile, 'model.json', 'report.html', 'weights.bin']);
  });

  it('is the old one or the new one wherever the process is killed; both can be predicted with, and the next download works', async () => {
    const found = new Set<string>();
    const steps = await killedAtEveryStep(async (disk) => {
      rmSync(folder, { recursive: true, force: true });
      await downloadModel(bucket, study, folder, 'r1');
      try {
        await downloadModel(bucket, study, folder, 'r2', disk);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      const { json } = await openModelFolder(modelDir());
      found.add(json.run);
      expect(readFileSync(join(wholeFolder(modelDir()), 'report.html'), 'utf8')).toBe(`<p>${json.run}`);
      await downloadModel(bucket, study, folder, 'r2');
      expect((await openModelFolder(modelDir())).json.run).toBe('r2');
      expect(readdirSync(folder)).toEqual(['model']);
    });
    expect(steps).toBeGreaterThanOrEqual(16);
    expect([...found]).toEqual(['r1', 'r2']);
  });

  it('is refused if the bucket holds another file than was published, and the old one stays', async () => {
    await downloadModel(bucket, study, folder, 'r1');
    for (const file of ['weights.bin', 'model.json', 'report.html', digestsFile]) {
      await publish('r2');
      await bucket.put(keys.model(study, 'r2', file), 'other');
      await expect(downloadModel(bucket, study, folder)).rejects.toMatchObject({
        faults: [{ code: 'MODEL_DAMAGED', where: { file: keys.model(study, 'r2', file) } }],
      });
      expect((await openModelFolder(modelDir())).json.run).toBe('r1');
    }
    await bucket.deletePrefix(keys.model(study, 'r2', 'weights.bin'));
    await publish('r2');
    await bucket.deletePrefix(keys.model(study, 'r2', 'weights.bin'));
    await expect(downloadModel(bucket, study, folder)).rejects.toThrow('MODEL_DAMAGED');
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it.each(['../escaped', 'a/b', '/tmp/escaped', '..', '.hidden', 'a b'])(
    'is refused if its list of digests names the file %s',
    async (name) => {
      const list = `${sha256('x')}  ${name}\n`;
      await bucket.put(keys.model(study, 'r2', digestsFile), list);
      await expect(downloadModel(bucket, study, folder, 'r2')).rejects.toThrow('MODEL_DAMAGED');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('leaves what its owner keeps beside it', async () => {
    mkdirSync(modelDir());
    writeFileSync(join(modelDir(), 'notes.txt'), 'mine');
    await downloadModel(bucket, study, folder);
    expect(readFileSync(join(modelDir(), 'notes.txt'), 'utf8')).toBe('mine');
  });
});
