import { describe, expect, it } from 'vitest';
import { gatherModels } from '../../../functions/aggregate-models/gather.ts';
import { trainSubdomain } from '../../../functions/train-subdomain/train-subdomain.ts';
import type { TrainingRecord } from '../../run/records/index.ts';
import { readPartition } from '../../run/records/index.ts';
import { local, pointer, preparedRun, subdomains } from '../../run/records/testing.ts';
import { confirmed } from './own-errors.ts';

describe('the errors of local models that were trained', () => {
  it('are confirmed by their own rows, and kept to the bit', async () => {
    const { bucket, problem } = await preparedRun();
    for (const { id } of subdomains)
      await trainSubdomain({ ...pointer, subdomain: id }, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
    const partition = await readPartition(bucket, pointer);
    const { localModels, trainings, falseRecords } = await gatherModels(
      bucket,
      pointer,
      partition,
      problem,
      async () => {},
    );
    expect([...falseRecords]).toEqual([]);
    for (const { id, error } of localModels) {
      const recorded = (await bucket.getJson<TrainingRecord>(local(id, 'training.json')))!;
      expect(error).toBe(recorded.trainingError);
      expect(trainings.get(id)).toEqual(recorded);
    }
  });
});

describe('an error in a training record', () => {
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
  ])('of %j, if %d is computed, counts as %j', (recorded, found, expected) => {
    expect(confirmed(recorded, found)).toBe(expected);
  });
});
