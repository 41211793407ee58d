/**
 * `sarcomere/train`: from checked recordings to rows, and from rows to one trained network.
 *
 * @module
 */
export type { Engine } from '../learning/engine.ts';
export { kernelEngine } from '../learning/kernel/kernel-engine.ts';
export { kernelModule } from '../learning/kernel/kernel-module.ts';
export { type LayersModel, toLayersModel } from '../learning/layers-model.ts';
export { type LocalNetwork, runNetwork, toLocalNetwork } from '../learning/local-network.ts';
export { Trainer } from '../learning/trainer.ts';
export { type RecordingOnGrid, recordingOnGrid } from '../preparation/align.ts';
export { withInputs } from '../preparation/input-sources.ts';
export { type PreparedStudy, prepareStudy } from '../preparation/prepare.ts';
export type { Problem } from '../preparation/problem.ts';
export type { SampleTable } from '../preparation/sample-table.ts';
