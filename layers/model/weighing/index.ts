export { ContextFadeFit } from './context-fade/context-fade-fit.ts';
export type { Evidence, Judged } from './evidence/evidence.ts';
export { type ExpectedError, type ExpectedErrors, expectedErrors } from './evidence/expected-error.ts';
export { fewerNames, givenKey, hasNeeds } from './evidence/fewer-names.ts';
export {
  emulatedIn,
  foldEvidence,
  foldOutputs,
  judgedByFold,
  sizeOfOutputs,
} from './evidence/fold-outputs.ts';
export { type FittedMode, judgeModes } from './evidence/judge-modes.ts';
export { publishableMode } from './evidence/publishable-mode.ts';
export { hasNames, rowsToJudge } from './evidence/rows-to-judge.ts';
export { runsOf } from './evidence/runs-of.ts';
export { familyShares } from './family-shares.ts';
export {
  coverageOf,
  type HeldOutPredictions,
  heldOutPredictions,
  mostPredictions,
  scoredRows,
} from './held-out-predictions.ts';
export { fitIntervals } from './intervals/fit-intervals.ts';
export type { IntervalCoverage } from './intervals/interval-coverage.ts';
export type { HalfWidths } from './intervals/within-intervals.ts';
export type { LocalModel } from './local-model.ts';
export { modelJsonOf } from './model-json-of.ts';
export { inverseErrorWeights } from './modes/inverse-error.ts';
export { modes } from './modes/modes.ts';
export { type CollectedLocalModel, openLocalModel } from './open-local-model.ts';
export { confirmed, ownErrors } from './own-errors.ts';
export { requireQuorum } from './quorum.ts';
export { runRidge } from './ridge.ts';
export {
  isWithAllNames,
  type Score,
  type ScoredModel,
  scoredLabel,
  scoreModels,
} from './score.ts';
export { type PhysicsScore, scorePhysics } from './score-physics.ts';
export {
  evidenceOf,
  type FoldEvidence,
  mostRowsToJudge,
  type Survey,
  surveyTables,
} from './survey-tables.ts';
export { torqueJsonOf } from './torque-json-of.ts';
