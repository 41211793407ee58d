import { z } from 'zod';
import { signalsSchema } from '../../recordings/manifest-signals.ts';
import { pseudonym, studyName } from '../../recordings/names.ts';
import { gateSchema, seenContextSchema } from './gate-schema.ts';

const text = z.string().min(1).max(1000);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal digits');
/** What something is divided by, or the logarithm of. */
const scale = z.number().positive();

/** One group of tensors, as TensorFlow.js lists it. */
export const weightsManifestSchema = z
  .array(
    z.strictObject({
      paths: z.array(z.string()),
      weights: z.array(
        z.strictObject({
          name: text,
          shape: z.array(z.int().min(1).max(100_000)).min(1).max(2),
          dtype: z.literal('float32'),
        }),
      ),
    }),
  )
  .min(1);

const memberSchema = z.strictObject({
  id: text,
  kind: z.enum(['local', 'single']),
  label: z.string(),
  byteOffset: z.int().min(0),
  byteLength: z.int().min(4),
  weightsManifest: weightsManifestSchema,
  sha256: sha256.optional(),
});

const intervalSchema = z
  .strictObject({ factor: z.number().min(0), offset: z.number().min(0), most: scale.optional() })
  .nullable();
const intervalsSchema = z.strictObject({ angle: intervalSchema, forces: z.array(intervalSchema) });

/** Not the manifest's own schema: its defaults are those of today, and a model says what it was made with. */
const featuresSchema = z.strictObject({
  lagsMs: z.array(z.number().min(0)).min(1),
  contextS: z.number().min(0),
  compression: z.enum(['none', 'log']).optional(),
  names: z.array(z.enum(['subject', 'site', 'task'])).optional(),
});

const correctionSchema = z.strictObject({
  offsetRad: z.number(),
  scale: z.number(),
  residual: z
    .strictObject({
      emgScales: z.array(scale),
      centres: z.array(z.array(z.number())),
      weightsRad: z.array(z.number()),
    })
    .optional(),
});

/** The shape of a global model's `model.json`. Whether its parts agree with each other, `agreementFaults` says. */
export const modelSchema = z.strictObject({
  format: z.literal('sarcomere-global-model'),
  version: z.literal(1),
  study: studyName,
  run: text,
  joint: text,
  anglePositive: text,
  signals: signalsSchema,
  features: featuresSchema,
  inputNames: z.array(text).min(1),
  inputRanges: z.array(z.tuple([z.number(), z.number()])),
  muscles: z.array(text),
  emgScales: z.record(pseudonym, z.array(scale)),
  strangerScale: z
    .strictObject({
      slope: z.number().min(0).max(1),
      usualLog: z.array(z.number()),
      usualOwnLog: z.array(z.number()),
    })
    .optional(),
  members: z.array(memberSchema).min(1),
  modes: z.record(text, gateSchema),
  mode: text,
  contexts: z.array(seenContextSchema.nullable()),
  trainedSubjects: z.array(pseudonym),
  trainedSites: z.array(pseudonym).optional(),
  trainedTasks: z.array(pseudonym).optional(),
  intervals: z.record(
    text,
    z.strictObject({
      named: intervalsSchema,
      subjectAlone: intervalsSchema.optional(),
      unnamed: intervalsSchema,
    }),
  ),
  angleCorrections: z.record(pseudonym, correctionSchema),
});
