/**
 * `sarcomere`: predict with a published model, in Node and in browsers.
 *
 * @module
 */

export type { CalibrationOutcome as Calibration } from '../ensemble/calibration/calibrate.ts';
export type { GlobalModel as Model } from '../ensemble/global-model.ts';
export { type ModelFile, openModel } from '../ensemble/open-model.ts';
export type { Prediction } from '../ensemble/predict.ts';
export { predictionCsv } from '../ensemble/prediction-csv.ts';
export { type CalibrationRecording, calibrate, type Emg, predict } from '../ensemble/predictor.ts';
export type { Fault } from '../faults/fault.ts';
export { FaultError } from '../faults/fault.ts';
