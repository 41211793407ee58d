import { z } from 'zod';
import { directions } from '../../physics/biomechanics/index.ts';
import { columnName } from './names.ts';

const muscleName = z.string().min(1).max(64);

const channel = z.strictObject({
  column: columnName.describe('Column that holds this channel.'),
  muscle: muscleName.describe(
    'Muscle under the electrode, by its name in the joint or by a name that it stands for.',
  ),
});

const filter = z
  .strictObject({
    bandPassHz: z
      .tuple([z.number().positive(), z.number().positive()])
      .refine(([low, high]) => low < high, 'a lower edge below the upper edge')
      .default([20, 450])
      .describe('Pass band of raw EMG, in Hz; the upper edge is clipped below half the sample rate.'),
    envelopeHz: z
      .number()
      .positive()
      .max(50)
      .default(6)
      .describe('Cut-off of the low-pass that makes the envelope, in Hz.'),
    causal: z
      .boolean()
      .default(false)
      .describe(
        'True: filters use only the past, as live use requires. False: zero phase, forwards and backwards.',
      ),
  })
  .prefault({})
  .describe('Filters that turn raw EMG into an envelope. Envelopes are not filtered.');

const emg = z.strictObject({
  kind: z
    .enum(['raw', 'envelope'])
    .describe(
      'raw: the electrode voltage, oscillating around zero. envelope: rectified and smoothed, never negative.',
    ),
  unit: z
    .enum(['V', 'mV', 'uV', 'normalised'])
    .default('mV')
    .describe(
      'Unit of the channels. normalised: fractions of a reference chosen by the lab, such as the MVC.',
    ),
  channels: z.array(channel).min(1).max(64).describe('The EMG channels, in the order of the model.'),
  filter,
});

const angle = z.strictObject({
  column: columnName.describe('Column that holds the joint angle.'),
  unit: z.enum(['deg', 'rad']).default('deg').describe('Unit of the joint angle.'),
  positive: z
    .enum(directions)
    .optional()
    .describe(
      'Direction of a growing angle, one of the two of the joint. Default: its positive direction (wrist, elbow: flexion; knee: extension; ankle: dorsiflexion).',
    ),
  lowPassHz: z
    .number()
    .positive()
    .max(50)
    .default(6)
    .describe('Cut-off of the zero-phase low-pass on the angle before it is differentiated, in Hz.'),
});

const torque = z.strictObject({
  column: columnName.describe(
    'Column that holds the net joint torque, such as an OpenSim inverse-dynamics moment.',
  ),
  unit: z.literal('N m').default('N m').describe('Unit of the torque.'),
  positive: z
    .enum(directions)
    .optional()
    .describe(
      'Direction of a positive torque, one of the two of the joint. Default: its positive direction.',
    ),
  valid: columnName
    .optional()
    .describe('Column with 0 for frames that must not be used and 1 for the others. Default: all are used.'),
  lowPassHz: z
    .number()
    .min(0)
    .max(50)
    .default(0)
    .describe(
      'Cut-off of a zero-phase low-pass on the torque, in Hz; 0 for none. OpenSim writes moments unfiltered, for which 6 is suitable.',
    ),
});

const force = z.strictObject({
  column: columnName.describe('Column that holds the force of this muscle.'),
  muscle: muscleName.describe('Muscle that the force belongs to.'),
  unit: z.literal('N').default('N').describe('Unit of the force.'),
});

/** The meaning of the columns of a study's files. */
export const signalsSchema = z.strictObject({
  time: z
    .strictObject({
      column: columnName
        .default('time_s')
        .describe('Column that holds the time in seconds; "time" is also found in OpenSim files.'),
    })
    .prefault({})
    .describe('The time column.'),
  rateHz: z.number().min(20).max(200).default(50).describe('Sample rate of the model, in Hz.'),
  emg: emg.describe('Surface EMG.'),
  angle: angle.describe('The joint angle.'),
  torque: torque
    .optional()
    .describe('The net joint torque, if it was measured or computed by inverse dynamics. Default: none.'),
  forces: z
    .array(force)
    .max(64)
    .default([])
    .describe('Known muscle forces. Default: none; forces are then estimated.'),
});
