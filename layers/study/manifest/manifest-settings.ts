import { z } from 'zod';

/** Every row is compared with every cluster's centre, and every cluster's table is gathered from the whole study. */
const mostClusters = 200;

/** How training data are cut into sub-domains. */
export const subdomainsSchema = z
  .strictObject({
    by: z
      .enum(['auto', 'time', 'cluster', 'site', 'subject', 'task'])
      .default('auto')
      .describe(
        'time: contiguous blocks; cluster: rows whose EMG context is alike; site, subject, task: one each. auto: by task if several tasks are learned from, else by subject if several subjects are, else by time; by time if count is given.',
      ),
    count: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('How many sub-domains, if by is time or cluster (of these, 200 at most). Default: 8.'),
  })
  .refine(({ by, count }) => by !== 'cluster' || (count ?? 0) <= mostClusters, {
    path: ['count'],
    message: `at most ${mostClusters} clusters`,
  })
  .prefault({})
  .describe('The sub-domains, one local model each.');

/** How muscle forces are estimated where none are given. */
export const labelsSchema = z
  .strictObject({
    method: z
      .enum(['auto', 'plain', 'emg-assisted'])
      .default('auto')
      .describe(
        'Static optimisation. plain: least squared activation. emg-assisted: nearest to the EMG. auto: emg-assisted where channels cover both directions.',
      ),
    tendon: z
      .enum(['rigid', 'compliant'])
      .default('rigid')
      .describe(
        'rigid: the fibre takes up all change of length. compliant: fibre and tendon in equilibrium, frame by frame.',
      ),
  })
  .prefault({})
  .describe('Estimates of muscle forces where none are given.');

/** What the network sees. */
export const featuresSchema = z
  .strictObject({
    lagsMs: z
      .array(z.number().min(0).max(2000))
      .min(1)
      .max(32)
      .refine((lags) => lags.every((lag, i) => i === 0 || lag > lags[i - 1]!), 'growing lags, none twice')
      .default([0, 100, 200, 300, 400, 500])
      .describe('How far back each copy of the EMG looks, in ms.'),
    contextS: z
      .number()
      .min(0)
      .max(30)
      .default(4)
      .describe('Span of the causal mean and deviation of the envelopes, in s; 0 leaves the context out.'),
    compression: z
      .enum(['none', 'log'])
      .default('log')
      .describe(
        'log: the logarithm of each normalised envelope plus 0.02, so that weak contractions differ as much as strong ones.',
      ),
    names: z
      .array(z.enum(['subject', 'site', 'task']))
      .max(3)
      .refine((names) => new Set(names).size === names.length, 'none twice')
      .default(['subject'])
      .describe(
        'Names that the network is told: an input for each subject, site or task with training rows, where there are 2 to 100 of them.',
      ),
  })
  .prefault({})
  .describe('The inputs of the network.');

/** How one local model is trained. */
export const trainingSchema = z
  .strictObject({
    engine: z
      .enum(['auto', 'kernel', 'tensor'])
      .default('auto')
      .describe(
        'What computes loss and gradient: kernel is the fastest on a CPU, and what auto takes; tensor is TensorFlow.js.',
      ),
    compute: z
      .enum(['lambda', 'gpu'])
      .default('lambda')
      .describe('Where it runs in the cloud: gpu is a spot GPU, where the installation has any.'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe('Seed of every random choice.'),
    physicsWeight: z
      .number()
      .min(0)
      .max(100)
      .default(0.1)
      .describe('Weight of the equation of motion in the loss; 0 is the data-driven control.'),
    weightDecay: z
      .number()
      .min(0)
      .max(1)
      .default(1e-5)
      .describe('Weight of the squared network weights in the loss.'),
    inputNoise: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe(
        'Noise on the inputs made of EMG while training, in deviations of each; it stays the same over a stretch of a batch.',
      ),
    nameDropout: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe(
        'Share of the stretches of a batch in which the network is not told the subject, and likewise site and task, so that it can answer without; see features.names.',
      ),
    hidden: z
      .array(z.int().min(1).max(512))
      .min(1)
      .max(6)
      .default([48, 48])
      .describe('Widths of the hidden layers.'),
    optimiser: z
      .enum(['soap', 'adam'])
      .default('soap')
      .describe(
        'What goes down by batches: soap is Adam in a basis that follows the gradients of each layer.',
      ),
    epochs: z.int().min(0).max(10_000).default(60).describe('Most passes over the data by batches.'),
    batchRows: z.int().min(16).max(65_536).default(256).describe('Rows of a batch.'),
    learningRate: z
      .number()
      .positive()
      .max(1)
      .default(5e-3)
      .describe('Step size at its start; Adam is best with 0.003.'),
    lbfgsIterations: z
      .int()
      .min(0)
      .max(10_000)
      .default(20)
      .describe('Most iterations of L-BFGS after the batches.'),
    single: z
      .boolean()
      .default(true)
      .describe(
        'Train one further model on everything, or an even share of a study too large for one training, for comparison and blending.',
      ),
  })
  .prefault({})
  .describe('The training of the local models.');

/** How local models become the global one. */
export const ensembleSchema = z
  .strictObject({
    mode: z
      .enum(['auto', 'inverse-error', 'gated', 'blended', 'stacked', 'uniform', 'single'])
      .default('auto')
      .describe(
        'Weighting that is published; auto takes the best on validation recordings. One that errs far more there than the better of uniform and single, and more than always to say the mean would, is not published: the best is, with a warning.',
      ),
    quorum: z.number().gt(0).max(1).default(0.8).describe('Share of the local models that must arrive.'),
  })
  .prefault({})
  .describe('The weighting of the local models.');
