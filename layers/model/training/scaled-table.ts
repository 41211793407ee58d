import type { SampleTable, TrainingProblem } from '../dataset/index.ts';

/** The labels of a table, scaled for the network once for all batches. Missing labels stay NaN. */
export interface ScaledTable extends Pick<SampleTable, 'recording' | 'use' | 'torqueNm'> {
  /** rows x outputs, as (label - mean) / deviation by the scale of each output. */
  readonly labels: Float32Array;
}

/** Scales a copy of the labels; all other columns are shared with the table. */
export function scaleTable(table: SampleTable, { outputs }: Pick<TrainingProblem, 'outputs'>): ScaledTable {
  const { recording, use, torqueNm } = table;
  const labels = new Float32Array(table.labels.length);
  for (const [at, { scale }] of outputs.entries()) {
    const { mean, deviation } = scale;
    for (let to = at; to < labels.length; to += outputs.length) {
      labels[to] = (table.labels[to]! - mean) / deviation;
    }
  }
  return { recording, use, torqueNm, labels };
}
