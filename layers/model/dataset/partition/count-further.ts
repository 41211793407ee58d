import type { TrainingProblem } from '../training-problem.ts';
import { wantsControl } from './control.ts';
import { type CutStudy, countForStrangers, cutsOf, forestsBy, onlyOneIn } from './families.ts';

/** Numbers of further sub-domains. */
export interface FurtherCounts {
  /** Networks, the control without physics among them. */
  readonly networks: number;
  readonly forests: number;
  /** Rows of the tables that forests read, summed over the forests. */
  readonly forestRowsRead: number;
}

/**
 * Numbers of the sub-domains beside those of the division.
 *
 * @param subdomains number of those of the division
 * @param fits as `forestFits` says of the rows that forests read
 */
export function countFurther(
  { recordings, training, by }: CountedStudy,
  subdomains: number,
  fits: boolean,
): FurtherCounts {
  // Blocks of time and clusters may take rows of any recording, so a forest may read them all.
  const tableOf = (one: CountedRecording) => (by === 'time' || by === 'cluster' ? 'any' : one[by]);
  const rowsOf = new Map<string, number>();
  for (const one of recordings) rowsOf.set(tableOf(one), (rowsOf.get(tableOf(one)) ?? 0) + one.rows);
  const parts = recordings.map((one, recording) => ({
    recording,
    of: new Set([tableOf(one)]),
    rows: one.trainRows,
  }));
  const study = { recordings, training };
  const every = onlyOneIn(subdomains);
  const forests = fits
    ? cutsOf(study, parts, every).flatMap((cut) => forestsBy(cut, study, parts, every))
    : [];
  const subjects = new Set(recordings.flatMap(({ subject, trainRows }) => (trainRows > 0 ? [subject] : [])));
  const strangers = countForStrangers(training, by, { subjects: subjects.size, subdomains, fits });
  return {
    networks:
      (every > 1 ? 0 : (training.seeds - 1) * subdomains) +
      strangers.ofEverything +
      strangers.byTask +
      (wantsControl(training) ? 1 : 0),
    forests: forests.length,
    forestRowsRead: forests.reduce(
      (sum, { of }) => sum + of.reduce((rows, table) => rows + rowsOf.get(table)! / every, 0),
      0,
    ),
  };
}

interface CountedStudy {
  readonly training: CutStudy['training'] & Parameters<typeof wantsControl>[0];
  readonly recordings: readonly CountedRecording[];
  readonly by: TrainingProblem['subdomains']['by'];
}

/** A recording of a study whose rows are not known yet. */
interface CountedRecording extends Names {
  /** Training rows. */
  readonly trainRows: number;
  /** All rows that sub-domains hold. */
  readonly rows: number;
}

type Names = CutStudy['recordings'][number];
