import type { Problem, SampleTable } from '../dataset/index.ts';

/** The labels of a table, scaled for the network once for all batches. Missing labels stay NaN. */
export interface ScaledTable extends Pick<SampleTable, 'recording' | 'role' | 'torqueNm'> {
  /** In deviations from the mean angle. */
  readonly angle: Float32Array;
  /** rows x muscles, in units of each muscle's force scale. */
  readonly force: Float32Array;
}

/** Scales copies of the labels; all other columns are shared with the table. */
export function scaleTable(table: SampleTable, problem: Problem): ScaledTable {
  const { mean, deviation } = problem.angleScaleRad;
  const force = new Float32Array(table.forceN.length);
  for (const [at, { scaleN }] of problem.muscles.entries()) {
    for (let to = at; to < force.length; to += problem.muscles.length) force[to] = table.forceN[to]! / scaleN;
  }
  const angle = table.angleRad.map((angleRad) => (angleRad - mean) / deviation);
  return { recording: table.recording, role: table.role, torqueNm: table.torqueNm, angle, force };
}
