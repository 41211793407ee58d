import type { Fault } from '../../base/faults/index.ts';
import { firstFaultsOf, nearestName } from '../../base/faults/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { loadFaults, muscleIndex, opposite } from '../../physics/biomechanics/index.ts';
import type { Manifest, RecordingEntry } from './manifest.ts';
import { meantPosture } from './meant-posture.ts';
import { jointFile, studyJoint } from './study-joint.ts';

/** Faults of a well-formed manifest: names that do not fit the joint, files or columns named twice, settings that exclude each other. */
export function manifestMeaningFaults(manifest: Manifest): Fault[] {
  const files = [
    ...loadFaultsOf(manifest.recordings),
    ...fileFaults(manifest.recordings),
    ...columnFaults(manifest),
    ...splitFaults(manifest),
    ...modeFaults(manifest),
  ];
  // A joint in a file of its own is known only after the study is read.
  if (jointFile(manifest) !== undefined) return files;
  const found = studyJoint(manifest, () => undefined);
  if ('faults' in found) return [...found.faults, ...files];
  return [...jointMeaningFaults(manifest, found.joint), ...files];
}

/** Muscles, directions and postures that the joint does not have. */
export function jointMeaningFaults(manifest: Manifest, joint: Joint): Fault[] {
  return [
    ...muscleFaults(manifest, joint),
    ...directionFaults(manifest.signals, joint),
    ...postureFaults(manifest.recordings, joint),
  ];
}

/** The files of one recording, by the field that names them. */
export function filesOf(entry: RecordingEntry): { field: string; file: string }[] {
  if (entry.file !== undefined) return [{ field: 'file', file: entry.file }];
  return Object.entries(entry.files ?? {}).flatMap(([role, file]) =>
    file === undefined ? [] : [{ field: `files.${role}`, file }],
  );
}

function muscleFaults({ signals: { emg, forces }, muscles }: Manifest, joint: Joint): Fault[] {
  const channels = emg.channels.map(({ muscle }, i) => ({
    muscle,
    column: `signals.emg.channels[${i}].muscle`,
  }));
  const known = forces.map(({ muscle }, i) => ({ muscle, column: `signals.forces[${i}].muscle` }));
  const listed = (muscles ?? []).map((muscle, i) => ({ muscle, column: `muscles[${i}]` }));
  const names = joint.muscles.flatMap((muscle) => [muscle.name, ...muscle.standsFor]);
  const unknown = [...listed, ...channels, ...known].filter(
    ({ muscle }) => muscleIndex(joint, muscle) === undefined,
  );
  return firstFaultsOf(unknown, ({ muscle, column }) => {
    const nearest = nearestName(muscle, names);
    return {
      code: 'MUSCLE_UNKNOWN',
      what: `The ${joint.name} has no muscle of this name.`,
      where: { column },
      found: JSON.stringify(muscle),
      expected: `one of ${names.join(', ')}`,
      fix: nearest
        ? `Write "${nearest}" if that is meant.`
        : 'Name a muscle of the joint, or remove this entry.',
    };
  });
}

function directionFaults({ angle, torque }: Manifest['signals'], joint: Joint): Fault[] {
  const given = [
    { column: 'signals.angle.positive', direction: angle.positive },
    { column: 'signals.torque.positive', direction: torque?.positive },
  ];
  const [{ positive }] = joint.coordinates;
  const back = opposite(positive);
  return given.flatMap(({ column, direction }) => {
    const fits = direction === undefined || direction === positive || direction === back;
    if (fits) return [];
    return [
      {
        code: 'DIRECTION_UNKNOWN',
        what: `The ${joint.name} does not move in that direction.`,
        where: { column },
        found: JSON.stringify(direction),
        expected: `"${positive}" or "${back}"`,
        fix: 'Name the one of the two in which the numbers grow.',
      },
    ];
  });
}

function postureFaults(recordings: Manifest['recordings'], joint: Joint): Fault[] {
  const known = new Set(['unknown', ...Object.keys(joint.postures)]);
  const unknown = [...recordings.entries()].filter(([, { posture }]) => !known.has(posture));
  return firstFaultsOf(unknown, ([i, { posture }]) => {
    const meant = meantPosture(posture, joint.postures);
    return {
      code: 'POSTURE_UNKNOWN',
      what: `Gravity on the ${joint.name} is not known for this posture.`,
      where: { column: `recordings[${i}].posture` },
      found: JSON.stringify(posture),
      expected: `one of ${[...known].join(', ')}`,
      fix: `${meant === undefined ? 'Name the posture in which gravity acts as in the recording.' : ifMeant(meant, joint)} "unknown" leaves gravity out, and with it the equation of motion unless a torque is given.`,
    };
  });
}

function ifMeant(posture: string, joint: Joint): string {
  const meaning = joint.postures[posture]?.meaning.slice(0, 120) ?? '';
  return `Write "${posture}" if that is meant${meaning === '' ? '.' : ` (${meaning.replace(/\.$/, '')}).`}`;
}

/** A mode whose local models are not trained could be told only after all trainings. */
function modeFaults({ ensemble: { mode }, training: { single, forests, seeds } }: Manifest): Fault[] {
  const isPossible =
    (mode === 'single' || mode === 'blended' ? single : true) &&
    (mode !== 'forest' || forests) &&
    (mode !== 'nested' || single || forests || seeds > 1);
  if (isPossible) return [];
  const missing = mode === 'forest' ? 'forests' : 'single';
  return [
    {
      code: 'MODE_IMPOSSIBLE',
      what: 'The mode needs local models that the study does not train.',
      where: { column: 'ensemble.mode' },
      found: `"${mode}", and "${missing}": false in "training"`,
      expected: `"${missing}": true, or another mode`,
      fix: `Leave "${missing}" out of "training", or "mode" out of "ensemble".`,
    },
  ];
}

function loadFaultsOf(recordings: Manifest['recordings']): Fault[] {
  return recordings.flatMap(({ load }, i) => {
    if (!load) return [];
    const { massKg, leverM, stiffnessNmPerRad, inertiaKgM2 } = load;
    const given = Object.entries({ massKg, leverM, stiffnessNmPerRad, inertiaKgM2 });
    const faults = loadFaults(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
    return faults.map((fault) => ({ ...fault, where: { column: `recordings[${i}].load` } }));
  });
}

function fileFaults(recordings: Manifest['recordings']): Fault[] {
  const first = new Map<string, string>();
  return recordings.flatMap((entry, i) =>
    filesOf(entry).flatMap(({ field, file }): Fault[] => {
      const column = `recordings[${i}].${field}`;
      const earlier = first.get(file);
      first.set(file, earlier ?? column);
      if (earlier === undefined) return [];
      return [
        {
          code: 'FILE_TWICE',
          what: 'The same file is named twice.',
          where: { column },
          found: `${JSON.stringify(file)}, as in ${earlier}`,
          expected: 'each file once',
          fix: 'Remove one of the two entries, or name the right file.',
        },
      ];
    }),
  );
}

/** Columns of different files may share a name, as muscles do in OpenSim's results; columns of one file may not. */
function columnFaults({ signals, recordings }: Manifest): Fault[] {
  const { time, emg, angle, torque, forces } = signals;
  const isOneFile = recordings.some(({ file }) => file !== undefined);
  const uses = [
    { role: 'ik', field: 'signals.angle.column', column: angle.column },
    ...emg.channels.map(({ column }, i) => ({
      role: 'emg',
      field: `signals.emg.channels[${i}].column`,
      column,
    })),
    ...(torque ? [{ role: 'id', field: 'signals.torque.column', column: torque.column }] : []),
    ...forces.map(({ column }, i) => ({ role: 'forces', field: `signals.forces[${i}].column`, column })),
  ];
  const first = new Map<string, string>();
  return uses.flatMap(({ role, field, column }): Fault[] => {
    const key = isOneFile ? column : `${role} ${column}`;
    const earlier = column === time.column ? 'signals.time.column' : first.get(key);
    first.set(key, earlier ?? field);
    if (earlier === undefined) return [];
    return [
      {
        code: 'COLUMN_USED_TWICE',
        what: 'The same column is used for two signals.',
        where: { column: field },
        found: `${JSON.stringify(column)}, as in ${earlier}`,
        expected: 'a column of its own for each signal',
        fix: 'Name the right column.',
      },
    ];
  });
}

function splitFaults({ recordings }: Manifest): Fault[] {
  const hasTraining = recordings.some(({ split }) => split === undefined || split === 'train');
  if (hasTraining) return [];
  return [
    {
      code: 'SPLIT_EMPTY',
      what: 'No recording is left to train on.',
      where: { column: 'recordings' },
      found: 'only recordings for validation or held out',
      expected: 'at least one recording to train on',
      fix: 'Set split to "train" in at least one recording, or remove split there.',
    },
  ];
}
