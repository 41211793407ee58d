import { z } from 'zod';
import { customJointSchema, openSimJointSchema } from '../../physics/biomechanics/index.ts';
import { entrySchema } from './manifest-entry.ts';
import {
  ensembleSchema,
  featuresSchema,
  labelsSchema,
  subdomainsSchema,
  trainingSchema,
} from './manifest-settings.ts';
import { signalsSchema } from './manifest-signals.ts';
import { studyFile, studyName } from './names.ts';

const openSimJoint = openSimJointSchema.extend({
  file: studyFile
    .regex(/\.osim$/i, 'a file that ends in .osim')
    .describe('The OpenSim 4 model, relative to study.json.'),
});

/** The study manifest, `study.json`, version 1. Unknown fields are refused. */
export const manifestSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    study: studyName.describe('Name of the study.'),
    joint: z
      .union([z.string().min(1).max(64), openSimJoint, customJointSchema])
      .describe(
        'The joint: wrist, elbow, knee or ankle; a joint of your own; or one coordinate of an OpenSim model.',
      ),
    muscles: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(64)
      .optional()
      .describe("Muscles that share the joint's torque. Default: all muscles of the joint."),
    signals: signalsSchema.describe('The meaning of the columns.'),
    recordings: z.array(entrySchema).min(1).max(10_000).describe('The recordings.'),
    labels: labelsSchema,
    subdomains: subdomainsSchema,
    features: featuresSchema,
    training: trainingSchema,
    ensemble: ensembleSchema,
  })
  .describe('A Sarcomere study: its files, the meaning of their columns and the settings of training.');

/** A manifest with every default filled. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A manifest as a lab writes it: defaults may be left out. */
export type ManifestInput = z.input<typeof manifestSchema>;

export type RecordingEntry = Manifest['recordings'][number];

/**
 * The format as JSON Schema (draft 2020-12) for authors of manifests: fields with a default are optional.
 *
 * @example
 * import { manifestJsonSchema } from 'sarcomere/study';
 *
 * manifestJsonSchema().required; // => ['version', 'study', 'joint', 'signals', 'recordings']
 */
export function manifestJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-2020-12' });
}
