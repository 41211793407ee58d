import type { Forest } from '../../forest/index.ts';

/** What the model learned of one person, from seconds in one task or in all. */
export interface Calibration {
  /** Predictions that name this task use it. Absent: predictions without a task, or a study of one task. */
  readonly task?: string;
  /** EMG that is normalised to 1, by channel; mV. */
  readonly emgScales: readonly number[];
  /** One a coordinate. */
  readonly angles: readonly OwnAngle[];
}

/**
 * The angle of a person: q = offset + scale m + sum_i c_i exp(-|z - z_i|^2 / w) + share f, with m the angle of the model, z
 * the person's inputs and 4 m, w their number, z_i the same of some rows of the calibration, and f the angle of a forest that was
 * grown from the calibration. Far from all EMG of the calibration the sum is 0.
 */
export interface OwnAngle {
  readonly offsetRad: number;
  readonly scale: number;
  /** z_i: rows x w, row-major. */
  readonly centres: Float32Array;
  /** c_i, rad. */
  readonly coefficientsRad: Float32Array;
  /** Absent: its share is 0. */
  readonly forest?: { readonly share: number; readonly grown: Forest };
  /** Within which nine of ten angles of the calibration lay, each predicted from other seconds than its own; rad. */
  readonly halfWidth90Rad: number;
}
