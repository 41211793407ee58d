import type { Fold, Learner, PreparedStudy, Subdomain } from '../../model/dataset/index.ts';
import {
  countUsedAmong,
  countUsedFor,
  foldsOfStudy,
  furtherSubdomains,
  hasControl,
  networkShapeOf,
  rowUses,
  singleLearnsFromOneIn,
} from '../../model/dataset/index.ts';
import { emgColumns } from '../../model/inputs/index.ts';
import { parameterCount } from '../../model/network/index.ts';
import { emulatedIn } from '../../model/weighing/index.ts';
import type { StudySize } from '../capacity/index.ts';
import type { RunSize } from './estimate-run.ts';

/** Size of the run of a study that is prepared and partitioned. */
export function runSizeOf(
  { table, problem }: Pick<PreparedStudy, 'table' | 'problem'>,
  subdomains: readonly Subdomain[],
  files: Pick<StudySize, 'filesMb' | 'largestRecordingMb'>,
): RunSize {
  const local = subdomains.map(({ rows }) => countUsedAmong(table, rows, rowUses.train));
  const every = singleLearnsFromOneIn(
    subdomains.reduce((sum, { rows }) => sum + rows.length, 0),
    table.inputNames.length,
  );
  const trainRows = countUsedFor(table, rowUses.train);
  const { epochs, lbfgsIterations, batchRows, single } = problem.training;
  const further = furtherSubdomains(table, problem, subdomains);
  const by = (learner: Learner) => further.filter((one) => one.learner === learner);
  const [networks, forests] = [by('network'), by('forest')];
  const ofSingle = Math.round(trainRows / every);
  const trained: TrainedInFolds = [
    ...(single
      ? [{ id: 'single', kind: 'single' as const, rows: ofSingle, tables: subdomains.map(({ id }) => id) }]
      : []),
    ...subdomains.map(({ id }, at) => ({ id, kind: 'local' as const, rows: local[at]!, tables: [id] })),
    ...further.map((one) => ({ ...one, kind: 'further' as const, tables: one.of })),
  ];
  const folds = foldsOfStudy(table, problem, subdomains);
  const left = ({ rows }: Fold) => rows / (trainRows + countUsedFor(table, rowUses.validation));
  const rowsOf = (all: typeof further) => all.map(({ rows }) => rows);
  const emgInputs = emgColumns(problem.inputNames).length;
  const control = hasControl(table, problem) ? [ofSingle] : [];
  return {
    trainings: [...(single ? [ofSingle] : []), ...local, ...rowsOf(networks), ...control],
    forests: rowsOf(forests),
    folds: folds.map((fold) => sizeOfFold(fold, left(fold), trained, folds)),
    parameters: parameterCount(networkShapeOf(problem)),
    epochs,
    lbfgsIterations,
    batchRows,
    study: {
      ...files,
      rows: table.rows - countUsedFor(table, rowUses.history),
      channels: problem.signals.emg.channels.length,
      emgInputs,
      nameInputs: problem.inputNames.length - emgInputs,
      muscles: problem.muscles.length,
      subdomains: subdomains.length,
      further: {
        networks: networks.length + control.length,
        forests: forests.length,
        forestRowsRead: rowsReadBy(further, subdomains),
      },
    },
  };
}

/** What folds may train, with the rows of the whole study. */
type TrainedInFolds = readonly (Parameters<typeof emulatedIn>[1]['subdomains'][number] & {
  readonly rows: number;
})[];

/** @param left share of the rows that the fold leaves. @param folds all of the study */
function sizeOfFold({ condition }: Fold, left: number, subdomains: TrainedInFolds, folds: readonly Fold[]) {
  const emulated = emulatedIn(condition, { subdomains, folds }).map(({ record }) => record);
  const rowsOf = (isForest: boolean) =>
    emulated.flatMap(({ learner, rows }) =>
      (learner === 'forest') === isForest ? [Math.round(left * rows)] : [],
    );
  return { networks: rowsOf(false), forests: rowsOf(true) };
}

/** Rows of the tables that forests read, summed over the forests. */
function rowsReadBy(further: ReturnType<typeof furtherSubdomains>, subdomains: readonly Subdomain[]): number {
  const rowsOf = new Map(subdomains.map(({ id, rows }) => [id, rows.length]));
  return further
    .filter(({ learner }) => learner === 'forest')
    .reduce((sum, { of }) => sum + of.reduce((rows, id) => rows + rowsOf.get(id)!, 0), 0);
}
