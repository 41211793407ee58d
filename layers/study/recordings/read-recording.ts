import type { Fault } from '../../base/faults/index.ts';
import { radiansOf, scaled } from '../../base/numbers/index.ts';
import type { Joint, Load } from '../../physics/biomechanics/index.ts';
import { muscleIndex, signOf } from '../../physics/biomechanics/index.ts';
import { interpolate } from '../../physics/signals/index.ts';
import type { Manifest, Participant, RecordingEntry } from '../manifest/index.ts';
import { angleFactor, emgFactor, type Role, rolesOf } from '../manifest/index.ts';
import { filesOverlap } from './checks/files-overlap.ts';
import { longEnough, neededS } from './checks/long-enough.ts';
import { partWithout, type RecordingPart, readPart } from './read-part.ts';
import type { AngleSignal, EmgSignal, ForceSignal, Recording, TorqueSignal } from './recording.ts';
import { angleRangeFaults, signalFaults, signalWarnings } from './signal-checks.ts';

/** The result of reading one recording: its faults and warnings, and the recording if it has no fault. */
export interface Reading {
  readonly recording?: Recording;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** The study around a recording, as far as reading needs it. */
export interface ReadingContext {
  readonly manifest: Manifest;
  readonly joint: Joint;
  readonly read: (file: string) => Uint8Array | undefined;
  readonly participants?: ReadonlyMap<string, Participant>;
}

/**
 * Reads and checks the recording at `index` of the manifest, and converts units to SI (EMG to mV) and signs to the joint's.
 * Faults are collected, not thrown; one fault does not hide another of the same recording.
 */
export function readRecording(context: ReadingContext, index: number): Reading {
  const { manifest, joint } = context;
  const entry = manifest.recordings[index]!;
  const roles = rolesOf(manifest.signals, entry);
  const parts = [...Map.groupBy(roles, (role) => role.file)].map(([file, of]) => partOf(context, file, of));
  const faults = parts.flatMap((part) => [
    ...part.faults,
    ...signalFaults(part, manifest.signals),
    ...angleRangeFaults(part, manifest.signals.angle, joint),
  ]);
  const warnings = parts.flatMap((part) => signalWarnings(part, manifest.signals));
  const whole = parts.filter((part) => part.axis !== undefined);
  if (faults.length === 0 && whole.length > 1) {
    const spans = whole.map(({ file, axis }) => ({ file, axis: axis! }));
    faults.push(...filesOverlap(spans, neededS(manifest)));
  }
  if (faults.length > 0) return { faults, warnings };
  return { recording: assemble(context, index, entry, parts), faults, warnings };
}

function partOf({ manifest, read }: ReadingContext, file: string, roles: readonly Role[]): RecordingPart {
  const bytes = read(file);
  if (!bytes) return partWithout(file, roles, [missingFile(file)]);
  return readPart(file, bytes, roles, manifest.signals, (rows, durationS) =>
    longEnough(file, rows, durationS, neededS(manifest)),
  );
}

function missingFile(file: string): Fault {
  return {
    code: 'FILE_MISSING',
    what: 'The manifest names a file that is missing.',
    where: { file },
    found: 'no such file',
    expected: 'a file under exactly this path, relative to study.json (capital letters count)',
    fix: 'Add the file to the folder of the study, or remove the recording from the manifest. If the study is in a bucket, upload study.json last.',
  };
}

function assemble(
  context: ReadingContext,
  index: number,
  entry: RecordingEntry,
  parts: readonly RecordingPart[],
): Recording {
  const { manifest, joint, participants } = context;
  const partWith = (kind: Role['kind']) =>
    parts.find((part) => part.roles.some((role) => role.kind === kind));
  const emgPart = partWith('emg')!;
  const torquePart = partWith('torque');
  const forcesPart = partWith('forces');
  const participant = participants?.get(entry.subject);
  const load = loadOf(manifest, joint, entry);
  return {
    index,
    entry,
    file: emgPart.file,
    site: entry.site,
    subject: entry.subject,
    task: entry.task,
    posture: entry.posture,
    ...(entry.split && { split: entry.split }),
    ...(participant && { participant }),
    ...(load && { load }),
    emg: emgOf(emgPart, manifest),
    angle: angleOf(partWith('angle')!, manifest, joint),
    ...(torquePart && { torque: torqueOf(torquePart, manifest, joint) }),
    ...(forcesPart && { forces: forcesOf(forcesPart, manifest, joint) }),
  };
}

function emgOf({ axis, values }: RecordingPart, { signals }: Manifest): EmgSignal {
  const factor = emgFactor(signals.emg);
  return {
    ...axis!,
    channels: signals.emg.channels.map(({ column }) => scaled(values(column), factor)),
  };
}

function angleOf(
  { axis, values }: RecordingPart,
  { signals: { angle } }: Manifest,
  joint: Joint,
): AngleSignal {
  const factor = angleFactor(angle, joint);
  return { ...axis!, angleRad: scaled(values(angle.column), factor) };
}

function torqueOf({ axis, values }: RecordingPart, { signals }: Manifest, joint: Joint): TorqueSignal {
  const torque = signals.torque!;
  const sign = signOf(torque.positive, joint.coordinates[0].positive);
  const given = scaled(values(torque.column), sign);
  const mask = torque.valid === undefined ? undefined : values(torque.valid);
  const valid = Uint8Array.from(given, (_, i) => (mask === undefined || mask[i] !== 0 ? 1 : 0));
  return { ...axis!, torqueNm: withoutNaN(axis!.timeS, given), valid };
}

/** The values with NaN replaced by linear interpolation: masked frames may be NaN, which filters would spread. */
function withoutNaN(timeS: Float64Array, values: Float64Array): Float64Array {
  const isKnown = (_: number, i: number) => !Number.isNaN(values[i]);
  if (values.every(isKnown)) return values;
  return interpolate(timeS.filter(isKnown), values.filter(isKnown), timeS);
}

function forcesOf({ axis, values }: RecordingPart, { signals }: Manifest, joint: Joint): ForceSignal {
  const forceN = new Map<string, Float64Array>();
  for (const { column, muscle } of signals.forces) {
    const name = joint.muscles[muscleIndex(joint, muscle)!]!.name;
    const sum = forceN.get(name);
    const force = values(column);
    forceN.set(name, sum ? sum.map((f, i) => f + force[i]!) : force);
  }
  return { ...axis!, forceN };
}

function loadOf({ signals }: Manifest, joint: Joint, { load }: RecordingEntry): Load | undefined {
  if (!load) return undefined;
  const { restAngleDeg, massKg, leverM, stiffnessNmPerRad, inertiaKgM2 } = load;
  const restAngleRad =
    signOf(signals.angle.positive, joint.coordinates[0].positive) * radiansOf(restAngleDeg ?? 0);
  return {
    ...(massKg !== undefined && { massKg }),
    ...(leverM !== undefined && { leverM }),
    ...(stiffnessNmPerRad !== undefined && { stiffnessNmPerRad }),
    ...(inertiaKgM2 !== undefined && { inertiaKgM2 }),
    ...(restAngleDeg !== undefined && { restAngleRad }),
  };
}
