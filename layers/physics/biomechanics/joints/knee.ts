import { radiansOf } from '../../../base/numbers/index.ts';
import type { Joint, Muscle } from '../joint.ts';
import { noLimit } from '../joint.ts';

/**
 * Extension and flexion of the knee; extension is positive, 0 is the straight leg, so a bent knee is negative (OpenSim's
 * knee_angle_r). Five lumped muscles: vas_int_r is all vasti, bifemlh_r all two-joint hamstrings, med_gas_r both heads of
 * gastrocnemius.
 *
 * Source: opensim-models 20a888b, Leg6Dof9Musc/leg6dof9musc.osim at hip 0 and ankle 0, fitted over -119.75 to 10 degrees.
 * The file states that it is not intended for research: trust the shape of the forces rather than the newtons. Near -117
 * degrees the arm of the hamstrings passes through zero.
 * The muscles are `isometric`. Rectus femoris, hamstrings and gastrocnemius cross a second joint, whose angle is not an
 * input here. With hip 0 and rigid tendons, the passive quadriceps alone would give 15 N m at -70 degrees, where gravity
 * gives 6. On 32 seated and standing recordings of 16 people (UCI lower limb, 75 kg and 1.7 m assumed) the torque from EMG
 * (channel gains fitted on those recordings) correlates with that of inverse dynamics by -0.68 on average with Hill-type
 * muscles and by +0.59 with isometric ones.
 *
 * The source states neither limit torque nor damping. 0.5 N m s/rad is assumed: it lets a relaxed leg swing with about 8 %
 * of critical damping, some six visible swings.
 * Scaling: Winter 2009 (Biomechanics and Motor Control of Human Movement, table 4.1), shank and foot together: 6.1 % of the
 * mass, shank 0.246 heights, centre of mass at 60.6 %, radius of gyration about the knee 73.5 % (checked against BMClab/BMC
 * bb70ec6, data/BSP_DempsterWinter.txt).
 */
export const knee: Joint = {
  name: 'knee',
  coordinates: [
    { name: 'knee', unit: 'rad', positive: 'extension', range: [radiansOf(-120), radiansOf(10)] },
  ],
  segment: {
    inertiaKgM2: 0.65580593,
    massKg: 6.05850145,
    centreOfMassM: 0.27792363,
    dampingNmSPerRad: 0.5,
    limit: noLimit,
    ofBody: { mass: 0.061, centreOfMass: 0.606 * 0.246, gyration: 0.735 * 0.246 },
  },
  postures: {
    seated: {
      cos: 1,
      sin: 0,
      meaning: 'Thigh horizontal, shank free to swing: gravity flexes, quadriceps lift.',
    },
    standing: {
      cos: 0,
      sin: 1,
      meaning: 'Thigh vertical, standing on the other leg: gravity extends the bent knee, hamstrings hold.',
    },
    prone: { cos: -1, sin: 0, meaning: 'Face down, thigh horizontal: gravity extends, hamstrings lift.' },
    'side-lying': { cos: 0, sin: 0, meaning: 'Shank moves in the horizontal plane, free of gravity.' },
  },
  muscles: muscles(),
  source: 'opensim-models leg6dof9musc.osim, Winter 2009',
};

function muscles(): Muscle[] {
  return [
    {
      name: 'rect_fem_r',
      standsFor: ['rectus_femoris'],
      maxIsometricForceN: 1169,
      optimalFibreLengthM: 0.1328739,
      tendonSlackLengthM: 0.36132377,
      pennationRad: 0.08726646,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.47788366248279945,
      momentArmM: [
        0.05245989733411012, -0.029319692638925525, -0.04870533766994017, -0.00827517742050769,
        0.006911234338936437, 0.0021329564893598136,
      ],
      forceModel: 'isometric',
    },
    {
      name: 'vas_int_r',
      standsFor: ['vas_med_r', 'vas_lat_r', 'vastus_medialis', 'vastus_lateralis', 'vastus_intermedius'],
      maxIsometricForceN: 4530,
      optimalFibreLengthM: 0.12617328,
      tendonSlackLengthM: 0.13678598,
      pennationRad: 0.05235988,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.2146019707605456,
      momentArmM: [
        0.051101022589493825, -0.01683447758824088, -0.04944009648802231, -0.03701057798777392,
        -0.01462628643970577, -0.002409367398157035,
      ],
      forceModel: 'isometric',
    },
    {
      name: 'bifemlh_r',
      standsFor: ['semimem_r', 'semiten_r', 'semitendinosus', 'semimembranosus', 'biceps_femoris'],
      maxIsometricForceN: 2594,
      optimalFibreLengthM: 0.12823851,
      tendonSlackLengthM: 0.38353904,
      pennationRad: 0,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.4942717638225032,
      momentArmM: [
        -0.030731102180660094, 0.029896875659430503, 0.03242789632608124, 0.009744983963668704,
        0.004068071239331044, 0.0008739426573741232,
      ],
      forceModel: 'isometric',
    },
    {
      name: 'bifemsh_r',
      standsFor: [],
      maxIsometricForceN: 960,
      optimalFibreLengthM: 0.20083733,
      tendonSlackLengthM: 0.10332094,
      pennationRad: 0.40142573,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.28587848516347375,
      momentArmM: [
        -0.023572624751418022, 0.04050031569109082, 0.04025764653345518, 0.021923584123677543,
        0.010966226628300725, 0.002026875543002667,
      ],
      forceModel: 'isometric',
    },
    {
      name: 'med_gas_r',
      standsFor: ['lat_gas_r', 'gastrocnemius'],
      maxIsometricForceN: 2241,
      optimalFibreLengthM: 0.10311281,
      tendonSlackLengthM: 0.41245126,
      pennationRad: 0.29670597,
      maxVelocityPerS: 10,
      pathLengthAtZeroM: 0.516315810866847,
      momentArmM: [
        -0.026320320990137515, 0.006735599784561522, 0.0344092342599582, 0.03667661133694969,
        0.017259237125621652, 0.002872816004773771,
      ],
      forceModel: 'isometric',
    },
  ];
}
