import { modelFault } from './fault.ts';
import type { ModelJoint, ModelMuscle, OpenSimModel } from './model.ts';
import {
  after,
  distanceM,
  identity,
  inverse,
  placed,
  product,
  rotationAbout,
  type Transform,
} from './transform.ts';

/** Values of coordinates by name; the others have their defaults. */
export type Coordinates = Readonly<Record<string, number>>;

/** The placement of every body in ground for given coordinates. Coupled coordinates follow, unless they are given. */
export class Pose {
  readonly #model: OpenSimModel;
  readonly #values: Map<string, number>;
  /** Bodies whose path to ground is being followed: a model may contain a circle. */
  readonly #onTheWay = new Set<string>();
  readonly #placed = new Map<string, Transform>([['ground', identity]]);

  constructor(model: OpenSimModel, given: Coordinates) {
    this.#model = model;
    this.#values = new Map(
      [...model.coordinates.values()].map(({ name, defaultValue }) => [name, defaultValue]),
    );
    for (const [name, value] of Object.entries(given)) this.#values.set(name, value);
    for (const { from, to, of } of model.couplers) {
      if (!Object.hasOwn(given, to)) this.#values.set(to, of(this.#values.get(from) ?? 0));
    }
  }

  /** @throws FaultError OSIM_UNSUPPORTED for a joint on the path to ground, or a frame that is not a body */
  bodyInGround(body: string): Transform {
    const known = this.#placed.get(body);
    if (known) return known;
    const joint = this.#model.jointOfBody.get(body);
    const isLoop = this.#onTheWay.has(body);
    if (!joint?.moves || isLoop) throw unsupported(body, joint);
    this.#onTheWay.add(body);
    const moved = after(this.#between(joint), inverse(joint.child.on));
    const inGround = after(after(this.bodyInGround(joint.parent.body), joint.parent.on), moved);
    this.#placed.set(body, inGround);
    return inGround;
  }

  /** Length of straight lines from point to point. */
  pathLengthM({ points }: ModelMuscle): number {
    const inGround = points.map(({ body, atM }) => placed(this.bodyInGround(body), atM));
    return inGround.reduce((sum, point, k) => (k === 0 ? 0 : sum + distanceM(inGround[k - 1]!, point)), 0);
  }

  #between({ moves }: ModelJoint): Transform {
    let rotation = identity.rotation;
    let shiftM = identity.shiftM;
    for (const { kind, axis, coordinate, of } of moves!) {
      const value = of(coordinate === undefined ? 0 : (this.#values.get(coordinate) ?? 0));
      if (kind === 'rotation') rotation = product(rotation, rotationAbout(axis, value));
      else
        shiftM = placed({ rotation: identity.rotation, shiftM }, [
          axis[0] * value,
          axis[1] * value,
          axis[2] * value,
        ]);
    }
    return { rotation, shiftM };
  }
}

function unsupported(body: string, joint: ModelJoint | undefined) {
  return modelFault(
    'OSIM_UNSUPPORTED',
    joint
      ? `The joint ${joint.name} is of a type or has a function that is not supported.`
      : `A point lies on ${body}, which is not a body that a joint moves.`,
    joint?.type ?? body,
    'weld, pin, slider, universal, planar and custom joints with constant, linear, polynomial, piecewise linear or SIMM-spline functions',
    'Describe the joint as JSON in the manifest instead.',
  );
}
