import type { z } from 'zod';
import type { Fault } from '../../../base/faults/index.ts';
import { FaultError } from '../../../base/faults/index.ts';
import { degreesOf, fitPolynomial, radiansOf } from '../../../base/numbers/index.ts';
import { customJoint } from '../custom-joint.ts';
import type { Joint } from '../joint.ts';
import { modelFault } from './fault.ts';
import { type ModelMuscle, type OpenSimCoordinate, type OpenSimModel, readModel } from './model.ts';
import { modelBounds } from './model-bounds.ts';
import type { openSimJointSchema } from './open-sim-joint.ts';
import { type Coordinates, Pose } from './pose.ts';
import { segmentAbout } from './segment-about.ts';

/** The joint to take from a model, with every default filled. */
export type OpenSimJoint = z.output<typeof openSimJointSchema>;

/**
 * A joint from one coordinate of an OpenSim 4 model; the model's other coordinates are held. Moment arms are `r = -dL/dq`
 * of the straight path between the muscle's points, by central differences, and then polynomials fitted over the range.
 * Inertia, mass and gravity are those of all bodies that the coordinate moves.
 *
 * @param text content of the `.osim` file
 * @param wanted as `openSimJointSchema` parses it
 * @returns the joint in SI units and rad
 * @throws FaultError OSIM_SYNTAX, OSIM_LARGE, OSIM_VERSION, OSIM_UNSUPPORTED, COORDINATE_UNKNOWN, MUSCLE_UNKNOWN,
 *   PATH_WRAPS (a muscle's path wraps or its points move so that its moment arm can change), MOMENT_ARM_ROUGH,
 *   NOT_A_HINGE, MASS_MISSING, MUSCLES_MISSING, MUSCLES_MANY, and the faults of `customJoint`
 *
 * @example
 * import { jointFromModel, momentArmM } from 'sarcomere/physics';
 *
 * const model = `<OpenSimDocument Version="40000"><Model name="hinge">
 *   <gravity>0 -9.80665 0</gravity>
 *   <BodySet><objects>
 *     <Body name="shank"><mass>3</mass><mass_center>0 -0.2 0</mass_center><inertia>0.05 0.01 0.05 0 0 0</inertia></Body>
 *   </objects></BodySet>
 *   <JointSet><objects><PinJoint name="knee">
 *     <socket_parent_frame>/ground</socket_parent_frame><socket_child_frame>/bodyset/shank</socket_child_frame>
 *     <coordinates><Coordinate name="bend"><default_value>0</default_value><range>0 1.5</range></Coordinate></coordinates>
 *   </PinJoint></objects></JointSet>
 *   <ForceSet><objects><Millard2012EquilibriumMuscle name="flexor">
 *     <GeometryPath name="path"><PathPointSet><objects>
 *       <PathPoint name="a"><socket_parent_frame>/ground</socket_parent_frame><location>0 0.1 0</location></PathPoint>
 *       <PathPoint name="b"><socket_parent_frame>/bodyset/shank</socket_parent_frame><location>0 -0.05 0</location></PathPoint>
 *     </objects></PathPointSet></GeometryPath>
 *     <max_isometric_force>500</max_isometric_force><optimal_fiber_length>0.1</optimal_fiber_length>
 *     <tendon_slack_length>0.05</tendon_slack_length><pennation_angle_at_optimal>0</pennation_angle_at_optimal>
 *   </Millard2012EquilibriumMuscle></objects></ForceSet>
 * </Model></OpenSimDocument>`;
 * const wanted = { file: 'hinge.osim', coordinate: 'bend', positive: 'flexion', at: {}, dampingNmSPerRad: 0.5, forceModel: 'hill' };
 * const joint = jointFromModel(model, wanted);
 * joint.segment.massKg; // => 3
 * momentArmM(joint.muscles[0], 1); // => 0.031446
 */
export function jointFromModel(text: string, wanted: OpenSimJoint): Joint {
  const model = readModel(text);
  const coordinate = coordinateNamed(model, wanted.coordinate);
  for (const name of Object.keys(wanted.at)) coordinateNamed(model, name);
  const [lowest, highest] = wanted.rangeDeg?.map(radiansOf) ?? coordinate.range;
  const angles = Array.from({ length: 81 }, (_, k) => lowest! + ((highest! - lowest!) * k) / 80);
  // Bodies and muscles need the same few hundred angles: each pose is computed once.
  const poses = new Map<number, Pose>();
  const poseAt = (angleRad: number): Pose => {
    const pose =
      poses.get(angleRad) ??
      new Pose(model, { ...wanted.at, [coordinate.name]: angleRad } satisfies Coordinates);
    poses.set(angleRad, pose);
    return pose;
  };

  const crossing = crossingMuscles(model, coordinate, wanted, poseAt, angles);
  const { segment, posture } = segmentAbout(model, poseAt, angles);
  return customJoint({
    name: wanted.name ?? nameFor(coordinate.name),
    positive: wanted.positive,
    rangeDeg: [degreesOf(lowest!), degreesOf(highest!)],
    source: `${model.name.slice(0, 200)}, coordinate ${coordinate.name.slice(0, 200)}`,
    segment: { ...segment, dampingNmSPerRad: wanted.dampingNmSPerRad },
    postures: {
      'as-in-model': { ...posture, meaning: 'The other coordinates as given, gravity as in the model.' },
      'free-of-gravity': { meaning: 'The segment moves in the horizontal plane.' },
    },
    muscles: crossing.map((muscle) => muscleJson(muscle, poseAt, angles, wanted.forceModel)),
  });
}

/** Half the step of central differences of length, rad: rounding and curvature both stay below a nanometre. */
const stepRad = 1e-4;

function coordinateNamed(model: OpenSimModel, name: string): OpenSimCoordinate {
  const coordinate = model.coordinates.get(name);
  if (coordinate) return coordinate;
  throw modelFault(
    'COORDINATE_UNKNOWN',
    'The model has no coordinate of this name.',
    JSON.stringify(name),
    [...model.coordinates.keys()].slice(0, 60).join(', ') || 'a model with joints',
    'Name a coordinate of the model.',
  );
}

/** The wanted muscles, or all muscles whose length changes with the coordinate. */
function crossingMuscles(
  model: OpenSimModel,
  coordinate: OpenSimCoordinate,
  wanted: OpenSimJoint,
  poseAt: (angleRad: number) => Pose,
  angles: readonly number[],
): ModelMuscle[] {
  const known = [...new Set(model.muscles.map(({ name }) => name))];
  const unknown = (wanted.muscles ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw modelFault(
      'MUSCLE_UNKNOWN',
      'The model has no muscle of this name.',
      unknown.join(', '),
      `muscles of the model: ${known.slice(0, 60).join(', ')}`,
      'Use the names of muscles in the model.',
    );
  const [first, middle, last] = [angles[0]!, angles[angles.length >> 1]!, angles.at(-1)!];
  const isMoved = (muscle: ModelMuscle): boolean => {
    const still = poseAt(first).pathLengthM(muscle);
    return [middle, last].some((angle) => Math.abs(poseAt(angle).pathLengthM(muscle) - still) > 1e-7);
  };
  const chosen = model.muscles.filter(({ name }) => wanted.muscles?.includes(name) ?? true);
  const crossing = chosen.filter((muscle) => wanted.muscles !== undefined || isMoved(muscle));
  if (crossing.length === 0)
    throw modelFault(
      'MUSCLES_MISSING',
      `No muscle of the model moves ${coordinate.name}.`,
      `${known.length} muscles, none whose length changes with it`,
      'at least one muscle across the joint',
      'Name another coordinate.',
    );
  if (crossing.length > modelBounds.musclesOfJoint)
    throw modelFault(
      'MUSCLES_MANY',
      `More muscles of the model move ${coordinate.name.slice(0, 60)} than a joint may have.`,
      `${crossing.length} muscles`,
      `at most ${modelBounds.musclesOfJoint}`,
      `List at most ${modelBounds.musclesOfJoint} of them under "muscles" of the joint.`,
    );
  const faults = crossing.flatMap((muscle) => pathFaults(muscle, poseAt, angles));
  if (faults.length > 0) throw new FaultError(faults);
  return crossing;
}

/**
 * Faults of a muscle whose straight path is wrong: its points are conditional or move, or it wraps between points that the
 * coordinate moves against each other. A wrap elsewhere bends the path in the same way at every angle. It does not change
 * the moment arm, and the little that it adds to the length is neglected.
 */
function pathFaults(
  muscle: ModelMuscle,
  poseAt: (angleRad: number) => Pose,
  angles: readonly number[],
): Fault[] {
  const moving = muscle.points.filter(({ type }) => type !== 'PathPoint');
  const partLength = (from: number, to: number, angle: number): number =>
    poseAt(angle).pathLengthM({ ...muscle, points: muscle.points.slice(from - 1, to) });
  const wraps = muscle.wraps.filter(({ from, to }) => {
    const still = partLength(from, to, angles[0]!);
    return angles.some((angle) => Math.abs(partLength(from, to, angle) - still) > 1e-7);
  });
  if (moving.length === 0 && wraps.length === 0) return [];
  const reasons = [
    ...moving.map(({ type }) => type),
    ...wraps.map(({ object }) => `wrapping over ${object}`),
  ];
  return [
    {
      code: 'PATH_WRAPS',
      what: `The path of ${muscle.name} is not a line between fixed points.`,
      where: {},
      found: [...new Set(reasons)].join(', '),
      expected: 'path points fixed to bodies, without a wrap object across the joint',
      fix: `List the other muscles under "muscles" of the joint, or describe the joint as JSON with the moment arm of ${muscle.name} that OpenSim plots.`,
    },
  ];
}

function muscleJson(
  muscle: ModelMuscle,
  poseAt: (angleRad: number) => Pose,
  angles: readonly number[],
  forceModel: 'hill' | 'isometric',
) {
  const lengths = angles.map((angle) => poseAt(angle).pathLengthM(muscle));
  const arms = angles.map(
    (angle) =>
      (poseAt(angle - stepRad).pathLengthM(muscle) - poseAt(angle + stepRad).pathLengthM(muscle)) /
      (2 * stepRad),
  );
  const { coefficients, worst } = fitPolynomial(angles, arms, mostTerms, 2e-5);
  const largest = Math.max(...arms.map(Math.abs));
  if (!(worst <= Math.max(0.02 * largest, 5e-4)))
    throw modelFault(
      'MOMENT_ARM_ROUGH',
      `No polynomial follows the moment arm of ${muscle.name}.`,
      `${(1000 * worst).toFixed(2)} mm off with ${mostTerms} terms`,
      'a smooth moment arm over the range',
      'Narrow the range with rangeDeg.',
    );
  const integral = (q: number): number =>
    coefficients.reduce((sum, c, k) => sum + (c * q ** (k + 1)) / (k + 1), 0);
  const atZero = lengths.reduce((sum, length, k) => sum + length + integral(angles[k]!), 0) / angles.length;
  return {
    name: muscle.name,
    maxIsometricForceN: muscle.maxIsometricForceN,
    optimalFibreLengthM: muscle.optimalFibreLengthM,
    tendonSlackLengthM: muscle.tendonSlackLengthM,
    pennationRad: muscle.pennationRad,
    maxVelocityPerS: muscle.maxVelocityPerS,
    momentArmM: coefficients,
    pathLengthM: [atZero],
    forceModel,
  };
}

const mostTerms = 9;

function nameFor(coordinate: string): string {
  const name = coordinate.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return /^[a-z]/.test(name) ? name.slice(0, 63) : `joint-${name}`.slice(0, 63);
}
