import { assumed } from '../capacity/index.ts';

/** How fast things go, each with where the figure is from. What was not measured says so. */
export const speed = {
  /**
   * One whole training by the kernel with all defaults, reading and checkpoints included, on one quiet core:
   * `npm run bench -- training`, then `npm run bench -- cost` (bench/speed/results/cost.json).
   */
  kernelNsPerRowParameterPass: 0.33,
  /** A Lambda of 1,769 MB has one vCPU; that of arm64 was not measured, and is taken for so much slower. */
  lambdaSlowdown: assumed.lambdaSlowdown,
  /** Passes that L-BFGS makes in one iteration, line search included. */
  passesPerLbfgsIteration: 1.1,
  /** Start of a Lambda, reading its tables, writing its model, s; most of it S3. */
  lambdaStartS: 2,
  /** Not measured. TensorFlow.js dispatches some 150 operations a step, of about 50 microseconds each on any GPU. */
  gpuStepS: 0.0075,
  /** Not measured. An instance starts, pulls the image, and loads CUDA, s; the first job of an instance waits for it. */
  gpuInstanceStartS: 300,
  gpuJobStartS: 20,
  /** Not measured. A SageMaker training job is billed from downloading its image on, s. */
  sageMakerStartS: 90,
} as const;
