import type { Fault } from '../../base/faults/index.ts';
import { FaultList } from '../../base/faults/index.ts';
import { degreesOf } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import type { Manifest, Participant } from '../manifest/index.ts';
import { jointFile, jointMeaningFaults, manifestFile, studyJoint } from '../manifest/index.ts';
import { angleLooksRadian } from './checks/angle-unit.ts';
import { ContentCheck } from './checks/same-content.ts';
import { readRecording } from './read-recording.ts';
import type { Recording } from './recording.ts';

/** Bytes of a file by its path in the study; undefined if it is absent. */
export type ReadFile = (file: string) => Uint8Array | undefined;

/** The recordings without fault, all faults of all files, and the warnings. */
export interface StudyReading {
  /** Absent if the joint itself has faults. */
  readonly joint?: Joint;
  readonly recordings: Recording[];
  readonly faults: Fault[];
  readonly warnings: Fault[];
}

/**
 * Reads and checks a study recording by recording, and keeps only the faults: a study may be larger than memory. Each
 * file is read once.
 */
export class StudyReader {
  /** Absent if the joint itself has faults; recordings cannot be read then. */
  readonly joint?: Joint;
  readonly #manifest: Manifest;
  readonly #participants: ReadonlyMap<string, Participant> | undefined;
  readonly #content = new ContentCheck();
  readonly #faults = new FaultList();
  readonly #warnings = new FaultList();
  readonly #radians: Fault[] = [];
  #recordings = 0;

  /**
   * @param read needed for the joint's OpenSim model, if there is one
   * @param known faults that are already known; they come first
   */
  constructor(
    manifest: Manifest,
    read: ReadFile,
    participants?: ReadonlyMap<string, Participant>,
    known: readonly Fault[] = [],
  ) {
    this.#manifest = manifest;
    this.#participants = participants;
    this.#faults.add(known);
    const found = studyJoint(manifest, read);
    if ('faults' in found) {
      this.#faults.add(found.faults);
      return;
    }
    const misnamed =
      jointFile(manifest) === undefined ? [] : jointMeaningFaults(manifest, found.joint).map(inManifest);
    this.#faults.add(misnamed);
    if (misnamed.length === 0) this.joint = found.joint;
  }

  /** The recording at `index` of the manifest; undefined if it has faults. */
  recording(index: number, read: ReadFile): Recording | undefined {
    const { joint } = this;
    if (!joint) return undefined;
    const { recording, faults, warnings } = readRecording(
      {
        manifest: this.#manifest,
        joint,
        read: (file: string) => this.#content.seen(file, read(file)),
        ...(this.#participants && { participants: this.#participants }),
      },
      index,
    );
    this.#faults.add(faults);
    this.#warnings.add(warnings);
    if (recording) {
      this.#recordings++;
      this.#radians.push(...radianFaults(this.#manifest, recording));
    }
    return recording;
  }

  /** All faults so far. One recording without movement may be a rest; if all have none, the unit is wrong. */
  get faults(): Fault[] {
    return this.#faults.and([...this.#content.faults, ...(this.#isAllRadian ? this.#radians : [])]);
  }

  get warnings(): Fault[] {
    return this.#warnings.and(this.#isAllRadian ? [] : this.#radians);
  }

  get #isAllRadian(): boolean {
    return this.#radians.length > 0 && this.#radians.length === this.#recordings;
  }
}

function inManifest(fault: Fault): Fault {
  return { ...fault, where: { file: manifestFile, ...fault.where } };
}

function radianFaults({ signals: { angle } }: Manifest, { entry, angle: { angleRad } }: Recording): Fault[] {
  if (angle.unit === 'rad') return [];
  const degrees = angleRad.map(degreesOf);
  return angleLooksRadian(entry.file ?? entry.files!.ik, angle.column, degrees);
}
