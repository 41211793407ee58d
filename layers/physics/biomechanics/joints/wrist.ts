import { radiansOf } from '../../../base/numbers/index.ts';
import type { Joint, Muscle } from '../joint.ts';

/**
 * Flexion and extension of the wrist; flexion is positive. Five prime movers and palmaris longus (last).
 *
 * Geometry: opensim-models 20a888b, WristModel/wrist.osim at elbow 90 degrees, no pronation, no deviation, fitted over +-70
 * degrees. Maximal forces: MoBL-ARMS 4.1 (CEINMS-RT UpperLimbModel 459e2eb). Slack lengths belong to this geometry; the lengths of
 * MoBL-ARMS do not fit.
 * Hand: de Leva 1996 (J Biomech 29:1223), men: 0.61 % of the mass, 86.2 mm from wrist to third knuckle at 1.741 m, centre of
 * mass at 79.00 %, transverse radius of gyration 51.3 % of that length (checked against BMClab/BMC 2367332,
 * data/BSPmale_ZdeLeva.txt).
 */
export const wrist: Joint = {
  name: 'wrist',
  coordinates: [{ name: 'wrist', unit: 'rad', positive: 'flexion', range: [radiansOf(-70), radiansOf(70)] }],
  segment: {
    inertiaKgM2: 0.0029357734251407087,
    massKg: 0.4453,
    centreOfMassM: 0.068098,
    dampingNmSPerRad: 0.025,
    limit: { stiffnessNm: 0.05, steepnessPerRad: 12, upperRad: radiansOf(65), lowerRad: radiansOf(-65) },
    ofBody: {
      mass: 0.0061,
      centreOfMass: (0.79 * 0.0862) / 1.741,
      gyration: (Math.hypot(0.79, 0.513) * 0.0862) / 1.741,
    },
  },
  postures: {
    'palm-down': {
      cos: -1,
      sin: 0,
      meaning: 'Forearm horizontal on a support, palm down: gravity flexes, extensors hold.',
    },
    'palm-up': {
      cos: 1,
      sin: 0,
      meaning: 'Forearm horizontal on a support, palm up: gravity extends, flexors hold.',
    },
    neutral: {
      cos: 0,
      sin: 0,
      meaning: 'Thumb up, so the hand moves in the horizontal plane, free of gravity.',
    },
  },
  muscles: muscles(),
  source: 'opensim-models wrist.osim, MoBL-ARMS 4.1, de Leva 1996',
};

function muscles(): Muscle[] {
  return [
    {
      name: 'FCR',
      standsFor: ['flexor_carpi_radialis'],
      maxIsometricForceN: 407.9,
      optimalFibreLengthM: 0.0628,
      tendonSlackLengthM: 0.2185,
      pennationRad: 0.05410521,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.28455304520743724,
      momentArmM: [
        0.015468057583316222, 0.0023794370623480636, -0.002123077749954218, -0.00037888335454696785,
        -0.00013504062103168334,
      ],
      forceModel: 'hill',
    },
    {
      name: 'FCU',
      standsFor: ['flexor_carpi_ulnaris'],
      maxIsometricForceN: 479.8,
      optimalFibreLengthM: 0.0509,
      tendonSlackLengthM: 0.242,
      pennationRad: 0.21118484,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.28782269828743273,
      momentArmM: [
        0.014337728166579914, 0.002884349116456837, -7.692509164281362e-5, 0.00032723319449528437,
        5.196647065076398e-5,
      ],
      forceModel: 'hill',
    },
    {
      name: 'ECRL',
      standsFor: ['extensor_carpi_radialis_longus'],
      maxIsometricForceN: 337.3,
      optimalFibreLengthM: 0.0936,
      tendonSlackLengthM: 0.2026,
      pennationRad: 0.04363323,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.2983941130390889,
      momentArmM: [
        -0.01009704706217601, 0.002313268584906037, 0.001292265971828666, -0.0001271974041611375,
        -1.2430424289145233e-5,
      ],
      forceModel: 'hill',
    },
    {
      name: 'ECRB',
      standsFor: ['extensor_carpi_radialis_brevis'],
      maxIsometricForceN: 252.5,
      optimalFibreLengthM: 0.0585,
      tendonSlackLengthM: 0.2205,
      pennationRad: 0.1553343,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.278443351683174,
      momentArmM: [
        -0.016293474111283148, 0.00253646628908676, 0.0022043025835106725, -0.00048745419876012117,
        0.00022566429742456535,
      ],
      forceModel: 'hill',
    },
    {
      name: 'ECU',
      standsFor: ['extensor_carpi_ulnaris'],
      maxIsometricForceN: 192.9,
      optimalFibreLengthM: 0.0622,
      tendonSlackLengthM: 0.231,
      pennationRad: 0.06108652,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.28725579417657493,
      momentArmM: [
        -0.0059543952163769315, 0.0017625321846633441, 0.00036799700483167386, -8.23668033236752e-5,
        1.455972246911689e-5,
      ],
      forceModel: 'hill',
    },
    {
      name: 'PL',
      standsFor: ['palmaris_longus'],
      maxIsometricForceN: 101,
      optimalFibreLengthM: 0.0638,
      tendonSlackLengthM: 0.236,
      pennationRad: 0.06981317,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.3057691577490719,
      momentArmM: [
        0.021297737071980093, 0.0030632766072316918, -0.0025882884090400113, 0.0017853258565077097,
        0.001091678172995919,
      ],
      forceModel: 'hill',
    },
  ];
}
