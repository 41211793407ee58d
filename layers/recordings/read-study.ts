import type { Joint } from '../biomechanics/joint.ts';
import type { Fault } from '../faults/fault.ts';
import { angleLooksRadian } from './checks/angle-unit.ts';
import { ContentCheck } from './checks/same-content.ts';
import type { Manifest } from './manifest.ts';
import { jointMeaningFaults } from './manifest-meaning.ts';
import { manifestFile } from './parse-manifest.ts';
import type { Participant } from './participants.ts';
import { readRecording } from './read-recording.ts';
import type { Recording } from './recording.ts';
import { jointFile, studyJoint } from './study-joint.ts';

/** The recordings without fault, all faults of all files, and what is odd but harmless. */
export interface StudyReading {
  /** Absent where the joint itself is at fault. */
  readonly joint?: Joint;
  readonly recordings: Recording[];
  readonly faults: Fault[];
  readonly warnings: Fault[];
}

/**
 * Reads and checks every recording that the manifest names. `read` gives a file's bytes by its path in the manifest, or
 * undefined where it is absent; it is called once a file.
 */
export function readStudy(
  manifest: Manifest,
  read: (file: string) => Uint8Array | undefined,
  participants?: ReadonlyMap<string, Participant>,
): StudyReading {
  const found = studyJoint(manifest, read);
  if ('faults' in found) return { recordings: [], faults: found.faults, warnings: [] };
  const { joint } = found;
  const misnamed =
    jointFile(manifest) === undefined ? [] : jointMeaningFaults(manifest, joint).map(inManifest);
  if (misnamed.length > 0) return { joint, recordings: [], faults: misnamed, warnings: [] };
  const content = new ContentCheck();
  const context = {
    manifest,
    joint,
    read: (file: string) => content.seen(file, read(file)),
    ...(participants && { participants }),
  };
  const readings = manifest.recordings.map((_, index) => readRecording(context, index));
  const recordings = readings.flatMap(({ recording }) => recording ?? []);
  const radians = radianFaults(manifest, recordings);
  const isAll = radians.length > 0 && radians.length === recordings.length;
  return {
    joint,
    recordings,
    faults: [...readings.flatMap(({ faults }) => faults), ...content.faults, ...(isAll ? radians : [])],
    warnings: [...readings.flatMap(({ warnings }) => warnings), ...(isAll ? [] : radians)],
  };
}

function inManifest(fault: Fault): Fault {
  return { ...fault, where: { file: manifestFile, ...fault.where } };
}

/** One recording without movement may be a rest; where it is so in all of them, the unit is wrong. */
function radianFaults({ signals: { angle } }: Manifest, recordings: readonly Recording[]): Fault[] {
  if (angle.unit === 'rad') return [];
  return recordings.flatMap(({ entry, angle: { angleRad } }) => {
    const degrees = angleRad.map((q) => (q * 180) / Math.PI);
    return angleLooksRadian(entry.file ?? entry.files!.ik, angle.column, degrees);
  });
}
