import type { MeanAndDeviation } from '../../base/numbers/index.ts';
import type { Dynamics, Limit } from '../../physics/biomechanics/index.ts';
import type { Manifest } from '../../study/manifest/index.ts';
import type { StrangerScale } from '../inputs/index.ts';
import type { Division } from './division.ts';
import type { OutputName, Quantity, unitOf } from './outputs.ts';

/** Source of the residual of a recording. */
export type PhysicsSource = 'measured torque' | 'equation of motion' | 'none';

/** Facts of one recording for training and evaluation, without samples. */
export interface RecordingCard {
  readonly file: string;
  readonly site: string;
  readonly subject: string;
  readonly task: string;
  readonly posture: string;
  /** Body mass of the subject, if the study states it and torque is an output. */
  readonly massKg?: number;
  readonly physics: PhysicsSource;
  /** Present if physics is the equation of motion. */
  readonly dynamics?: Dynamics;
}

/** A degree of freedom of the joint, and the scale of its torque. The scale of its angle is that of its output. */
export interface CoordinateCard {
  readonly name: string;
  readonly unit: 'rad';
  /** Direction of a growing angle, in the joint's own convention. */
  readonly positive: string;
  /** Range of the moment arms about this coordinate, rad. */
  readonly rangeRad: readonly [number, number];
  /** Deviation of the torque about the coordinate over training rows, N m. */
  readonly torqueScaleNm: number;
  readonly limit: Limit;
}

/** A muscle whose force the networks predict. The scale of its force is that of its output. */
export interface MuscleCard {
  readonly name: string;
  readonly maxIsometricForceN: number;
  /** One polynomial a coordinate: c_k of r(q) = sum_k c_k q^k, in m. */
  readonly momentArmsM: readonly (readonly number[])[];
  /** Largest force that a prediction may have, N: the isometric one, or the largest label if that is larger. Only if torque is an output. */
  readonly largestForceN?: number;
}

/** An output of the networks: how it is computed, and its scale in training. */
export interface OutputCard extends OutputName {
  readonly unit: (typeof unitOf)[Quantity];
  readonly activation: 'linear' | 'softplus';
  /** Labels in the network's unit are (label - mean) / deviation. The mean of a softplus output is 0. */
  readonly scale: MeanAndDeviation;
}

/** Version of `TrainingProblem`. A run whose problem has another version is prepared again. */
export const problemVersion = 2;

/** The data that all sub-domains of a run share: written once by prepare-study, read by every later step. */
export interface TrainingProblem {
  readonly version: typeof problemVersion;
  readonly study: string;
  readonly run: string;
  readonly joint: string;
  readonly signals: Manifest['signals'];
  readonly features: Manifest['features'];
  readonly training: Manifest['training'];
  readonly ensemble: Manifest['ensemble'];
  readonly subdomains: Division;
  readonly inputNames: readonly string[];
  readonly inputScales: readonly MeanAndDeviation[];
  /** Smallest and largest value of each input over the training rows. */
  readonly inputRanges: readonly (readonly [number, number])[];
  /** Degrees of freedom of the joint; one today. */
  readonly coordinates: readonly CoordinateCard[];
  /** Empty if the study has no force labels. */
  readonly muscles: readonly MuscleCard[];
  /**
   * Outputs of the networks, in their order: the angle of each coordinate, then the force of each muscle, then the torque about
   * each coordinate if it was measured in a training row.
   */
  readonly outputs: readonly OutputCard[];
  readonly recordings: readonly RecordingCard[];
  /**
   * EMG scales, which normalise to 1: the 95th percentile of each channel's envelope, for each subject with training rows; mV
   * whatever the unit of the channels, or no unit if the channels are already normalised.
   */
  readonly emgScales: Readonly<Record<string, readonly number[]>>;
  /** Scale for other subjects; absent if the study has too few subjects, and then each recording is scaled by itself. */
  readonly strangerScale?: StrangerScale;
}
