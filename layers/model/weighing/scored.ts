import type { GivenKinds } from '../inputs/index.ts';

/** The predictions of one model for every row of a table. */
export interface ModelPredictions {
  /** rows x outputs, row-major, each in its unit: rad, N, N m. */
  readonly values: Float32Array | Float64Array;
  /** Columns of `values`: the first outputs of the study's networks. A model without forces has the angle alone. */
  readonly outputs: number;
}

/** A model that is scored, and its predictions with these names given. */
export interface ScoredModel {
  /** `inverse-error`, `uniform`, `single`, `ridge`, ... */
  readonly model: string;
  readonly given: GivenKinds;
  readonly predictions: ModelPredictions;
}

/** The errors of one model on the rows of one scope. Angles are in degrees, forces in newtons, torques in N m or N m per kg of body mass. */
export interface Score {
  /** `torque`: over all rows with a measured torque; `torque of a task`: over those of one task. All others but `muscle` are of angles. */
  readonly scope: 'all' | 'task' | 'site' | 'subject' | 'muscle' | 'torque' | 'torque of a task';
  /** Name of the task, site, subject, muscle or coordinate; `all` for the scope `all`. */
  readonly name: string;
  /** As in `ScoredModel`. */
  readonly model: string;
  /** Kinds of names of the held-out recordings that were given. */
  readonly given: GivenKinds;
  readonly unit: 'deg' | 'N' | 'N m' | 'N m/kg';
  readonly rmse: number | null;
  /** `rmse` over the divisor that `nrmseDivisor` names, as a ratio (0.1 is 10 %). */
  readonly nrmse: number | null;
  /** In words, e.g. `range of the measured values`. */
  readonly nrmseDivisor: string;
  readonly r: number | null;
  readonly r2: number | null;
  /** Rows that were compared. */
  readonly n: number;
}
