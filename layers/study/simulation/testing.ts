export { corrupt } from './corruption.ts';
export { type ReadRecording, recordingsOf, tableOf } from './read-back.testing.ts';
export { simulateStudy } from './simulate-study.ts';
export { truthFile } from './study-files.ts';
