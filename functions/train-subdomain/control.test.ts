import { describe, expect, it } from 'vitest';
import { controlId } from '../../layers/model/dataset/index.ts';
import { smallProblem } from '../../layers/model/weighing/testing.ts';
import type { PartitionRecord, TrainingRecord } from '../../layers/run/records/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { local, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import { trainSubdomain } from './train-subdomain.ts';

/** Trains the single model and its control, of a study whose recordings have a measured torque. */
async function trained(physicsWeight: number) {
  const base = smallProblem();
  const { bucket } = await preparedRun({
    training: { ...base.training, physicsWeight },
    recordings: base.recordings.map((card) => ({ ...card, physics: 'measured torque' as const })),
  });
  const partitionKey = keys.prepared(pointer.study, pointer.run, 'partition.json');
  const partition = (await bucket.getJson<PartitionRecord>(partitionKey))!;
  const control = { ...subdomains[0]!, id: controlId };
  await bucket.putJson(partitionKey, { ...partition, control });
  const records = ['single', controlId].map(async (subdomain) => {
    await trainSubdomain({ ...pointer, subdomain }, { bucket, deadlineMs: Number.MAX_SAFE_INTEGER });
    return (await bucket.getJson<TrainingRecord>(local(subdomain, 'training.json')))!;
  });
  const [single, ofControl] = await Promise.all(records);
  return { single: single!, control: ofControl! };
}

describe('the control', () => {
  it('is the single model to the bit if nothing but physics could differ, and there is none', async () => {
    const { single, control } = await trained(0);
    expect(control.digests['weights.bin']).toBe(single.digests['weights.bin']);
    expect(control.seed).toBe(single.seed);
  });

  it('learns without the residual, and from the same rows with the same seed', async () => {
    const { single, control } = await trained(5);
    expect(control).toMatchObject({ seed: single.seed, rows: single.rows, subdomain: controlId });
    expect(control.digests['weights.bin']).not.toBe(single.digests['weights.bin']);
    expect(single.trainingLoss.physics).toBeGreaterThan(0);
    expect(control.trainingLoss.physics).toBe(0);
    const without = await trained(0);
    expect(control.digests['weights.bin']).toBe(without.single.digests['weights.bin']);
  });
});
