/**
 * `sarcomere/study`: the manifest of a study, and its recordings read and checked.
 *
 * @module
 */
export type { Fault } from '../faults/fault.ts';
export { FaultError } from '../faults/fault.ts';
export { checkStudy, filesOfStudy } from '../recordings/check-study.ts';
export { type Manifest, type ManifestInput, manifestJsonSchema } from '../recordings/manifest.ts';
export { parseManifest } from '../recordings/parse-manifest.ts';
export type { ReadFile, StudyReading } from '../recordings/read-study.ts';
export type { Recording } from '../recordings/recording.ts';
