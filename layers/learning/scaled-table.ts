import type { Problem } from '../preparation/problem.ts';
import type { SampleTable } from '../preparation/sample-table.ts';

/** A table as the network sees it: scaled once, so that no batch has to do it again. A missing label stays NaN. */
export interface ScaledTable extends Pick<SampleTable, 'recording' | 'role' | 'torqueNm'> {
  /** rows x inputs, standardised. */
  readonly inputs: Float32Array;
  /** In deviations from the mean angle. */
  readonly angle: Float32Array;
  /** rows x muscles, in units of each muscle's force scale. */
  readonly force: Float32Array;
}

/** Copies inputs and labels, in scaled form; shares all other columns with the table. */
export function scaleTable(table: SampleTable, problem: Problem): ScaledTable {
  const { mean, deviation } = problem.angleScaleRad;
  const inputs = new Float32Array(table.inputs.length);
  for (const [at, scale] of problem.inputScales.entries()) {
    for (let to = at; to < inputs.length; to += problem.inputScales.length) {
      inputs[to] = (table.inputs[to]! - scale.mean) / scale.deviation;
    }
  }
  const force = new Float32Array(table.forceN.length);
  for (const [at, { scaleN }] of problem.muscles.entries()) {
    for (let to = at; to < force.length; to += problem.muscles.length) force[to] = table.forceN[to]! / scaleN;
  }
  const angle = table.angleRad.map((angleRad) => (angleRad - mean) / deviation);
  return { recording: table.recording, role: table.role, torqueNm: table.torqueNm, inputs, angle, force };
}
