import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import { rowUses, type SampleTable, toParquet } from '../../../layers/model/dataset/index.ts';
import { randomTable, testProblem } from '../../../layers/model/training/testing.ts';
import type { PartitionRecord, RunPointer } from '../../../layers/run/records/index.ts';
import { keys } from '../../../layers/run/records/index.ts';
import { FolderBucket } from '../folder-bucket.ts';

export const pointer: RunPointer = { bucket: 'folder', study: 'large', run: 'bench' };

/**
 * Leaves a prepared run in a folder: 5 channels at 6 lags with mean and deviation as context are 40 inputs; 5 muscles.
 *
 * @param subdomainRows training rows of each sub-domain; a tenth as many again are for validation
 */
export async function writeLargeRun(
  folder: string,
  subdomainRows: readonly number[],
  training: Partial<TrainingProblem['training']>,
): Promise<void> {
  const bucket = new FolderBucket(folder);
  const problem: TrainingProblem = {
    ...testProblem(40, 5, training),
    study: pointer.study,
    run: pointer.run,
  };
  const prepared = (file: string) => keys.prepared(pointer.study, pointer.run, file);
  const subdomains = subdomainRows.map((rows, at) => ({
    id: `part-${at + 1}`,
    kind: 'local' as const,
    label: `part ${at + 1}`,
    rows,
    tables: [`part-${at + 1}.parquet`],
  }));
  for (const [at, { rows, tables }] of subdomains.entries()) {
    const stretches = [
      { rows, recording: at % 3 },
      { rows: Math.round(rows / 10), recording: at % 3, use: rowUses.validation },
    ];
    await bucket.put(prepared(tables[0]!), toParquet(learnable(randomTable(problem, stretches, at))));
  }
  const counts = { sites: 1, subjects: 1, recordings: 3, trainRows: 0, validationRows: 0, heldOutRows: 0 };
  const partition: PartitionRecord = {
    subdomains,
    counts: { ...counts, seconds: 0 },
    inputs: {},
    warnings: [],
    labels: [],
  };
  await bucket.putJson(prepared('problem.json'), problem);
  await bucket.putJson(prepared('partition.json'), partition);
}

/** Gives all rows labels that follow from their inputs, so that training is not ended early for lack of progress. */
function learnable(table: SampleTable): SampleTable {
  const width = table.inputNames.length;
  const outputs = table.outputs.length;
  for (let row = 0; row < table.rows; row++) {
    const inputs = table.inputs.subarray(row * width, (row + 1) * width);
    table.labels[row * outputs] = 0.3 * Math.tanh(inputs[0]! - inputs[1]! * inputs[2]!);
    for (let at = 0; at < outputs - 1; at++)
      table.labels[row * outputs + 1 + at] = 20 + 15 * inputs[at]! * inputs[at + 1]!;
  }
  return table;
}
