/**
 * Time and memory of preparing and aggregating on one core of an AMD EPYC, measured on 2026-11-27 by `npm run bench -- scale`,
 * `-- slopes` and `-- large-recordings`. Rounded up, so that no measurement exceeds them; bench/speed/slopes.test.ts compares
 * them with bench/speed/results.
 */
export const measured = {
  prepare: {
    baseS: 1,
    /** Reading and filtering; the whole extra cost of raw EMG over envelopes. */
    secondsPerMb: 0.027,
    /** Labels, features, partition and writing, with 5 muscles. */
    secondsPerRow: 4e-6,
    secondsPerRowInput: 0.14e-6,
    /** While recordings are read. */
    baseMb: 280,
    /** After the recordings have become rows. */
    baseOfRowsMb: 140,
    /** For each megabyte of the recording that is being read, besides its bytes: its numbers, raw and filtered. */
    mbPerMbRead: 2.5,
    /** Includes garbage that is not collected yet. */
    bytesPerByteOfRow: 2,
  },
  aggregate: {
    baseS: 3,
    secondsPerModel: 0.018,
    secondsPerHeldOutRow: 165e-6,
    /** Outputs of one model for one held-out row. */
    secondsPerAnswer: 0.3e-6,
    baseMb: 310,
    mbPerModel: 0.04,
    /** Numbers of four bytes that all modes together keep for each output of each held-out row. */
    numbersPerOutput: 72,
    /** A forest's output for one row: a trial with 60 trees of 500 to 40,000 rows. */
    secondsPerForestAnswer: 10e-6,
    /** Reading a table once more, its digest included: each forest is checked on its own rows. */
    secondsPerRowRead: 0.6e-6,
    /** Of a forest for each training row, with no output and for each output: the same trial. */
    bytesPerForestRow: 50,
    bytesPerForestRowOutput: 10,
    /** Three objects and a table for each model, sixteen requests at once. */
    requestsPerModel: 4 / 16,
  },
} as const;

/** Assumed, not measured, for lack of an AWS account. */
export const assumed = {
  /** An arm64 core of Lambda compared with the measured core. */
  lambdaSlowdown: 1.5,
  s3MbPerS: 60,
  s3SecondsPerRequest: 0.04,
} as const;
