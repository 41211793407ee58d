import type { Dynamics } from '../../physics/biomechanics/index.ts';
import type { Manifest } from '../../study/manifest/index.ts';
import type { StrangerScale } from '../inputs/index.ts';
import type { Division } from './division.ts';

/** Source of the residual of a recording. */
export type PhysicsSource = 'measured torque' | 'equation of motion' | 'none';

/** Facts of one recording for training and evaluation, without samples. */
export interface RecordingCard {
  readonly file: string;
  readonly site: string;
  readonly subject: string;
  readonly task: string;
  readonly posture: string;
  readonly physics: PhysicsSource;
  /** Present if physics is the equation of motion. */
  readonly dynamics?: Dynamics;
}

/** A muscle whose force the networks predict. */
export interface MuscleCard {
  readonly name: string;
  readonly maxIsometricForceN: number;
  /** c_k of r(q) = sum_k c_k q^k, in m. */
  readonly momentArmM: readonly number[];
  /** Deviation of the force over labelled training rows, N; the network's unit of force. */
  readonly scaleN: number;
}

/** Mean and deviation of one quantity over the training rows. */
export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** The data that all sub-domains of a run share: written once by prepare-study, read by every later step. */
export interface Problem {
  readonly version: 1;
  readonly study: string;
  readonly run: string;
  readonly joint: string;
  /** Direction of a growing `angleRad`, in the joint's own convention. */
  readonly anglePositive: string;
  /** Range of the joint's moment arms, rad. */
  readonly angleRangeRad: readonly [number, number];
  readonly signals: Manifest['signals'];
  readonly features: Manifest['features'];
  readonly training: Manifest['training'];
  readonly ensemble: Manifest['ensemble'];
  readonly subdomains: Division;
  readonly inputNames: readonly string[];
  readonly inputScales: readonly Scale[];
  /** Smallest and largest value of each input over the training rows. */
  readonly inputRanges: readonly (readonly [number, number])[];
  readonly angleScaleRad: Scale;
  readonly torqueScaleNm: number;
  readonly muscles: readonly MuscleCard[];
  readonly recordings: readonly RecordingCard[];
  /**
   * EMG scales, which normalise to 1: the 95th percentile of each channel's envelope, for each subject with training rows; mV
   * whatever the unit of the channels, or no unit if the channels are already normalised.
   */
  readonly emgScales: Readonly<Record<string, readonly number[]>>;
  /** Scale for other subjects; absent if the study has too few subjects, and then each recording is scaled by itself. */
  readonly strangerScale?: StrangerScale;
}
