import type { XmlElement } from '@rgrove/parse-xml';
import { FaultError } from '../../../base/faults/index.ts';
import { modelFault } from './fault.ts';
import { type ScalarFunction, scalarFunction } from './function.ts';
import { modelBounds, refuseMore } from './model-bounds.ts';
import { bodyFixedXyz, identity, type Transform, type Vec3 } from './transform.ts';
import {
  elementBelow,
  elementsOf,
  nameOf,
  numberAt,
  numbersAt,
  objectsOf,
  textAt,
  vectorAt,
  xmlRoot,
} from './xml.ts';

/** The parts of an OpenSim model that a joint is made from. Lengths in metres, angles in radians. */
export interface OpenSimModel {
  readonly name: string;
  readonly gravityMPerS2: Vec3;
  readonly bodies: ReadonlyMap<string, OpenSimBody>;
  /** Joints by the body that each moves. */
  readonly jointOfBody: ReadonlyMap<string, ModelJoint>;
  readonly coordinates: ReadonlyMap<string, OpenSimCoordinate>;
  /** Coordinates that follow another one, such as those of a patella. */
  readonly couplers: readonly Coupler[];
  readonly muscles: readonly ModelMuscle[];
}

export interface OpenSimBody {
  readonly massKg: number;
  readonly centreM: Vec3;
  /** Ixx Iyy Izz Ixy Ixz Iyz about the centre of mass, kg m2. */
  readonly inertiaKgM2: readonly number[];
}

export interface ModelJoint {
  readonly name: string;
  readonly type: string;
  readonly parent: Place;
  readonly child: Place;
  /** Rotations and translations between the two frames, in order; undefined for a type that is not supported. */
  readonly moves: readonly Move[] | undefined;
}

/** A frame fixed to a body. */
export interface Place {
  readonly body: string;
  readonly on: Transform;
}

export interface Move {
  readonly kind: 'rotation' | 'translation';
  readonly axis: Vec3;
  /** Undefined if the axis does not depend on a coordinate. */
  readonly coordinate: string | undefined;
  readonly of: ScalarFunction;
}

export interface OpenSimCoordinate {
  readonly name: string;
  readonly defaultValue: number;
  readonly range: readonly [number, number];
}

export interface Coupler {
  readonly from: string;
  readonly to: string;
  readonly of: ScalarFunction;
}

export interface ModelMuscle {
  readonly name: string;
  readonly points: readonly { readonly body: string; readonly atM: Vec3; readonly type: string }[];
  /** Wrap objects with the indices of the points between which they act. */
  readonly wraps: readonly { readonly object: string; readonly from: number; readonly to: number }[];
  readonly maxIsometricForceN: number | undefined;
  readonly optimalFibreLengthM: number | undefined;
  readonly tendonSlackLengthM: number | undefined;
  readonly pennationRad: number;
  readonly maxVelocityPerS: number;
}

/**
 * Reads an OpenSim 4 model (`.osim`).
 *
 * @throws FaultError OSIM_SYNTAX (not XML), OSIM_LARGE, OSIM_VERSION (not a model of OpenSim 4), OSIM_UNSUPPORTED
 */
export function readModel(text: string): OpenSimModel {
  const document = rootOf(text);
  const model = elementBelow(document, 'Model');
  const version = Number(document.attributes.Version);
  if (document.name !== 'OpenSimDocument' || !model || !(version >= 40000))
    throw modelFault(
      'OSIM_VERSION',
      'The file is not a model of OpenSim 4.',
      `<${document.name}${document.attributes.Version ? ` Version="${document.attributes.Version}"` : ''}>`,
      '<OpenSimDocument Version="40000"> or later, with a Model',
      'Open the model in OpenSim 4 and save it there.',
    );
  const bodies = atMost('bodies', objectsOf(elementBelow(model, 'BodySet')));
  const jointSet = atMost('joints', objectsOf(elementBelow(model, 'JointSet')));
  const joints = jointSet.map(jointOf);
  const coordinates = atMost(
    'coordinates',
    jointSet.flatMap((joint) => elementsOf(elementBelow(joint, 'coordinates'))),
  ).map(coordinateOf);
  return {
    name: nameOf(model),
    gravityMPerS2: elementBelow(model, 'gravity') ? vectorAt(model, 'gravity') : [0, -9.80665, 0],
    bodies: new Map(bodies.map((body) => [nameOf(body), bodyOf(body)])),
    jointOfBody: new Map(joints.map((joint) => [joint.child.body, joint])),
    coordinates: new Map(coordinates.map((coordinate) => [coordinate.name, coordinate])),
    couplers: atMost('constraints', objectsOf(elementBelow(model, 'ConstraintSet'))).flatMap(couplerOf),
    muscles: atMost('muscles', objectsOf(elementBelow(model, 'ForceSet'))).flatMap(muscleOf),
  };
}

function atMost(
  what: 'bodies' | 'joints' | 'coordinates' | 'constraints' | 'muscles',
  elements: readonly XmlElement[],
): readonly XmlElement[] {
  refuseMore(what, elements.length, modelBounds[what]);
  return elements;
}

function rootOf(text: string): XmlElement {
  try {
    return xmlRoot(text);
  } catch (error) {
    if (error instanceof FaultError) throw error;
    throw modelFault(
      'OSIM_SYNTAX',
      'The model is not well-formed XML.',
      (error as Error).message.split('\n')[0]!.slice(0, 200),
      'an OpenSim model as OpenSim saves it',
      'Save the model again in OpenSim, or correct the text.',
    );
  }
}

function bodyOf(body: XmlElement): OpenSimBody {
  return {
    massKg: numberAt(body, 'mass') ?? 0,
    centreM: vectorAt(body, 'mass_center'),
    inertiaKgM2: Array.from({ length: 6 }, (_, k) => numbersAt(body, 'inertia')[k] ?? 0),
  };
}

function coordinateOf(coordinate: XmlElement): OpenSimCoordinate {
  const [lowest = -Math.PI, highest = Math.PI] = numbersAt(coordinate, 'range');
  return {
    name: nameOf(coordinate),
    defaultValue: numberAt(coordinate, 'default_value') ?? 0,
    range: [lowest, highest],
  };
}

function couplerOf(constraint: XmlElement): Coupler[] {
  if (constraint.name !== 'CoordinateCouplerConstraint' || textAt(constraint, 'isEnforced') === 'false')
    return [];
  const element = elementsOf(elementBelow(constraint, 'coupled_coordinates_function'))[0];
  const of = element && scalarFunction(element);
  const from = textAt(constraint, 'independent_coordinate_names').split(/\s+/)[0];
  const to = textAt(constraint, 'dependent_coordinate_name');
  return of && from ? [{ from, to, of }] : [];
}

function jointOf(joint: XmlElement): ModelJoint {
  const frames = new Map(elementsOf(elementBelow(joint, 'frames')).map((frame) => [nameOf(frame), frame]));
  const place = (socket: string): Place => {
    const name = lastOf(textAt(joint, socket));
    const frame = frames.get(name);
    if (!frame) return { body: name, on: identity };
    return {
      body: lastOf(textAt(frame, 'socket_parent')),
      on: { rotation: bodyFixedXyz(vectorAt(frame, 'orientation')), shiftM: vectorAt(frame, 'translation') },
    };
  };
  return {
    name: nameOf(joint),
    type: joint.name,
    parent: place('socket_parent_frame'),
    child: place('socket_child_frame'),
    moves: movesOf(joint),
  };
}

const axes: readonly Vec3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Rotations, each about an axis of the frame as rotated so far, and translations along axes of the parent's frame. */
function movesOf(joint: XmlElement): Move[] | undefined {
  const names = elementsOf(elementBelow(joint, 'coordinates')).map(nameOf);
  const simple = (kind: Move['kind'], axis: number, coordinate: number): Move => ({
    kind,
    axis: axes[axis]!,
    coordinate: names[coordinate],
    of: (x) => x,
  });
  switch (joint.name) {
    case 'WeldJoint':
      return [];
    case 'PinJoint':
      return [simple('rotation', 2, 0)];
    case 'SliderJoint':
      return [simple('translation', 0, 0)];
    case 'UniversalJoint':
      return [simple('rotation', 0, 0), simple('rotation', 1, 1)];
    case 'PlanarJoint':
      return [simple('rotation', 2, 0), simple('translation', 0, 1), simple('translation', 1, 2)];
    case 'CustomJoint': {
      const moves = elementsOf(elementBelow(joint, 'SpatialTransform')).map(moveOf);
      return moves.every((move) => move !== undefined) ? moves : undefined;
    }
    default:
      return undefined;
  }
}

function moveOf(axis: XmlElement): Move | undefined {
  const inner = elementsOf(axis).find((child) => child.name !== 'coordinates' && child.name !== 'axis');
  const element = inner?.name === 'function' ? elementsOf(inner)[0] : inner;
  const of = element && scalarFunction(element);
  if (!of) return undefined;
  return {
    kind: nameOf(axis).startsWith('rotation') ? 'rotation' : 'translation',
    axis: vectorAt(axis, 'axis'),
    coordinate: textAt(axis, 'coordinates') || undefined,
    of,
  };
}

function muscleOf(force: XmlElement): ModelMuscle[] {
  const path = elementBelow(force, 'GeometryPath') ?? elementBelow(force, 'path', 'GeometryPath');
  const isMuscle = path && numberAt(force, 'max_isometric_force') !== undefined;
  if (!isMuscle || textAt(force, 'appliesForce') === 'false') return [];
  const points = objectsOf(elementBelow(path, 'PathPointSet')).map((point) => ({
    body: lastOf(textAt(point, 'socket_parent_frame')),
    atM: vectorAt(point, 'location'),
    type: point.name,
  }));
  const wraps = objectsOf(elementBelow(path, 'PathWrapSet')).map((wrap) => {
    const [from = -1, to = -1] = numbersAt(wrap, 'range');
    return {
      object: textAt(wrap, 'wrap_object'),
      from: Math.max(from, 1),
      to: to < 1 ? points.length : to,
    };
  });
  refuseMore(`points on ${nameOf(force).slice(0, 60)}`, points.length, modelBounds.pointsOfMuscle);
  refuseMore(`wraps of ${nameOf(force).slice(0, 60)}`, wraps.length, modelBounds.wrapsOfMuscle);
  return [
    {
      name: nameOf(force),
      points,
      wraps,
      maxIsometricForceN: numberAt(force, 'max_isometric_force'),
      optimalFibreLengthM: numberAt(force, 'optimal_fiber_length'),
      tendonSlackLengthM: numberAt(force, 'tendon_slack_length'),
      pennationRad: numberAt(force, 'pennation_angle_at_optimal') ?? 0,
      maxVelocityPerS: numberAt(force, 'max_contraction_velocity') ?? 10,
    },
  ];
}

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}
