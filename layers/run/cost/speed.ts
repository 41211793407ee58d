import { assumed } from '../capacity/index.ts';

/** Speeds, each with its source. Speeds that were not measured are marked. */
export const speed = {
  /**
   * One training by the kernel with all defaults, reading and checkpoints included, on one quiet core:
   * `npm run bench -- training`, then `npm run bench -- cost` (bench/speed/results/cost.json).
   */
  kernelNsPerRowParameterPass: 0.33,
  /**
   * One forest on one core, for each training row, input, tree and doubling of rows above those of a leaf: a trial with 500 to
   * 40,000 rows of 40 and 60 inputs took 3 to 7 ns; `npm run bench -- forest` (bench/speed/results/forest.json) 5.0 ns.
   */
  forestNsPerRowInputTreeLevel: 5,
  /** A Lambda of 1,769 MB has one vCPU. How much slower an arm64 vCPU is was assumed, not measured. */
  lambdaSlowdown: assumed.lambdaSlowdown,
  /** Passes of one L-BFGS iteration, line search included. */
  passesPerLbfgsIteration: 1.1,
  /** Start of a Lambda, reading of its tables and writing of its model, s; mostly S3. */
  lambdaStartS: 2,
  /** Not measured. TensorFlow.js dispatches about 150 operations a step, each about 50 microseconds on any GPU. */
  gpuStepS: 0.0075,
  /** Not measured. Start of an instance, pull of the image and load of CUDA, s; the first job of an instance waits for them. */
  gpuInstanceStartS: 300,
  gpuJobStartS: 20,
  /** Not measured. Billed start of a SageMaker training job, from the download of its image, s. */
  sageMakerStartS: 90,
} as const;
