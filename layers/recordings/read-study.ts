import { jointNamed } from '../biomechanics/joints.ts';
import type { Fault } from '../faults/fault.ts';
import { angleLooksRadian } from './checks/angle-unit.ts';
import { ContentCheck } from './checks/same-content.ts';
import type { Manifest } from './manifest.ts';
import type { Participant } from './participants.ts';
import { readRecording } from './read-recording.ts';
import type { Recording } from './recording.ts';

/** The recordings without fault, all faults of all files, and what is odd but harmless. */
export interface StudyReading {
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
  const content = new ContentCheck();
  const context = {
    manifest,
    joint: jointNamed(manifest.joint),
    read: (file: string) => content.seen(file, read(file)),
    ...(participants && { participants }),
  };
  const readings = manifest.recordings.map((_, index) => readRecording(context, index));
  const recordings = readings.flatMap(({ recording }) => recording ?? []);
  const radians = radianFaults(manifest, recordings);
  const isAll = radians.length > 0 && radians.length === recordings.length;
  return {
    recordings,
    faults: [...readings.flatMap(({ faults }) => faults), ...content.faults, ...(isAll ? radians : [])],
    warnings: [...readings.flatMap(({ warnings }) => warnings), ...(isAll ? [] : radians)],
  };
}

/** One recording without movement may be a rest; where it is so in all of them, the unit is wrong. */
function radianFaults({ signals: { angle } }: Manifest, recordings: readonly Recording[]): Fault[] {
  if (angle.unit === 'rad') return [];
  return recordings.flatMap(({ entry, angle: { angleRad } }) => {
    const degrees = angleRad.map((q) => (q * 180) / Math.PI);
    return angleLooksRadian(entry.file ?? entry.files!.ik, angle.column, degrees);
  });
}
