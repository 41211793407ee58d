/**
 * What preparing and aggregating take of one core of an AMD EPYC, measured on 2026-11-27 by `npm run bench -- scale`, `-- slopes`
 * and `-- large-recordings`. Rounded so that no measurement exceeds what these lines say; bench/speed/slopes.test.ts
 * compares them with bench/speed/results.
 */
export const measured = {
  prepare: {
    baseS: 1,
    /** Reading and filtering: all of what raw EMG takes more than envelopes. */
    secondsPerMb: 0.027,
    /** Labels, features, cutting and writing, of 5 muscles. */
    secondsPerRow: 4e-6,
    secondsPerRowInput: 0.14e-6,
    /** While recordings are read. */
    baseMb: 280,
    /** When all of them are rows. */
    baseOfRowsMb: 140,
    /** What a megabyte of the recording that is being read takes besides itself: its numbers, and those filtered. */
    mbPerMbRead: 2.5,
    /** Garbage that is not collected yet counts like the rest. */
    bytesPerByteOfRow: 2,
  },
  aggregate: {
    baseS: 3,
    secondsPerModel: 0.018,
    secondsPerHeldOutRow: 165e-6,
    /** Of one model to one held-out row. */
    secondsPerAnswer: 0.3e-6,
    baseMb: 250,
    mbPerModel: 0.04,
    /** What is kept of each output and held-out row by all modes together, in numbers of four bytes. */
    numbersPerOutput: 72,
    /** Three objects and a table of each model, sixteen on their way at once. */
    requestsPerModel: 4 / 16,
  },
} as const;

/** What nobody has measured, as there was no account to measure in. */
export const assumed = {
  /** A Lambda's arm64 core against the one that was measured. */
  lambdaSlowdown: 1.5,
  s3MbPerS: 60,
  s3SecondsPerRequest: 0.04,
} as const;
