import { describe, expect, it } from 'vitest';
import { type TrainingProblem, toParquet } from '../../layers/model/dataset/index.ts';
import { nameInputs } from '../../layers/model/inputs/index.ts';
import { runNetwork } from '../../layers/model/network/index.ts';
import { smallNetwork, smallProblem, smallTable } from '../../layers/model/weighing/testing.ts';
import {
  keys,
  parseTrainingRecord,
  readPartition,
  type SubdomainRecord,
} from '../../layers/run/records/index.ts';
import { local, pointer, preparedRun } from '../../layers/run/records/testing.ts';
import { trainSubdomain } from './train-subdomain.ts';
import { withoutNames } from './without-names.ts';

const strangers: SubdomainRecord = {
  id: 'everything-strangers',
  kind: 'further',
  label: 'everything',
  rows: 720,
  tables: ['time-1.parquet', 'time-2.parquet', 'time-3.parquet'],
  learner: 'network',
  family: 'network of everything, for strangers',
  names: {},
  needs: [],
  isForStrangers: true,
};

/** The bytes and the record of the network, trained from a study with these settings. */
async function trained(
  training: Partial<TrainingProblem['training']>,
  changes: Partial<TrainingProblem> = {},
) {
  const base = smallProblem();
  const { bucket, problem } = await preparedRun({
    training: { ...base.training, ...training },
    features: { ...base.features, names: ['subject', 'task'] },
    ...changes,
  });
  // Tables as prepare-study writes them: names are of the recordings.
  for (const recording of [0, 1, 2]) {
    const table = smallTable(base, [{ recording, rows: 240 }]);
    await bucket.put(
      keys.prepared(pointer.study, pointer.run, `time-${recording + 1}.parquet`),
      toParquet(table),
    );
  }
  const partition = await readPartition(bucket, pointer);
  await bucket.putJson(keys.prepared(pointer.study, pointer.run, 'partition.json'), {
    ...partition,
    subdomains: [...partition.subdomains, strangers],
  });
  await trainSubdomain(
    { ...pointer, subdomain: strangers.id },
    { bucket, deadlineMs: Number.POSITIVE_INFINITY },
  );
  const record = parseTrainingRecord(
    (await bucket.getText(local(strangers.id, 'training.json')))!,
    strangers.id,
  );
  return { bytes: (await bucket.getBytes(local(strangers.id, 'weights.bin')))!, record, problem };
}

describe('the training of a network for strangers', () => {
  it('learns the same whatever names the recordings have', async () => {
    const { bytes, problem } = await trained({});
    const swapped = problem.recordings.map((card) => ({
      ...card,
      subject: card.subject === 'ana' ? 'ben' : 'ana',
    }));
    expect((await trained({}, { recordings: swapped })).bytes).toEqual(bytes);
    expect((await trained({ nameDropout: 0.9 })).bytes).toEqual((await trained({ nameDropout: 0.1 })).bytes);
  });

  it('has much noise on its inputs, and more if the manifest asks for more', async () => {
    const { bytes } = await trained({ inputNoise: 0 });
    expect((await trained({ inputNoise: 1 })).bytes).toEqual(bytes);
    expect((await trained({ inputNoise: 1.5 })).bytes).not.toEqual(bytes);
  });

  it('takes about a thousand steps whatever the size of the study, and none without noise', async () => {
    const { record } = await trained({ batchRows: 64, epochs: 3, lbfgsIterations: 40 });
    // 720 rows are 12 batches.
    expect(record.passes).toBeGreaterThan(20);
    expect(record.passes).toBeLessThanOrEqual(Math.ceil((1000 * 64) / 720));
    expect((await trained({ batchRows: 64, epochs: 3, lbfgsIterations: 0 })).bytes).toEqual(
      (await trained({ batchRows: 64, epochs: 3, lbfgsIterations: 40 })).bytes,
    );
  });
});

describe('a network without names', () => {
  it('has the same outputs whatever names are given, and those of the network if none are', () => {
    const base = smallProblem();
    const problem = smallProblem({ features: { ...base.features, names: ['subject', 'task'] } });
    const network = smallNetwork(problem, 5);
    const left = withoutNames(network, problem.inputNames);
    const inputs = Float32Array.from(problem.inputNames, (_, at) => 0.3 + 0.1 * at);
    const unnamed = inputs.slice();
    for (const { column } of nameInputs(problem.inputNames)) unnamed[column] = 0;
    expect(runNetwork(left, inputs)).toEqual(runNetwork(left, unnamed));
    expect(runNetwork(left, unnamed)).toEqual(runNetwork(network, unnamed));
    expect(runNetwork(network, inputs)).not.toEqual(runNetwork(network, unnamed));
  });
});
