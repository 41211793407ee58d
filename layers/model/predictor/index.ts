export { calibrate } from './calibration/calibrate.ts';
export { labelledFromFile } from './calibration/labelled-recording.ts';
export { modelJsonWithSubject } from './calibration/learn-subject.ts';
export { type Combined, combine } from './combine.ts';
export { emgFaults } from './emg-input/emg-faults.ts';
export { emgFromFile } from './emg-input/emg-from-file.ts';
export type { EmgInput } from './emg-input/emg-input.ts';
export { strengthFaults } from './emg-input/strength-faults.ts';
export { stretchFaults } from './emg-input/stretch-faults.ts';
export { type EmgFlag, emgFlagKinds } from './emg-quality/emg-flag.ts';
export {
  type ComparedBy,
  comparedWithNearest,
  comparisonFor,
  metricOf,
  type StretchGroup,
} from './emg-quality/emg-reference.ts';
export { stretchRowsOf, stretchS } from './emg-quality/stretch-rows.ts';
export { type StretchMetric, scoreNames } from './emg-quality/stretch-scores.ts';
export { stretchStatistics } from './emg-quality/stretch-statistics.ts';
export { BlendGate } from './gates/blend-gate.ts';
export { ConstantGate } from './gates/constant-gate.ts';
export { ContextGate } from './gates/context-gate.ts';
export type { Gate, GateView, WeightColumns } from './gates/gate.ts';
export { type Lead, NameGate } from './gates/name-gate.ts';
export { namesOf } from './gates/names-of.ts';
export { NestedGate } from './gates/nested-gate.ts';
export { rowsWithWeight, weightsOf } from './gates/weights-of.ts';
export { type GlobalModel, type IntervalsByNames, jsonOfIntervals, learnedOf } from './global-model.ts';
export { coveredShare, halfWidth, type Interval, type OutputIntervals } from './interval.ts';
export { type CertainNames, certainNames, intervalsFor } from './intervals-for.ts';
export { isForest, type Learned, runLearned, runLearnedFor } from './learned.ts';
export { type LoadedModel, loadGlobalModel, loadPublishedMode } from './load-global-model.ts';
export { modelFaults } from './model-file/check-model.ts';
export { type EmgReferenceJson, mostReferenceChannels } from './model-file/emg-reference-json.ts';
export { digestsFile, parseDigests, writtenDigests } from './model-file/file-digests.ts';
export { damagedModel, isModelDamaged } from './model-file/model-damaged.ts';
export type { LocalModelJson, ModelJson } from './model-file/model-json.ts';
export type { ModelFiles } from './model-file/read-model-json.ts';
export type { ModelOutput } from './outputs.ts';
export { type Prediction, predict } from './predict.ts';
export { predictionTable } from './prediction-table.ts';
export { namesLearned } from './unknown-names.ts';
