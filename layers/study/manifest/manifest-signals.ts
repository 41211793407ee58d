import { z } from 'zod';
import { directions } from '../../physics/biomechanics/index.ts';
import { columnName } from './names.ts';

const muscleName = z.string().min(1).max(64);

const channel = z.strictObject({
  column: columnName.describe('Column that holds this channel.'),
  muscle: muscleName.describe(
    'Muscle under the electrode, by the name that the joint knows or by one that it stands for.',
  ),
});

const filter = z
  .strictObject({
    bandPassHz: z
      .tuple([z.number().positive(), z.number().positive()])
      .refine(([low, high]) => low < high, 'a lower edge below the upper edge')
      .default([20, 450])
      .describe('Band of raw EMG that is kept, in Hz; the upper edge is clipped below half the sample rate.'),
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
        'True: filters look only back, as they must in live use. False: zero phase, forwards and backwards.',
      ),
  })
  .prefault({})
  .describe('How raw EMG becomes an envelope. Envelopes pass as they are.');

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
      'Unit of the channels. normalised: fractions of a reference that the lab chose, such as the MVC.',
    ),
  channels: z
    .array(channel)
    .min(1)
    .max(64)
    .describe('The EMG channels, in the order that the model takes them.'),
  filter,
});

const angle = z.strictObject({
  column: columnName.describe('Column that holds the joint angle.'),
  unit: z.enum(['deg', 'rad']).default('deg').describe('Unit of the joint angle.'),
  positive: z
    .enum(directions)
    .optional()
    .describe(
      'What a growing angle means, a direction of the joint. Default: its positive direction (wrist, elbow: flexion; knee: extension; ankle: dorsiflexion).',
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
    .describe('What a positive torque means, a direction of the joint. Default: its positive direction.'),
  valid: columnName
    .optional()
    .describe('Column whose 0 marks frames not to be used, and 1 the others. Default: all frames are used.'),
  lowPassHz: z
    .number()
    .min(0)
    .max(50)
    .default(0)
    .describe(
      'Cut-off of a zero-phase low-pass on the torque, in Hz; 0 leaves it as it is. OpenSim writes moments unfiltered: 6 suits them.',
    ),
});

const force = z.strictObject({
  column: columnName.describe('Column that holds the force of this muscle.'),
  muscle: muscleName.describe('Muscle that the force belongs to.'),
  unit: z.literal('N').default('N').describe('Unit of the force.'),
});

/** What the columns of a study's files mean. */
export const signalsSchema = z.strictObject({
  time: z
    .strictObject({
      column: columnName
        .default('time_s')
        .describe("Column that holds the time in seconds. OpenSim files may call it 'time'."),
    })
    .prefault({})
    .describe('The time column.'),
  rateHz: z
    .number()
    .min(20)
    .max(200)
    .default(50)
    .describe('Rate at which the model sees the signals, in Hz.'),
  emg: emg.describe('Surface EMG.'),
  angle: angle.describe('The joint angle.'),
  torque: torque
    .optional()
    .describe('The net joint torque, where it was measured or computed by inverse dynamics. Default: none.'),
  forces: z
    .array(force)
    .max(64)
    .default([])
    .describe('Muscle forces, where they are known. Default: none; forces are then estimated.'),
});
