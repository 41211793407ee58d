import type { Direction } from './directions.ts';

/**
 * A muscle at one joint: a Hill-type actuator whose length and moment arm depend on one angle. Lengths in metres, forces in
 * newtons, angles in radians, in the sign convention of the joint.
 */
export interface Muscle {
  readonly name: string;
  /** Further names that a manifest may use for the muscle, e.g. `vas_med_r` for the lumped vasti. */
  readonly standsFor: readonly string[];
  readonly maxIsometricForceN: number;
  readonly optimalFibreLengthM: number;
  readonly tendonSlackLengthM: number;
  /** Pennation at optimal fibre length; the fibre keeps its height when it shortens. */
  readonly pennationRad: number;
  /** Fastest shortening, in optimal fibre lengths a second. */
  readonly maxVelocityPerS: number;
  /** Length of muscle and tendon at angle 0. */
  readonly pathLengthAtZeroM: number;
  /** c_k of the moment arm r(q) = sum_k c_k q^k, where r = -dL/dq. */
  readonly momentArmM: readonly number[];
  /**
   * `hill`: force depends on length and velocity, as in hill.ts. `isometric`: F = Fmax cos(pennation) a, whatever the
   * length and velocity, as in OpenSim's static optimisation with `use_muscle_physiology = false`. `isometric` is for
   * muscles whose fibre length does not follow from the angle of this joint alone.
   */
  readonly forceModel: 'hill' | 'isometric';
}

/** Gravity's part in a posture: tau_gravity = m g l_c (cos * cos q + sin * sin q), on the left-hand side. */
export interface Posture {
  readonly cos: number;
  readonly sin: number;
  /** Position of the body, in words. */
  readonly meaning: string;
}

/** tau_limit = stiffness (exp(steepness (q - upper)) - exp(-steepness (q - lower))). */
export interface Limit {
  /** 0 switches the limit off. */
  readonly stiffnessNm: number;
  readonly steepnessPerRad: number;
  readonly upperRad: number;
  readonly lowerRad: number;
}

/** The segment that the joint moves, as one rigid body about the joint's axis. */
export interface Segment {
  readonly inertiaKgM2: number;
  readonly massKg: number;
  /** Distance of the centre of mass from the joint's axis. */
  readonly centreOfMassM: number;
  readonly dampingNmSPerRad: number;
  readonly limit: Limit;
  /** The same segment in fractions of a subject's mass and height; the joint's file states the source. */
  readonly ofBody: {
    readonly mass: number;
    /** Distance of the centre of mass from the joint's axis, in heights. */
    readonly centreOfMass: number;
    /** Radius of gyration about the joint's axis, in heights. */
    readonly gyration: number;
  };
}

/** One degree of freedom of a joint. */
export interface Coordinate {
  /** The joint's name, as long as a joint has one coordinate. */
  readonly name: string;
  readonly unit: 'rad';
  /** Direction of a growing value inside Sarcomere. */
  readonly positive: Direction;
  /** Range of known moment arms and lengths, in the unit of the coordinate; no force is labelled beyond it. */
  readonly range: readonly [number, number];
}

/** A joint: its coordinate, the muscles across it, and the segment that it moves. */
export interface Joint {
  readonly name: string;
  /** Degrees of freedom, one today: muscles, segment and postures belong to this coordinate. */
  readonly coordinates: readonly [Coordinate];
  readonly muscles: readonly Muscle[];
  readonly segment: Segment;
  /** Postures with known gravity. Every joint also takes `unknown`, which is never listed. */
  readonly postures: Readonly<Record<string, Posture>>;
  readonly source: string;
}

/**
 * The numbers of one recording's equation of motion, by name, in the order in which batches and engines hold them. To add a
 * term of the equation, add it here, in dynamics.ts and in the residual of both engines.
 */
export const dynamicsLayout = [
  'inertiaKgM2',
  'dampingNmSPerRad',
  'gravityCosNm',
  'gravitySinNm',
  'elasticNmPerRad',
  'elasticRestRad',
] as const;

/**
 * The equation of motion of one recording, as plain JSON:
 * `M q'' + b q' + tau_limit(q) + tau_gravity(q) + elastic (q - rest) = sum_i r_i(q) F_i`,
 * with `tau_gravity = gravityCosNm cos q + gravitySinNm sin q`.
 */
export type Dynamics = { readonly [name in (typeof dynamicsLayout)[number]]: number } & {
  readonly limit: Limit;
};

/** A load that a subject moves besides the limb. */
export interface Load {
  /** A mass fixed to the segment `leverM` from the axis. */
  readonly massKg?: number;
  readonly leverM?: number;
  /** An elastic band or torsional spring, relaxed at `restAngleRad` (0 by default). */
  readonly stiffnessNmPerRad?: number;
  readonly restAngleRad?: number;
  /** Inertia about the axis without weight, e.g. of a flywheel. */
  readonly inertiaKgM2?: number;
}

/** The size of a subject, as far as it is known. */
export interface Body {
  readonly massKg?: number;
  readonly heightM?: number;
}

/** No limit torque: for joints whose source states none. */
export const noLimit: Limit = { stiffnessNm: 0, steepnessPerRad: 1, upperRad: 0, lowerRad: 0 };
