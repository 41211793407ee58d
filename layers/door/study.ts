/**
 * `sarcomere/study`: the manifest of a study, and its recordings read and checked.
 *
 * @module
 */
export type { Fault } from '../base/faults/fault.ts';
export { FaultError } from '../base/faults/fault-error.ts';
export { type Manifest, type ManifestInput, manifestJsonSchema } from '../study/manifest/manifest.ts';
export { parseManifest } from '../study/manifest/parse-manifest.ts';
export { checkStudy, filesOfStudy } from '../study/recordings/check-study.ts';
export type { ReadFile, StudyReading } from '../study/recordings/read-study.ts';
export type { Recording } from '../study/recordings/recording.ts';
