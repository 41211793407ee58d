/**
 * `sarcomere/train`: from checked recordings to rows, and from rows to one trained network or forest.
 *
 * @module
 */

export { type RecordingOnGrid, recordingOnGrid } from '../model/dataset/align.ts';
export { withInputs } from '../model/dataset/input-sources.ts';
export { type PreparedStudy, prepareStudy } from '../model/dataset/prepare.ts';
export type { SampleTable } from '../model/dataset/sample-table.ts';
export type { TrainingProblem } from '../model/dataset/training-problem.ts';
export type { Forest } from '../model/forest/forest.ts';
export { forestBytes, forestOf } from '../model/forest/forest-bytes.ts';
export { type ForestSettings, growForest } from '../model/forest/grow-forest.ts';
export type { ForestRows } from '../model/forest/learning-rows.ts';
export { type ForestPrediction, predictForest } from '../model/forest/predict-forest.ts';
export { type LayersModel, toLayersModel } from '../model/network/layers-model.ts';
export { type LocalNetwork, toLocalNetwork } from '../model/network/local-network.ts';
export { runNetwork } from '../model/network/run-network.ts';
export type { Engine } from '../model/training/engine.ts';
export { kernelEngine } from '../model/training/kernel/kernel-engine.ts';
export { kernelModule } from '../model/training/kernel/kernel-module.ts';
export { Trainer } from '../model/training/trainer.ts';
