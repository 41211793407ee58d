export { angleFactor, emgFactor, studyAngleSign, studyDirection } from './conventions.ts';
export {
  type Manifest,
  type ManifestInput,
  manifestJsonSchema,
  manifestSchema,
  type RecordingEntry,
} from './manifest.ts';
export { filesOf, jointMeaningFaults } from './manifest-meaning.ts';
export { pseudonymPattern } from './name-patterns.ts';
export { pseudonym, studyFile, studyName } from './names.ts';
export { manifestFile, parseManifest } from './parse-manifest.ts';
export { type Participant, participantsFile, readParticipants } from './participants.ts';
export { type Role, rolesOf } from './roles.ts';
export { jointFile, studyJoint } from './study-joint.ts';
