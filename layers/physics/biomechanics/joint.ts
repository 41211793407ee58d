import type { Direction } from './directions.ts';

/**
 * A muscle as one joint sees it: a Hill-type actuator whose length and moment arm depend on one angle.
 * Lengths in metres, forces in newtons, angles in radians, in the sign convention of its joint.
 */
export interface Muscle {
  readonly name: string;
  /** Further names that a manifest may use for it, e.g. `vas_med_r` for the lumped vasti. */
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
   * `hill`: force, length and velocity as in hill.ts. `isometric`: F = Fmax cos(pennation) a, blind to length
   * and velocity, as OpenSim's static optimisation with `use_muscle_physiology = false`. The second is for
   * muscles whose fibre length this joint's angle alone does not tell.
   */
  readonly forceModel: 'hill' | 'isometric';
}

/** Gravity's part in a posture: tau_gravity = m g l_c (cos * cos q + sin * sin q), on the left-hand side. */
export interface Posture {
  readonly cos: number;
  readonly sin: number;
  /** How the body lies or stands, in words. */
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

/** What the joint moves, as one rigid body about the joint's axis. */
export interface Segment {
  readonly inertiaKgM2: number;
  readonly massKg: number;
  /** Distance of the centre of mass from the joint's axis. */
  readonly centreOfMassM: number;
  readonly dampingNmSPerRad: number;
  readonly limit: Limit;
  /** The same segment in fractions of a subject's mass and height, with its source in the joint's file. */
  readonly ofBody: {
    readonly mass: number;
    /** Centre of mass from the joint's axis, in heights. */
    readonly centreOfMass: number;
    /** Radius of gyration about the joint's axis, in heights. */
    readonly gyration: number;
  };
}

/** One degree of freedom of a joint. */
export interface Coordinate {
  /** That of the joint, while there is one. */
  readonly name: string;
  readonly unit: 'rad';
  /** What a growing value means inside Sarcomere. */
  readonly positive: Direction;
  /** Where moment arms and lengths are known, in the unit of the coordinate; beyond it no force is labelled. */
  readonly range: readonly [number, number];
}

/** A joint: its coordinate, the muscles across it, and what it moves. */
export interface Joint {
  readonly name: string;
  /** Its degrees of freedom, one today: muscles, segment and postures are those of this coordinate. */
  readonly coordinates: readonly [Coordinate];
  readonly muscles: readonly Muscle[];
  readonly segment: Segment;
  /** Postures whose gravity is known. `unknown` is understood by every joint and never listed. */
  readonly postures: Readonly<Record<string, Posture>>;
  readonly source: string;
}

/**
 * The numbers of one recording's equation of motion, by name, in the order in which batches and engines hold them. A term of
 * the equation is added here, in dynamics.ts and in the residual of both engines.
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
 * Everything that the equation of motion of one recording needs, as plain JSON:
 * `M q'' + b q' + tau_limit(q) + tau_gravity(q) + elastic (q - rest) = sum_i r_i(q) F_i`,
 * with `tau_gravity = gravityCosNm cos q + gravitySinNm sin q`.
 */
export type Dynamics = { readonly [name in (typeof dynamicsLayout)[number]]: number } & {
  readonly limit: Limit;
};

/** What a subject moves beside the own limb. */
export interface Load {
  /** A mass fixed to the segment `leverM` from the axis. */
  readonly massKg?: number;
  readonly leverM?: number;
  /** An elastic band or torsional spring, relaxed at `restAngleRad` (0 by default). */
  readonly stiffnessNmPerRad?: number;
  readonly restAngleRad?: number;
  /** Inertia about the axis that gravity does not feel, e.g. of a flywheel. */
  readonly inertiaKgM2?: number;
}

/** What is known of a subject's body. */
export interface Body {
  readonly massKg?: number;
  readonly heightM?: number;
}

/** No limit torque: for joints whose source states none. */
export const noLimit: Limit = { stiffnessNm: 0, steepnessPerRad: 1, upperRad: 0, lowerRad: 0 };
