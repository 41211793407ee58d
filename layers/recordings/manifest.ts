import { z } from 'zod';
import { entrySchema } from './manifest-entry.ts';
import { ensembleSchema, featuresSchema, subdomainsSchema, trainingSchema } from './manifest-settings.ts';
import { signalsSchema } from './manifest-signals.ts';
import { studyName } from './names.ts';

/** The study manifest, `study.json`, version 1. Unknown fields are refused. */
export const manifestSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    study: studyName.describe('Name of the study.'),
    joint: z.string().min(1).max(64).describe('The joint: wrist, elbow, knee or ankle.'),
    muscles: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(64)
      .optional()
      .describe("Muscles that share the joint's torque. Default: all that the joint has."),
    signals: signalsSchema.describe('What the columns mean.'),
    recordings: z.array(entrySchema).min(1).max(10_000).describe('The recordings.'),
    subdomains: subdomainsSchema,
    features: featuresSchema,
    training: trainingSchema,
    ensemble: ensembleSchema,
  })
  .describe('A Sarcomere study: which files it has, what they hold and how to train on them.');

/** A manifest with every default filled. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A manifest as a lab writes it: defaults may be left out. */
export type ManifestInput = z.input<typeof manifestSchema>;

export type RecordingEntry = Manifest['recordings'][number];

/** The format as JSON Schema (draft 2020-12), as an author of manifests meets it: fields with a default are optional. */
export function manifestJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-2020-12' });
}
