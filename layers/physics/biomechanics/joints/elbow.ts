import { radiansOf } from '../../../base/numbers/index.ts';
import type { Joint, Muscle } from '../joint.ts';
import { noLimit } from '../joint.ts';

/**
 * Flexion and extension of the elbow; flexion is positive, 0 is the straight arm. Three flexors, three extensors.
 *
 * Source: opensim-models 20a888b, Arm26/arm26.osim at shoulder elevation 0, wrapping of the triceps included, fitted over 0
 * to 130 degrees. The source states no limit torque.
 * Scaling: Winter 2009 (Biomechanics and Motor Control of Human Movement, table 4.1), forearm and hand together: 2.2 % of
 * the mass, forearm 0.146 heights, centre of mass at 68.2 %, radius of gyration about the elbow 82.7 % (checked against
 * BMClab/BMC bb70ec6, data/BSP_DempsterWinter.txt).
 */
export const elbow: Joint = {
  name: 'elbow',
  coordinates: [{ name: 'elbow', unit: 'rad', positive: 'flexion', range: [0, radiansOf(130)] }],
  segment: {
    inertiaKgM2: 0.07059409290213792,
    massKg: 1.534315,
    centreOfMassM: 0.181479,
    dampingNmSPerRad: 0.1,
    limit: noLimit,
    ofBody: { mass: 0.022, centreOfMass: 0.682 * 0.146, gyration: 0.827 * 0.146 },
  },
  postures: {
    standing: { cos: 0, sin: 1, meaning: 'Upper arm hangs vertically, standing or seated: gravity extends.' },
    'arm-on-table': {
      cos: 1,
      sin: 0,
      meaning: 'Upper arm horizontal to the front, palm up: gravity extends the straight arm most.',
    },
    'horizontal-plane': {
      cos: 0,
      sin: 0,
      meaning: 'Forearm moves in the horizontal plane, free of gravity.',
    },
  },
  muscles: muscles(),
  source: 'opensim-models arm26.osim, Winter 2009',
};

function muscles(): Muscle[] {
  return [
    {
      name: 'BIClong',
      standsFor: ['biceps_long'],
      maxIsometricForceN: 624.3,
      optimalFibreLengthM: 0.1157,
      tendonSlackLengthM: 0.2723,
      pennationRad: 0,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.42117421803373023,
      momentArmM: [
        0.00939948074149282, 0.03380070455551368, -5.005725843167895e-5, -0.005091548200551186,
        0.0020843038379388347, -0.0006864729392726611,
      ],
      forceModel: 'hill',
    },
    {
      name: 'BICshort',
      standsFor: ['biceps_short'],
      maxIsometricForceN: 435.56,
      optimalFibreLengthM: 0.1321,
      tendonSlackLengthM: 0.1923,
      pennationRad: 0,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.3416877335405634,
      momentArmM: [
        0.009399480739594032, 0.03380070456886807, -5.0057285958448556e-5, -0.0050915481752854515,
        0.0020843038270617837, -0.0006864729374875922,
      ],
      forceModel: 'hill',
    },
    {
      name: 'BRA',
      standsFor: ['brachialis'],
      maxIsometricForceN: 987.26,
      optimalFibreLengthM: 0.0858,
      tendonSlackLengthM: 0.0535,
      pennationRad: 0,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.1473311274436815,
      momentArmM: [
        0.014834904705433681, 0.0027728135796234983, -0.038663000430879606, 0.06564742285218947,
        -0.034834148845067185, 0.005939785440263455,
      ],
      forceModel: 'hill',
    },
    {
      name: 'TRIlong',
      standsFor: ['triceps_long'],
      maxIsometricForceN: 798.52,
      optimalFibreLengthM: 0.134,
      tendonSlackLengthM: 0.143,
      pennationRad: 0.20943951,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.27761020025278144,
      momentArmM: [
        -0.020195436945885603, -0.023194882911057663, 0.04059872807254519, -0.022453020964083355,
        0.0036200583666760448, 0.00018452666060293348,
      ],
      forceModel: 'hill',
    },
    {
      name: 'TRIlat',
      standsFor: ['triceps_lateral'],
      maxIsometricForceN: 624.3,
      optimalFibreLengthM: 0.1138,
      tendonSlackLengthM: 0.098,
      pennationRad: 0.15707963,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.166611511388685,
      momentArmM: [
        -0.020195436945044713, -0.023194882919861014, 0.040598728095325186, -0.0224530209867412,
        0.0036200583761470573, 0.00018452665920240966,
      ],
      forceModel: 'hill',
    },
    {
      name: 'TRImed',
      standsFor: ['triceps_medial'],
      maxIsometricForceN: 624.3,
      optimalFibreLengthM: 0.1138,
      tendonSlackLengthM: 0.0908,
      pennationRad: 0.15707963,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.15423931486964446,
      momentArmM: [
        -0.02019543694504463, -0.02319488291986127, 0.040598728095325685, -0.02245302098674179,
        0.0036200583761473496, 0.00018452665920234718,
      ],
      forceModel: 'hill',
    },
  ];
}
