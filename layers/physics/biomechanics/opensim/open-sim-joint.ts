import { z } from 'zod';
import { directions } from '../directions.ts';

/** A model of the whole body has fewer coordinates. */
const mostHeld = 500;

const angleDeg = z.number().min(-360).max(360);

/**
 * A joint taken from an OpenSim model, as a manifest describes it.
 */
export const openSimJointSchema = z
  .strictObject({
    file: z
      .string()
      .regex(/\.osim$/i, 'a file that ends in .osim')
      .describe('The OpenSim 4 model, relative to study.json.'),
    coordinate: z.string().min(1).max(200).describe("The model's coordinate that becomes the joint."),
    positive: z.enum(directions).describe('Direction of a growing coordinate.'),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens')
      .optional()
      .describe('Name of the joint. Default: that of the coordinate.'),
    at: z
      .record(z.string().max(200), z.number())
      .refine((at) => Object.keys(at).length <= mostHeld, `at most ${mostHeld} coordinates`)
      .default({})
      .describe(
        "Values at which the model's other coordinates are held, in rad or m, by name. Default: those of the model.",
      ),
    muscles: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(64)
      .optional()
      .describe('Muscles to take. Default: all whose length changes with the coordinate.'),
    rangeDeg: z
      .tuple([angleDeg, angleDeg])
      .optional()
      .describe(
        "Range over which moment arms are fitted, degrees. Default: the coordinate's range in the model.",
      ),
    dampingNmSPerRad: z.number().nonnegative().default(0).describe('Damping of the joint, N m s/rad.'),
    forceModel: z
      .enum(['hill', 'isometric'])
      .default('hill')
      .describe(
        'hill: force depends on fibre length and velocity. isometric: force depends on activation alone, for muscles that also cross other moving joints.',
      ),
  })
  .describe('A joint from an OpenSim model. Postures: as-in-model, free-of-gravity.');
