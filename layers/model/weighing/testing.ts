export { viewOf } from './evidence/evidence.ts';
export { blocksInTime } from './intervals/blocks-in-time.ts';
export { fitInterval, type OutputErrors } from './intervals/fit-interval.ts';
export { RidgeFit } from './ridge.ts';
export type { ModelPredictions } from './score.ts';
export {
  type SmallRows,
  smallLocalModel,
  smallMetadata,
  smallNetwork,
  smallProblem,
  smallTable,
} from './small-study.testing.ts';
