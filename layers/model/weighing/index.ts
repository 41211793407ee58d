export { type Evidence, type Judged, viewOf } from './evidence/evidence.ts';
export { fewerNames, givenKey } from './evidence/fewer-names.ts';
export { type FittedMode, judgeModes } from './evidence/judge-modes.ts';
export { publishableMode } from './evidence/publishable-mode.ts';
export { TrainingShareCount, type TrainingShares } from './evidence/training-shares.ts';
export { fitIntervals } from './intervals/fit-intervals.ts';
export { type IntervalCoverage, intervalCoverage } from './intervals/interval-coverage.ts';
export type { HalfWidths } from './intervals/within-intervals.ts';
export type { LocalModel } from './local-model.ts';
export { modelJsonOf } from './model-json-of.ts';
export { inverseErrorWeights } from './modes/inverse-error.ts';
export { modes } from './modes/modes.ts';
export { type CollectedLocalModel, openLocalModel } from './open-local-model.ts';
export { RidgeFit, type RidgeModel, runRidge } from './ridge.ts';
export { ScaledError } from './scaled-error.ts';
export {
  isWithAllNames,
  type ModelAnswer,
  type Score,
  type ScoredModel,
  scoredLabel,
  scoreModels,
} from './score.ts';
export { seeContext } from './see-context.ts';
