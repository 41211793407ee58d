import type { Fold, FurtherSubdomain, Learner, PreparedStudy, Subdomain } from '../../model/dataset/index.ts';
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
  const trained: TrainedInFolds = {
    rows: trainRows + countUsedFor(table, rowUses.validation),
    networks: [
      ...[...(single ? [ofSingle] : []), ...local].map((rows) => ({ rows, needs: [] })),
      // Of the networks with other seeds one is trained for all.
      ...Map.groupBy(networks, ({ family, of }) => JSON.stringify([family, of]))
        .values()
        .map(([first]) => first!),
    ],
    forests,
  };
  const rowsOf = (all: typeof further) => all.map(({ rows }) => rows);
  const emgInputs = emgColumns(problem.inputNames).length;
  const control = hasControl(table, problem) ? [ofSingle] : [];
  return {
    trainings: [...(single ? [ofSingle] : []), ...local, ...rowsOf(networks), ...control],
    forests: rowsOf(forests),
    folds: foldsOfStudy(table, problem, subdomains).map((fold) => sizeOfFold(fold, trained)),
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

/** What folds train, with the rows of the whole study. */
interface TrainedInFolds {
  readonly rows: number;
  readonly networks: readonly RowsAndNeeds[];
  readonly forests: readonly RowsAndNeeds[];
}

type RowsAndNeeds = Pick<FurtherSubdomain, 'rows' | 'needs'>;

function sizeOfFold({ condition, rows }: Fold, { rows: all, networks, forests }: TrainedInFolds) {
  const left = (trained: readonly RowsAndNeeds[]) =>
    trained.flatMap((one) =>
      condition === 'known' || !one.needs.includes('subject') ? [Math.round((rows / all) * one.rows)] : [],
    );
  return { networks: left(networks), forests: left(forests) };
}

/** Rows of the tables that forests read, summed over the forests. */
function rowsReadBy(further: ReturnType<typeof furtherSubdomains>, subdomains: readonly Subdomain[]): number {
  const rowsOf = new Map(subdomains.map(({ id, rows }) => [id, rows.length]));
  return further
    .filter(({ learner }) => learner === 'forest')
    .reduce((sum, { of }) => sum + of.reduce((rows, id) => rows + rowsOf.get(id)!, 0), 0);
}
