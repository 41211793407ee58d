export { cancelRun } from './cancel-run.ts';
export type { Gathered, GatheredLocalModel } from './gathered.ts';
export { keys } from './keys.ts';
export { type LatestRecord, publishLatest, readLatest, soundLatest } from './latest-model.ts';
export { type CoverageByNames, type MetricsJson, openMetrics, type ValidationError } from './metrics-json.ts';
export { modelFilesIn } from './model-files.ts';
export { type Notice, publishNotice } from './notices.ts';
export {
  earlierPreparation,
  heldOutTable,
  readPartition,
  readPreparedTable,
  readProblem,
} from './prepared-objects.ts';
export { readFiles } from './read-files.ts';
export { redriveRun, whyNotRedriven } from './redrive-run.ts';
export { latestOf } from './run-chain.ts';
export type {
  FoldResultRecord,
  LossRecord,
  PartitionRecord,
  ProgressRecord,
  PublishedRun,
  RunInput,
  RunPointer,
  SubdomainPointer,
  SubdomainRecord,
  TrainingRecord,
} from './run-objects.ts';
export { type RunProgress, runProgress } from './run-progress.ts';
export {
  describeRun,
  executionArnOf,
  listRuns,
  type RunState,
  type Runs,
  runningRuns,
  runOfObjects,
  runStates,
  type StopError,
} from './run-state.ts';
export { sealed } from './sealed-json.ts';
export { isToStartAgain, type StartingBucket, startVersion } from './start-version.ts';
export { readClaim } from './study-claim.ts';
export { isComplete, runId, type StudyVersion, studyVersion, type VersionedBucket } from './study-version.ts';
export { parseTrainingRecord } from './training-record.ts';
export { trainingsOf } from './trainings-of.ts';
export { readUploadList, type UploadList, uploadFaults, writeUploadList } from './upload-list.ts';
export { startsNoRun, type Withdrawal, withdrawSubject } from './withdrawal/withdraw-subject.ts';
export { writesUntil } from './withdrawal/writes-until.ts';
