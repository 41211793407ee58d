import { radiansOf } from '../../../base/numbers/index.ts';
import type { Joint, Muscle } from '../joint.ts';
import { noLimit } from '../joint.ts';

/**
 * Dorsiflexion and plantarflexion of the ankle; dorsiflexion is positive, 0 is the foot at a right angle to the shank
 * (OpenSim's ankle_angle_r), so the calf's torque in stance is negative.
 *
 * Source: CEINMS-RT LowerLimbModel 4056e1c (Apache-2.0), subject 06 of Durandau, Farina & Sartori 2017 (IEEE TBME 65:556):
 * maximal forces and pennation of the subject's file, calibrated fibre and slack lengths, polynomials of fourth order fitted
 * to its splines over +-35 degrees. The gastrocnemii cross the knee. They are reduced to the ankle at a knee flexed by 20
 * degrees: over all of walking, the knee changes their ankle moment arm by less than 1 mm but their length by centimetres.
 * Since the angle of the knee is not an input of this joint, its muscles are `isometric`: force follows activation alone.
 * Foot: Winter 2009 (Biomechanics and Motor Control of Human Movement, table 4.1): 1.45 % of the mass, centre of mass
 * half-way and radius of gyration 69.0 % of the way from malleolus to second metatarsal, taken as 0.07 heights (fractions
 * checked against BMClab/BMC bb70ec6, data/BSP_DempsterWinter.txt; the length is our estimate); the segment is that of 75 kg
 * and 1.75 m. In walking its inertia is negligible beside the reaction of the ground. Only a torque column contains that
 * reaction, so the posture of walking is `unknown`.
 */
export const ankle: Joint = {
  name: 'ankle',
  coordinates: [
    { name: 'ankle', unit: 'rad', positive: 'dorsiflexion', range: [radiansOf(-35), radiansOf(35)] },
  ],
  segment: {
    inertiaKgM2: 0.0145 * 75 * (0.69 * 0.07 * 1.75) ** 2,
    massKg: 0.0145 * 75,
    centreOfMassM: 0.5 * 0.07 * 1.75,
    dampingNmSPerRad: 0.1,
    limit: noLimit,
    ofBody: { mass: 0.0145, centreOfMass: 0.5 * 0.07, gyration: 0.69 * 0.07 },
  },
  postures: {
    'foot-hanging': {
      cos: 1,
      sin: 0,
      meaning: 'Shank vertical, foot off the ground: gravity plantarflexes, tibialis anterior holds.',
    },
  },
  muscles: muscles(),
  source: 'CEINMS-RT LowerLimbModel subject 06, Winter 2009',
};

function muscles(): Muscle[] {
  return [
    {
      name: 'soleus_r',
      standsFor: ['soleus'],
      maxIsometricForceN: 3549,
      optimalFibreLengthM: 0.051170354,
      tendonSlackLengthM: 0.24652027,
      pennationRad: 0.43633,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.29139769,
      momentArmM: [-0.045347375, 0.0156669026, 0.0190264002, -0.005080826],
      forceModel: 'isometric',
    },
    {
      name: 'med_gas_r',
      standsFor: ['gastrocnemius_medialis', 'gastrocnemius'],
      maxIsometricForceN: 1558,
      optimalFibreLengthM: 0.058868245,
      tendonSlackLengthM: 0.37147299,
      pennationRad: 0.29671,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.4428576493,
      momentArmM: [-0.04625042597, 0.01085828945, 0.02124285787, -0.004230568],
      forceModel: 'isometric',
    },
    {
      name: 'lat_gas_r',
      standsFor: ['gastrocnemius_lateralis'],
      maxIsometricForceN: 683,
      optimalFibreLengthM: 0.062530265,
      tendonSlackLengthM: 0.36102307,
      pennationRad: 0.13963,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.4391697818,
      momentArmM: [-0.04719392746, 0.01183091305, 0.02155983559, -0.0041462652],
      forceModel: 'isometric',
    },
    {
      name: 'tib_ant_r',
      standsFor: ['tibialis_anterior'],
      maxIsometricForceN: 905,
      optimalFibreLengthM: 0.10037983,
      tendonSlackLengthM: 0.21436468,
      pennationRad: 0.08727,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.30378137,
      momentArmM: [0.042010027, 0.0092110818, -0.0134265021, -0.0061697508],
      forceModel: 'isometric',
    },
  ];
}
