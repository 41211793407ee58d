import { describe, expect, it } from 'vitest';
import { controlId } from '../../layers/model/dataset/index.ts';
import type { PartitionRecord } from '../../layers/run/records/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import { prepareRun } from './prepare-run.ts';
import { tinyManifest, uploadTinyStudy } from './tiny-study.testing.ts';

const { recordings } = tinyManifest();
const seated = { recordings: recordings.map((entry) => ({ ...entry, posture: 'seated' })) };

async function preparedWith(changes: Partial<ManifestInput>) {
  const { bucket, pointer } = await uploadTinyStudy(tinyManifest(changes));
  const answer = await prepareRun(pointer, bucket);
  const partitionKey = keys.prepared('tiny', pointer.run, 'partition.json');
  const partition = (await bucket.getJson<PartitionRecord>(partitionKey))!;
  return { bucket, pointer, answer, partition, ids: answer.subdomains.map(({ subdomain }) => subdomain) };
}

describe('the control without physics', () => {
  it('is trained right after the single model, on its tables, beside the sub-domains and not among them', async () => {
    const { partition, ids } = await preparedWith(seated);
    expect(ids).toEqual(['single', controlId, 'subject-1', 'subject-2']);
    expect(partition.subdomains.map(({ id }) => id)).toEqual(['single', 'subject-1', 'subject-2']);
    const [single] = partition.subdomains;
    expect(partition.control).toEqual({ ...single, id: controlId, label: 'everything, without physics' });
  });

  it.each<[string, Partial<ManifestInput>]>([
    ['no torque is known', {}],
    ['physics is off', { ...seated, training: { physicsWeight: 0 } }],
    ['the manifest switches it off', { ...seated, training: { control: false } }],
    ['there is no single model', { ...seated, training: { single: false } }],
  ])('is not trained if %s', async (_, changes) => {
    const { partition, ids } = await preparedWith(changes);
    expect(partition).not.toHaveProperty('control');
    expect(ids).not.toContain(controlId);
  });

  it('is found again in the finished work of an earlier call', async () => {
    const { bucket, pointer, answer } = await preparedWith(seated);
    const written = bucket.written.length;
    expect(await prepareRun(pointer, bucket)).toEqual(answer);
    expect(bucket.written.length).toBe(written);
  });
});
