import type { ContextFadeJson } from './context-fade-json.ts';
import type { EmgReferenceJson } from './emg-reference-json.ts';
import type { GateJson } from './gate-json.ts';

/**
 * `model.json` of a global model, version 2: all that a prediction needs, except the parameters of the networks, which
 * lie in `weights.bin`. docs/model-format.md describes how to predict from both.
 *
 * The types of this folder describe the file alone: they use no type of a study, of its preparation or of the model in
 * memory, so that no change there can change a published file.
 */
export interface ModelJson {
  readonly format: 'sarcomere-global-model';
  readonly version: 2;
  readonly study: string;
  readonly run: string;
  readonly joint: string;
  /** The coordinates whose angles are predicted, in the order of the networks' outputs; one today. */
  readonly coordinates: readonly CoordinateJson[];
  /** The muscles whose forces are predicted, in the order of the networks' outputs; N. */
  readonly muscles: readonly string[];
  /** Torque about each coordinate is an output too, after the forces, and forces are projected onto it. Absent: it is none. */
  readonly torque?: TorqueJson;
  readonly signals: SignalsJson;
  readonly features: FeaturesJson;
  /** Inputs of the networks: of EMG first, then of names. */
  readonly inputNames: readonly string[];
  /** Least and largest value of each input over the training rows. */
  readonly inputRanges: readonly (readonly [least: number, largest: number])[];
  /** EMG that is normalised to 1, by subject, one a channel: mV, or the study's own unit if that is `normalised`. */
  readonly emgScales: Readonly<Record<string, readonly number[]>>;
  /** How the scale of a subject outside of `emgScales` is found; absent: from the recording alone. */
  readonly strangerScale?: StrangerScaleJson;
  /** The networks in the order of the weights: one a sub-domain, and the single model if it was trained. */
  readonly localModels: readonly LocalModelJson[];
  /** The gate of each mode. */
  readonly modes: Readonly<Record<string, GateJson>>;
  /** The mode that predictions use. */
  readonly mode: string;
  /** EMG context of the training rows, one a local model; null for one without. */
  readonly contexts: readonly (SeenContextJson | null)[];
  /** Subjects with training rows; `emgScales` has calibrated subjects too. */
  readonly trainedSubjects: readonly string[];
  /** Sites and tasks with training rows, sorted; predictions may give these names. Absent: unknown. */
  readonly trainedSites?: readonly string[];
  readonly trainedTasks?: readonly string[];
  /** 90 % intervals by mode; none of a mode without validation rows. */
  readonly intervals: Readonly<Record<string, IntervalsByNamesJson>>;
  /** Statistics of the training's EMG, to judge the EMG of a prediction. Absent: it is not judged. */
  readonly emgReference?: EmgReferenceJson;
  /** How the networks' context fades out beyond the training. Absent: it does not. */
  readonly contextFade?: ContextFadeJson;
  /** What the model learned of one person, by subject: one a task at most, and one for predictions without a task. */
  readonly calibrations?: Readonly<Record<string, readonly CalibrationJson[]>>;
  /** Corrections of the angle from calibrations of earlier versions, by subject, one a coordinate. */
  readonly angleCorrections: Readonly<Record<string, readonly AngleCorrectionJson[]>>;
}

/** One degree of freedom. */
export interface CoordinateJson {
  readonly name: string;
  readonly unit: 'rad';
  /** Direction in which the angle of the networks grows. */
  readonly positive: string;
  /** How the study's recordings hold the angle: predictions count in its direction. */
  readonly measured: {
    readonly column: string;
    readonly unit: 'deg' | 'rad';
    readonly positive: string;
  };
}

/** What the projection of forces onto the torque needs. */
export interface TorqueJson {
  /** One a coordinate: range of the moment arms, rad. Beyond it they are those at its end. */
  readonly rangesRad: readonly (readonly [least: number, largest: number])[];
  /** In the order of `muscles` of the model. */
  readonly muscles: readonly TorqueMuscleJson[];
}

export interface TorqueMuscleJson {
  /** One polynomial a coordinate: c_k of r(q) = sum_k c_k q^k, m. */
  readonly momentArmsM: readonly (readonly number[])[];
  /** Largest force of a prediction, N. */
  readonly largestForceN: number;
  /** Deviation of the force over the training rows, N. */
  readonly deviationN: number;
}

/** The columns of recordings, and how EMG becomes envelopes. */
export interface SignalsJson {
  readonly time: { readonly column: string };
  /** Rate of the envelopes and of the prediction, Hz. */
  readonly rateHz: number;
  readonly emg: {
    readonly kind: 'raw' | 'envelope';
    /** `normalised`: fractions of a reference that the study chose. */
    readonly unit: 'V' | 'mV' | 'uV' | 'normalised';
    /** In the order of the inputs. */
    readonly channels: readonly { readonly column: string; readonly muscle: string }[];
    readonly filter: {
      readonly bandPassHz: readonly [low: number, high: number];
      readonly envelopeHz: number;
      /** Filters look only back. Otherwise forwards and backwards: zero phase. */
      readonly causal: boolean;
    };
  };
}

/** How inputs are computed from normalised envelopes. */
export interface FeaturesJson {
  readonly lagsMs: readonly number[];
  /** Span of the causal mean and deviation, s; 0: there are none. */
  readonly contextS: number;
  readonly compression: 'none' | 'log';
}

/** log scale = usualLog + slope (log of the recording's own scale - usualOwnLog), natural logarithms of scales in mV. */
export interface StrangerScaleJson {
  readonly slope: number;
  /** One a channel. */
  readonly usualLog: readonly number[];
  readonly usualOwnLog: readonly number[];
}

/** A network or a forest, and where its parameters lie. */
export interface LocalModelJson {
  readonly id: string;
  /**
   * `local`: the network of a sub-domain of the division; `single`: the network of everything; `further`: all others, such as
   * networks with other seeds and forests.
   */
  readonly kind: 'local' | 'single' | 'further';
  /** Absent: a network. */
  readonly learner?: 'network' | 'forest';
  readonly label: string;
  /** Of its parameters in `weights.bin`. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** SHA-256 of these bytes. Every file of version 2 has it; models of version 1 may lack it. */
  readonly sha256?: string;
  /** Its tensors in the order in which they lie in `weights.bin`: float32, little-endian, row-major. None of a forest. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** Gaussian with a diagonal covariance of the context inputs, over the training rows of a local model. */
export interface SeenContextJson {
  /** One a context input. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Mahalanobis distance within which nearly all training rows lie. */
  readonly reach: number;
}

/** Intervals of a mode, by the names that a prediction gives. */
export interface IntervalsByNamesJson {
  /** A subject with training rows, and a task if the task makes a difference. */
  readonly allNames: OutputIntervalsJson;
  /** Such a subject without a task; absent if the task makes no difference. */
  readonly subjectOnly?: OutputIntervalsJson;
  /** No subject, or one without training rows, but a task; absent if that makes no difference. */
  readonly taskOnly?: OutputIntervalsJson;
  /** No subject, or one without training rows. */
  readonly noNames: OutputIntervalsJson;
}

/** Null for an output without labels on validation rows. */
export interface OutputIntervalsJson {
  /** One a coordinate. */
  readonly angles: readonly (IntervalJson | null)[];
  /** One a muscle. */
  readonly forces: readonly (IntervalJson | null)[];
  /** One a coordinate; absent if torque is no output. */
  readonly torques?: readonly (IntervalJson | null)[];
}

/** Half width = factor (spread + offset), at most `most`; `factor` has no unit, the others that of the output: rad, N or N m. */
export interface IntervalJson {
  readonly factor: number;
  readonly offset: number;
  /** Of a force: the maximal force of its muscle, N. */
  readonly most?: number;
}

/** What the model learned of one person, from seconds in one task or in all. */
export interface CalibrationJson {
  /** Predictions that name this task use it. Absent: predictions without a task, or a study of one task. */
  readonly task?: string;
  /** Divisor of each envelope. */
  readonly emgScales: readonly number[];
  /** One a coordinate. */
  readonly angles: readonly OwnAngleJson[];
}

/** angle = offset + scale * angle of the local models + sum of the kernels + share * angle of the forest. */
export interface OwnAngleJson {
  readonly offsetRad: number;
  readonly scale: number;
  /** Base64 of float32, little-endian: rows x (inputs + 1), the inputs of some rows and 4 times the model's angle. */
  readonly centres: string;
  /** Base64 of float32, little-endian: one a centre, rad. */
  readonly coefficientsRad: string;
  /** Absent: it has no share. */
  readonly forest?: {
    readonly share: number;
    /** Base64 of the bytes of a forest of one output, the angle in rad. */
    readonly bytes: string;
  };
  /** Half width of the 90 % interval of the angle. */
  readonly halfWidth90Rad: number;
}

/** angle = offset + scale * angle of the local models + the correction by EMG. */
export interface AngleCorrectionJson {
  readonly offsetRad: number;
  readonly scale: number;
  readonly byEmg?: EmgCorrectionJson;
}

/** Mean of a Gaussian process over the logarithmic envelopes of the last half second. */
export interface EmgCorrectionJson {
  /** Divisor of each envelope. */
  readonly emgScales: readonly number[];
  /** Inputs of the calibration: of each channel at lags of 0, 100, ... 500 ms. */
  readonly centres: readonly (readonly number[])[];
  /** One a centre, rad. */
  readonly coefficientsRad: readonly number[];
}
