import { describe, expect, it } from 'vitest';
import { gatherModels } from '../../../functions/aggregate-models/gather.ts';
import { trainSubdomain } from '../../../functions/train-subdomain/train-subdomain.ts';
import type { TrainingRecord } from '../../run/records/index.ts';
import { readPartition } from '../../run/records/index.ts';
import { local, pointer, preparedRun, subdomains } from '../../run/records/testing.ts';
import { confirmed } from './own-errors.ts';

describe('the errors of local models that were trained', () => {
  it('are confirmed by their own rows, and stay what they were to the bit', async () => {
    const { bucket, problem } = await preparedRun();
    for (const { id } of subdomains)
      await trainSubdomain({ ...pointer, subdomain: id }, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
    const partition = await readPartition(bucket, pointer);
    const { localModels, trainings, denied } = await gatherModels(
      bucket,
      pointer,
      partition,
      problem,
      async () => {},
    );
    expect([...denied]).toEqual([]);
    for (const { id, error } of localModels) {
      const recorded = (await bucket.getJson<TrainingRecord>(local(id, 'training.json')))!;
      expect(error).toBe(recorded.trainingError);
      expect(trainings.get(id)).toEqual(recorded);
    }
  });
});

describe('an error that a training says', () => {
  it.each([
    [0.5, 0.5, 0.5],
    [0.502, 0.5, 0.502],
    [0.52, 0.5, undefined],
    [0.48, 0.5, undefined],
    [0, 0.0005, 0],
    [0, 0.5, undefined],
    [Number.NaN, 0.5, undefined],
    [Number.POSITIVE_INFINITY, 0.5, undefined],
    [null, 0.5, undefined],
    ['0.5', 0.5, undefined],
  ])('of %j, where %d was found, counts as %j', (recorded, found, expected) => {
    expect(confirmed(recorded, found)).toBe(expected);
  });
});
