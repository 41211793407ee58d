export {
  envelopesOnGrid,
  gridTimesOf,
  type RecordingOnGrid,
  recordingOnGrid,
  releaseRecording,
  releaseSamples,
} from './align.ts';
export { type Division, divisionOf, divisionText, fewestRows } from './division.ts';
export { InputReader, withInputs } from './input-sources.ts';
export { networkShapeOf } from './network-shape.ts';
export { columnsOfQuantity, type Quantity, quantities, quantityWeights } from './outputs.ts';
export { fromParquet, toParquet } from './parquet.ts';
export { controlId, hasControl } from './partition/control.ts';
export { countFurther, type FurtherCounts } from './partition/count-further.ts';
export {
  familyOfDivision,
  furtherSubdomains,
  type Learner,
  namesOfRows,
  onlyOneIn,
} from './partition/families.ts';
export { type Condition, type Fold, foldsOfStudy, foldTraining } from './partition/folds.ts';
export { joined } from './partition/joined.ts';
export { type Partition, partition } from './partition/partition.ts';
export { scatteredTable } from './partition/scattered-table.ts';
export { rowsOfFold, withoutAside } from './partition/set-aside.ts';
export { forestFits, singleLearnsFromOneIn } from './partition/single-share.ts';
export type { Subdomain } from './partition/subdomain.ts';
export { divisionOfStudy, type LabelSummary, type PreparedStudy, prepareStudy } from './prepare.ts';
export {
  concatTables,
  contiguousRanges,
  countUsedAmong,
  countUsedFor,
  joinedTables,
  labelsOf,
  ofRecordings,
  type RowRange,
  type RowUse,
  rowsUsedFor,
  rowUses,
  type SampleTable,
  takeRows,
  takeWithHistory,
} from './sample-table.ts';
export { mostHeldOutRows, thinHeldOut } from './thin-held-out.ts';
export {
  type CoordinateCard,
  type OutputCard,
  problemVersion,
  type RecordingCard,
  type TrainingProblem,
} from './training-problem.ts';
