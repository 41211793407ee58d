import { z } from 'zod';

/**
 * Bound of the cost: every row is compared with every centre, and each cluster's table is gathered from the whole study.
 */
const mostClusters = 200;

/** The division of the training data into sub-domains. */
export const subdomainsSchema = z
  .strictObject({
    by: z
      .enum(['auto', 'time', 'cluster', 'site', 'subject', 'task'])
      .default('auto')
      .describe(
        'time: contiguous blocks; cluster: rows with similar EMG context; site, subject, task: one sub-domain for each. auto: by task if several tasks have training rows, else by subject if several subjects have, else by time; by time if count is given.',
      ),
    count: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('Number of sub-domains, if by is time or cluster (at most 200 clusters). Default: 8.'),
  })
  .refine(({ by, count }) => by !== 'cluster' || (count ?? 0) <= mostClusters, {
    path: ['count'],
    message: `at most ${mostClusters} clusters`,
  })
  .prefault({})
  .describe('The sub-domains, one local model each.');

/** The estimation of muscle forces if none are given. */
export const labelsSchema = z
  .strictObject({
    method: z
      .enum(['auto', 'plain', 'emg-assisted'])
      .default('auto')
      .describe(
        'Static optimisation. plain: least squared activation. emg-assisted: nearest to the EMG. auto: emg-assisted if channels cover both directions.',
      ),
    tendon: z
      .enum(['rigid', 'compliant'])
      .default('rigid')
      .describe(
        'rigid: only the fibre changes length. compliant: fibre and tendon in equilibrium, frame by frame.',
      ),
  })
  .prefault({})
  .describe('Estimates of muscle forces if none are given.');

/** The inputs of the network. */
export const featuresSchema = z
  .strictObject({
    lagsMs: z
      .array(z.number().min(0).max(2000))
      .min(1)
      .max(32)
      .refine((lags) => lags.every((lag, i) => i === 0 || lag > lags[i - 1]!), 'growing lags, none twice')
      .default([0, 100, 200, 300, 400, 500])
      .describe('Delay of each copy of the EMG, in ms.'),
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
        'Names among the inputs: one input for each subject, site or task with training rows, if there are 2 to 100.',
      ),
  })
  .prefault({})
  .describe('The inputs of the network.');

/** The training of one local model. */
export const trainingSchema = z
  .strictObject({
    engine: z
      .enum(['auto', 'kernel', 'tensor'])
      .default('auto')
      .describe(
        'Engine that computes loss and gradient. kernel: the fastest on a CPU, and the choice of auto. tensor: TensorFlow.js.',
      ),
    compute: z
      .enum(['lambda', 'gpu'])
      .default('lambda')
      .describe('Hardware of a training in the cloud. gpu: a spot GPU, if the installation has one.'),
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
      .describe('Weight of the squared parameters of the network in the loss.'),
    inputNoise: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe(
        'Noise on the EMG inputs during training, in deviations of each input; constant over a stretch of a batch.',
      ),
    nameDropout: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe(
        'Share of the stretches of a batch in which the subject is left out of the inputs, and likewise site and task, so that the network can predict without them; see features.names.',
      ),
    contextDropout: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe(
        'Share of the stretches of a batch in which the context inputs are set to their mean, so that the network can predict without them where the context leaves what training has seen; see features.contextS.',
      ),
    seeds: z
      .int()
      .min(1)
      .max(8)
      .default(3)
      .describe(
        'Networks of each sub-domain, which start from different random parameters; a study of more than 200 sub-domains has one of each. The published global model uses several where that is better.',
      ),
    strangers: z
      .boolean()
      .default(true)
      .describe(
        'Whether networks that never see names are trained beside the others, with more noise on their inputs, if the study has several subjects. They predict for people whom training has not seen.',
      ),
    forests: z
      .boolean()
      .default(true)
      .describe(
        'Whether forests of extremely randomised trees are trained beside the networks: by subject and task as far as there are several, and one of everything. They are a yardstick in every report, and part of the global model where that is better.',
      ),
    folds: z
      .boolean()
      .default(true)
      .describe(
        'Whether all local models are also trained without parts of the recordings, and without some subjects, more briefly, and predict them: the evidence for weights, modes and intervals of known and of new people. Only in a study with enough rows, and with at least four subjects for the latter.',
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
      .describe('Optimiser of the batches. soap: Adam in a basis that follows the gradients of each layer.'),
    epochs: z
      .int()
      .min(0)
      .max(10_000)
      .default(60)
      .describe('Maximal number of passes over the data in batches.'),
    batchRows: z.int().min(16).max(65_536).default(256).describe('Rows of a batch.'),
    learningRate: z
      .number()
      .positive()
      .max(1)
      .default(5e-3)
      .describe('Initial step size; adam is best with 0.003.'),
    lbfgsIterations: z
      .int()
      .min(0)
      .max(10_000)
      .default(20)
      .describe('Maximal number of iterations of L-BFGS after the batches.'),
    single: z
      .boolean()
      .default(true)
      .describe(
        'Also train a single model on everything, for comparison and blending; on an even share of a study too large for one training.',
      ),
    control: z
      .boolean()
      .default(true)
      .describe(
        'Also train the single model without the equation of motion, with the same seed, if physicsWeight is above 0 and the torque of a training recording is known: the report then shows what the equation of motion does. This control is never published.',
      ),
  })
  .prefault({})
  .describe('The training of the local models.');

/** The weighting of local models in the global model. */
export const ensembleSchema = z
  .strictObject({
    mode: z
      .enum(['auto', 'inverse-error', 'gated', 'blended', 'nested', 'stacked', 'uniform', 'single', 'forest'])
      .default('auto')
      .describe(
        'Mode of weighting to publish; auto takes the best on rows that folds predict, without folds on validation rows, and nested if it is as good. If the error of a mode there is far above that of the better of uniform and single, and above that of always predicting the mean, the best mode is published instead, with a warning.',
      ),
    quorum: z
      .number()
      .gt(0)
      .max(1)
      .default(0.8)
      .describe('Share of the local models that must be sound for a model to be published.'),
  })
  .prefault({})
  .describe('The weighting of the local models.');
