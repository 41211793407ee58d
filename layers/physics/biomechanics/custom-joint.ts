import { z } from 'zod';
import type { Fault } from '../../base/faults/index.ts';
import { FaultError } from '../../base/faults/index.ts';
import { degreesOf, radiansOf } from '../../base/numbers/index.ts';
import { meanBody } from './body.ts';
import { directions } from './directions.ts';
import type { Joint, Muscle } from './joint.ts';
import { noLimit } from './joint.ts';
import { momentArmM, pathLengthM } from './moment-arm.ts';

const positiveNumber = z.number().positive();
const angleDeg = z.number().min(-360).max(360);
const shareOfWeight = z.number().min(-1).max(1).default(0);

const muscleName = z.string().min(1).max(64);

const muscleSchema = z
  .strictObject({
    name: muscleName.describe('Name of the muscle, as used by channels'),
    standsFor: z
      .array(muscleName)
      .max(32)
      .default([])
      .describe('Further names of the muscle that channels may use'),
    maxIsometricForceN: positiveNumber.describe('Maximal isometric force, N'),
    optimalFibreLengthM: positiveNumber.describe('Optimal fibre length, m'),
    tendonSlackLengthM: z.number().nonnegative().describe('Slack length of the tendon, m'),
    pennationRad: z.number().min(0).max(1.4).default(0).describe('Pennation at optimal fibre length, rad'),
    maxVelocityPerS: positiveNumber
      .default(10)
      .describe('Fastest shortening, optimal fibre lengths a second'),
    momentArmM: z
      .array(z.number())
      .min(1)
      .max(12)
      .describe(
        'c_k of the moment arm r(q) = sum_k c_k q^k, m; a positive arm turns towards the growing angle',
      ),
    pathLengthM: z
      .array(z.number())
      .min(1)
      .max(13)
      .describe(
        'l_k of the length L(q) = sum_k l_k q^k, m; l_0 alone suffices, further terms must fit r = -dL/dq',
      ),
    forceModel: z.enum(['hill', 'isometric']).default('hill').describe('Hill-type, or Fmax cos(pennation) a'),
  })
  .describe('A muscle of a custom joint');

const mostPostures = 64;

/** A joint that a study describes, as JSON in its manifest. */
export const customJointSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens')
      .describe('Name of the joint'),
    positive: z.enum(directions).describe('Direction of a growing angle'),
    rangeDeg: z.tuple([angleDeg, angleDeg]).describe('Range of angles with known moment arms, degrees'),
    source: z.string().max(500).default('the study').describe('Source of the numbers'),
    segment: z
      .strictObject({
        massKg: positiveNumber.describe('Mass of the segment, kg'),
        centreOfMassM: z.number().nonnegative().describe('Distance of the centre of mass from the axis, m'),
        inertiaKgM2: positiveNumber.describe('Inertia about the axis, kg m2'),
        dampingNmSPerRad: z.number().nonnegative().default(0).describe('Damping, N m s/rad'),
        limit: z
          .strictObject({
            stiffnessNm: z
              .number()
              .nonnegative()
              .describe('Torque of the limit at upperRad and at lowerRad, N m'),
            steepnessPerRad: positiveNumber.describe('Relative growth of that torque with the angle, 1/rad'),
            upperRad: z.number().describe('Angle of the upper limit, rad'),
            lowerRad: z.number().describe('Angle of the lower limit, rad'),
          })
          .optional()
          .describe('Torque at the ends of the range; none by default'),
      })
      .describe('Segment that the joint moves, for a man of 73 kg and 1.741 m'),
    postures: z
      .record(
        z.string().max(63),
        z.strictObject({
          cos: shareOfWeight.describe('Share of the weight that acts with cos q'),
          sin: shareOfWeight.describe('Share of the weight that acts with sin q'),
          meaning: z.string().max(500).default('').describe('Position of the body'),
        }),
      )
      .refine((postures) => Object.keys(postures).length <= mostPostures, `at most ${mostPostures} postures`)
      .default({})
      .describe('Gravity by posture: m g l_c (cos * cos q + sin * sin q) on the left-hand side'),
    muscles: z.array(muscleSchema).min(1).max(32).describe('Muscles across the joint'),
  })
  .describe('A joint with one degree of freedom');

/**
 * The joint that a study describes in its manifest.
 *
 * @param json as `customJointSchema`; lengths in m, masses in kg, forces in N, range in degrees
 * @throws FaultError with all faults: CUSTOM_JOINT_INVALID (shape and values), MUSCLE_TWICE, RANGE_EMPTY,
 *   INERTIA_IMPOSSIBLE (less than m l_c^2), POLYNOMIALS_DISAGREE (moment arm is not -dL/dq), FIBRE_LENGTH_IMPOSSIBLE
 *   (slack or fibre length belongs to another geometry)
 *
 * @example
 * import { customJoint, momentArmM } from 'sarcomere/physics';
 *
 * const joint = customJoint({
 *   name: 'my-hinge',
 *   positive: 'flexion',
 *   rangeDeg: [0, 90],
 *   segment: { massKg: 1.5, centreOfMassM: 0.15, inertiaKgM2: 0.05 },
 *   postures: { standing: { sin: 1 } },
 *   muscles: [
 *     {
 *       name: 'flexor',
 *       maxIsometricForceN: 800,
 *       optimalFibreLengthM: 0.12,
 *       tendonSlackLengthM: 0.2,
 *       pathLengthM: [0.33],
 *       momentArmM: [0.03],
 *     },
 *   ],
 * });
 * momentArmM(joint.muscles[0], 0.5); // => 0.03
 */
export function customJoint(json: unknown): Joint {
  const parsed = customJointSchema.safeParse(json);
  if (!parsed.success)
    throw new FaultError(
      parsed.error.issues.map((issue) =>
        jointFault(
          'CUSTOM_JOINT_INVALID',
          `The joint has an invalid ${columnOf(issue.path) || 'description'}.`,
          issue.message,
          'a joint as "sarcomere schema" describes it',
          'Correct this field, in the OpenSim model if the joint comes from one.',
          columnOf(issue.path),
        ),
      ),
    );
  const { positive, rangeDeg, segment, muscles, ...given } = parsed.data;
  const { massKg, centreOfMassM, inertiaKgM2 } = segment;
  const joint: Joint = {
    ...given,
    coordinates: [
      {
        name: given.name,
        unit: 'rad',
        positive,
        range: [radiansOf(rangeDeg[0]), radiansOf(rangeDeg[1])],
      },
    ],
    segment: {
      ...segment,
      limit: segment.limit ?? noLimit,
      ofBody: {
        mass: massKg / meanBody.massKg,
        centreOfMass: centreOfMassM / meanBody.heightM,
        gyration: Math.sqrt(inertiaKgM2 / massKg) / meanBody.heightM,
      },
    },
    muscles: muscles.map(({ pathLengthM: [pathLengthAtZeroM], ...muscle }) => ({
      ...muscle,
      pathLengthAtZeroM: pathLengthAtZeroM!,
    })),
  };
  const faults = [
    ...jointFaults(joint),
    ...joint.muscles.flatMap((muscle, i) =>
      muscleFaults(joint, muscle, muscles[i]!.pathLengthM, `muscles[${i}]`),
    ),
  ];
  if (faults.length > 0) throw new FaultError(faults);
  return joint;
}

function jointFaults(joint: Joint): Fault[] {
  const faults: Fault[] = [];
  const names = joint.muscles.flatMap((muscle) => [muscle.name, ...muscle.standsFor]);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  const { massKg, centreOfMassM, inertiaKgM2 } = joint.segment;
  const leastInertia = massKg * centreOfMassM ** 2;
  if (twice !== undefined)
    faults.push(
      jointFault(
        'MUSCLE_TWICE',
        'Two muscles share a name.',
        `"${twice}" twice`,
        'one muscle a name',
        'Rename one of the two muscles.',
        'muscles',
      ),
    );
  const [{ range: rangeRad }] = joint.coordinates;
  if (rangeRad[0] >= rangeRad[1])
    faults.push(
      jointFault(
        'RANGE_EMPTY',
        'The range of the joint ends before it begins.',
        rangeRad.map((angle) => `${degreesOf(angle).toFixed(1)} deg`).join(' to '),
        'the lower end first',
        'Give rangeDeg as [lowest, highest].',
        'rangeDeg',
      ),
    );
  if (inertiaKgM2 < leastInertia * (1 - 1e-9))
    faults.push(
      jointFault(
        'INERTIA_IMPOSSIBLE',
        'The inertia is less than that of a point mass at the centre of mass.',
        `${inertiaKgM2} kg m2`,
        `at least ${leastInertia.toPrecision(4)} kg m2 about the axis of the joint`,
        'Give the inertia about the axis, not about the centre of mass.',
        'segment.inertiaKgM2',
      ),
    );
  return faults;
}

function muscleFaults(joint: Joint, muscle: Muscle, lengthTerms: readonly number[], column: string): Fault[] {
  const [lowest, highest] = joint.coordinates[0].range;
  const angles = Array.from({ length: 41 }, (_, k) => lowest + ((highest - lowest) * k) / 40);
  const faults: Fault[] = [];
  if (lengthTerms.length > 1) {
    const arm = (q: number): number =>
      -lengthTerms.reduce((sum, term, k) => (k === 0 ? sum : sum + k * term * q ** (k - 1)), 0);
    const largest = Math.max(...angles.map((q) => Math.abs(momentArmM(muscle, q))));
    const gap = Math.max(...angles.map((q) => Math.abs(momentArmM(muscle, q) - arm(q))));
    if (gap > Math.max(0.02 * largest, 1e-4))
      faults.push(
        jointFault(
          'POLYNOMIALS_DISAGREE',
          `The moment arm of ${muscle.name} is not the negative slope of its length.`,
          `a gap of ${(1000 * gap).toFixed(2)} mm`,
          `at most 2 % of the largest moment arm, ${(1000 * largest).toFixed(1)} mm`,
          'Check sign and unit of both polynomials: r = -dL/dq, in metres and radians.',
          `${column}.momentArmM`,
        ),
      );
  }
  const along = angles.map(
    (q) => (pathLengthM(muscle, q) - muscle.tendonSlackLengthM) / muscle.optimalFibreLengthM,
  );
  const [shortest, longest] = [Math.min(...along), Math.max(...along)];
  if (muscle.forceModel === 'hill' && (shortest < 0.2 || longest > 1.8))
    faults.push(
      jointFault(
        'FIBRE_LENGTH_IMPOSSIBLE',
        `The fibres of ${muscle.name} cannot have the length that the range of the joint needs.`,
        `${shortest.toFixed(2)} to ${longest.toFixed(2)} optimal fibre lengths along the tendon`,
        '0.2 to 1.8',
        'Take the slack length of the tendon and the optimal fibre length from the model of the path length.',
        `${column}.tendonSlackLengthM`,
      ),
    );
  return faults;
}

/** A path in the notation of faults: `muscles[2].momentArmM`. */
function columnOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function jointFault(
  code: string,
  what: string,
  found: string,
  expected: string,
  fix: string,
  column?: string,
): Fault {
  return { code, what, where: column ? { column } : {}, found, expected, fix };
}
