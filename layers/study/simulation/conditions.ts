import { FaultError } from '../../base/faults/index.ts';
import { radiansOf } from '../../base/numbers/index.ts';
import type { Load } from '../../physics/biomechanics/index.ts';
import { optionFault } from './options.ts';

/** A task: a posture with a load. Angles in the joint's own signs. */
export interface Condition {
  readonly task: string;
  readonly posture: string;
  readonly load: Load;
  /** Ranges of centre and amplitude of the movements; each recording draws its own. */
  readonly centreDeg: readonly [number, number];
  readonly amplitudeDeg: readonly [number, number];
}

/** The tasks, paces and muscles of a simulated joint. */
export interface Conditions {
  /** Muscles that move the joint, each under an electrode; other muscles of the joint are absent. */
  readonly muscles: readonly string[];
  readonly tasks: readonly Condition[];
  /** Paces in cycles a second: three for training, and `brisk`, which is held out. */
  readonly pacesHz: Readonly<Record<'slow' | 'medium' | 'fast' | 'brisk', number>>;
}

export const heldOutPace = 'brisk';

/**
 * The conditions of a joint, narrowed to one task unless `load` is `mixed`.
 *
 * @throws FaultError SIMULATION_OPTION if the joint has no conditions or no such task
 */
export function conditionsOf(joint: string, load: string): Conditions {
  const conditions = Object.hasOwn(byJoint, joint) ? byJoint[joint] : undefined;
  if (conditions === undefined) {
    throw new FaultError([optionFault('joint', joint, `one of ${Object.keys(byJoint).join(', ')}`)]);
  }
  if (load === 'mixed') return conditions;
  const tasks = conditions.tasks.filter(({ task }) => task === load);
  if (tasks.length === 0) {
    const known = conditions.tasks.map(({ task }) => task).join(', ');
    throw new FaultError([optionFault('load', load, `mixed or one of ${known}`)]);
  }
  return { ...conditions, tasks };
}

/**
 * Palmaris longus, which one person in seven lacks, is absent. With the palm down, under gravity alone, the wrist's
 * flexors are silent. So the horizontal plane with an elastic load comes first, and weights with the palm up and down
 * need either side.
 */
const wrist: Conditions = {
  muscles: ['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU'],
  tasks: [
    {
      task: 'elastic',
      posture: 'neutral',
      load: { stiffnessNmPerRad: 0.8, restAngleRad: 0 },
      centreDeg: [-8, 8],
      amplitudeDeg: [25, 48],
    },
    {
      task: 'weight-palm-up',
      posture: 'palm-up',
      load: { massKg: 0.5, leverM: 0.07 },
      centreDeg: [-8, 8],
      amplitudeDeg: [25, 45],
    },
    {
      task: 'weight-palm-down',
      posture: 'palm-down',
      load: { massKg: 0.5, leverM: 0.07 },
      centreDeg: [-8, 8],
      amplitudeDeg: [25, 45],
    },
    {
      task: 'stiff-elastic',
      posture: 'neutral',
      load: { stiffnessNmPerRad: 1.5, restAngleRad: radiansOf(10) },
      centreDeg: [-5, 10],
      amplitudeDeg: [20, 40],
    },
  ],
  pacesHz: { slow: 0.3, medium: 0.55, brisk: 0.8, fast: 1.05 },
};

const elbow: Conditions = {
  muscles: ['BIClong', 'BICshort', 'BRA', 'TRIlong', 'TRIlat', 'TRImed'],
  tasks: [
    {
      task: 'elastic',
      posture: 'horizontal-plane',
      load: { stiffnessNmPerRad: 6, restAngleRad: radiansOf(60) },
      centreDeg: [50, 70],
      amplitudeDeg: [25, 45],
    },
    {
      task: 'weight-standing',
      posture: 'standing',
      load: { massKg: 2, leverM: 0.3 },
      centreDeg: [55, 75],
      amplitudeDeg: [25, 45],
    },
    {
      task: 'weight-on-table',
      posture: 'arm-on-table',
      load: { massKg: 1, leverM: 0.3 },
      centreDeg: [50, 70],
      amplitudeDeg: [25, 45],
    },
  ],
  pacesHz: { slow: 0.25, medium: 0.4, brisk: 0.55, fast: 0.7 },
};

const knee: Conditions = {
  muscles: ['rect_fem_r', 'vas_int_r', 'bifemlh_r', 'bifemsh_r', 'med_gas_r'],
  tasks: [
    { task: 'seated', posture: 'seated', load: {}, centreDeg: [-50, -40], amplitudeDeg: [20, 38] },
    { task: 'standing', posture: 'standing', load: {}, centreDeg: [-50, -40], amplitudeDeg: [20, 38] },
    {
      task: 'weight-seated',
      posture: 'seated',
      load: { massKg: 2, leverM: 0.4 },
      centreDeg: [-50, -40],
      amplitudeDeg: [20, 38],
    },
    {
      task: 'elastic',
      posture: 'side-lying',
      load: { stiffnessNmPerRad: 20, restAngleRad: radiansOf(-45) },
      centreDeg: [-50, -40],
      amplitudeDeg: [20, 38],
    },
  ],
  pacesHz: { slow: 0.2, medium: 0.35, brisk: 0.45, fast: 0.6 },
};

const byJoint: Readonly<Record<string, Conditions>> = { wrist, elbow, knee };
