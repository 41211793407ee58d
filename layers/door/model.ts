/**
 * `sarcomere`: predict with a published model, in Node and in browsers.
 *
 * @module
 */

export type { Fault } from '../base/faults/fault.ts';
export { FaultError } from '../base/faults/fault-error.ts';
export type { CalibrationOutcome as Calibration } from '../model/predictor/calibration/calibrate.ts';
export type { GlobalModel as Model } from '../model/predictor/global-model.ts';
export { type ModelFile, openModel } from '../model/predictor/open-model.ts';
export type { Prediction } from '../model/predictor/predict.ts';
export { predictionCsv } from '../model/predictor/prediction-csv.ts';
export { type CalibrationRecording, calibrate, type Emg, predict } from '../model/predictor/predictor.ts';
