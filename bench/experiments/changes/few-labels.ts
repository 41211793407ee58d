import { concatTables, rowUses, type SampleTable, withInputs } from '../../../layers/model/dataset/index.ts';
import { measureScales } from '../../../layers/model/dataset/testing.ts';
import { jointNamed, withMuscles } from '../../../layers/physics/biomechanics/index.ts';
import { keys, readPartition, readProblem } from '../../../layers/run/records/index.ts';
import type { Change } from '../experiment.ts';
import { editTable, localTables, readRunTable } from './edit-table.ts';

/** Labelled time from the start of each recording, s; the last half second is for validation. */
export const labelledS = 2.5;
const validationS = 0.5;

/**
 * Keeps the labels of only the first 2.5 s of each recording. The rest keeps its EMG and, if there is physics, its
 * residual. Scales are measured again on the labelled rows. (The gains of the channels, by which the forces of those 2.5 s
 * were labelled, come from the torque of all training rows, with and without physics alike.)
 */
export const fewLabels: Change = async (bucket, pointer) => {
  const names = localTables(await readPartition(bucket, pointer));
  for (const name of names) await editTable(bucket, pointer, name, forgetLabels);
  const tables: SampleTable[] = [];
  for (const name of names) tables.push(await readRunTable(bucket, pointer, name));
  const problem = await readProblem(bucket, pointer);
  const joint = withMuscles(
    jointNamed(problem.joint),
    problem.muscles.map(({ name }) => name),
  );
  const scales = measureScales(withInputs(concatTables(tables), problem), joint);
  await bucket.putJson(keys.prepared(pointer.study, pointer.run, 'problem.json'), { ...problem, ...scales });
};

function forgetLabels(table: SampleTable): void {
  const width = table.outputs.length;
  for (let row = 0; row < table.rows; row++) {
    if (table.use[row] === rowUses.history) continue;
    const isLabelled = table.timeS[row]! < labelledS;
    const isValidation = isLabelled && table.timeS[row]! >= labelledS - validationS;
    table.use[row] = isValidation ? rowUses.validation : rowUses.train;
    // Three parts of each recording, separated like the uses of a recording in prepare-study.
    table.block[row] = table.recording[row]! * 8 + (isLabelled ? table.use[row]! : 2);
    if (isLabelled) continue;
    table.labels.fill(Number.NaN, row * width, (row + 1) * width);
  }
}
