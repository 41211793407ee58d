export { checkStudy, filesOfStudy, sharedFiles, studyReader } from './check-study.ts';
export { sampleRatePlausible } from './checks/sample-rate.ts';
export { latestS } from './checks/time-range.ts';
export { forModel } from './fixes-for-model.ts';
export { readForModel } from './read-for-model.ts';
export type { Recording, RecordingFacts, TimeAxis } from './recording.ts';
export { channelFaults, rawRateFaults } from './signal-checks.ts';
export type { SignalColumns } from './signal-columns.ts';
export { timeColumnNames, timeColumnOf } from './time-column.ts';
