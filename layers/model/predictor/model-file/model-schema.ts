import { contextFadeSchema } from './context-fade-json.ts';
import { directionWords } from './directions.ts';
import { emgReferenceSchema } from './emg-reference-json.ts';
import { gateSchema } from './gate-json.ts';
import { boolean, list, nullOr, number, object, oneOf, pair, recordOf, text, textLike } from './shape.ts';

const name = text({ least: 1, most: 1000 });
/** Names of studies and people as the file may hold them; the same rules as when version 2 began. */
const studyName = textLike(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63');
const pseudonym = textLike(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
  'letters, digits, hyphens, underscores and dots, at most 63',
);
const sha256 = textLike(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal digits');
/** A divisor, or a number whose logarithm is taken. */
const scale = number({ above: 0 });
const count = number({ least: 0, isWhole: true });

const direction = oneOf(...directionWords);

const coordinate = object({
  name,
  unit: oneOf('rad'),
  positive: direction,
  measured: object({ column: name, unit: oneOf('deg', 'rad'), positive: direction }),
});

const signals = object({
  time: object({ column: name }),
  rateHz: number({ above: 0, most: 10_000 }),
  emg: object({
    kind: oneOf('raw', 'envelope'),
    unit: oneOf('V', 'mV', 'uV', 'normalised'),
    channels: list(object({ column: name, muscle: name }), { least: 1 }),
    filter: object({ bandPassHz: pair(scale, scale), envelopeHz: scale, causal: boolean() }),
  }),
});

const torque = object({
  rangesRad: list(pair(number(), number()), { least: 1 }),
  muscles: list(
    object({
      momentArmsM: list(list(number(), { least: 1 }), { least: 1 }),
      largestForceN: scale,
      deviationN: scale,
    }),
    { least: 1 },
  ),
});

const features = object({
  lagsMs: list(number({ least: 0 }), { least: 1 }),
  contextS: number({ least: 0 }),
  compression: oneOf('none', 'log'),
});

const strangerScale = object({
  slope: number({ least: 0, most: 1 }),
  usualLog: list(number()),
  usualOwnLog: list(number()),
});

const side = number({ least: 1, most: 100_000, isWhole: true });
const localModel = object(
  {
    id: name,
    kind: oneOf('local', 'single', 'further'),
    label: text(),
    byteOffset: count,
    byteLength: number({ least: 4, isWhole: true }),
    sha256,
    parameters: list(object({ name, shape: list(side, { least: 1, most: 2 }) })),
  },
  { learner: oneOf('network', 'forest') },
);

const context = object({
  mean: list(number()),
  deviation: list(scale),
  reach: number({ least: 0 }),
});

const interval = nullOr(
  object({ factor: number({ least: 0 }), offset: number({ least: 0 }) }, { most: number({ above: 0 }) }),
);
const outputIntervals = object(
  { angles: list(interval), forces: list(interval) },
  { torques: list(interval) },
);
const intervals = object(
  { allNames: outputIntervals, noNames: outputIntervals },
  { subjectOnly: outputIntervals, taskOnly: outputIntervals },
);

const angleCorrection = object(
  { offsetRad: number(), scale: number() },
  {
    byEmg: object({
      emgScales: list(scale),
      centres: list(list(number())),
      coefficientsRad: list(number()),
    }),
  },
);

const base64 = textLike(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'text in Base64');
const share = number({ least: 0, most: 1 });
const ownAngle = object(
  {
    offsetRad: number(),
    scale: share,
    centres: base64,
    coefficientsRad: base64,
    halfWidth90Rad: number({ least: 0 }),
  },
  { forest: object({ share, bytes: base64 }) },
);
const calibration = object({ emgScales: list(scale), angles: list(ownAngle) }, { task: pseudonym });

/** The shape of `model.json`, version 2. `disagreements` checks whether its parts agree with each other. */
export const modelSchema = object(
  {
    format: oneOf('sarcomere-global-model'),
    version: oneOf(2),
    study: studyName,
    run: name,
    joint: name,
    coordinates: list(coordinate, { least: 1 }),
    muscles: list(name),
    signals,
    features,
    inputNames: list(name, { least: 1 }),
    inputRanges: list(pair(number(), number())),
    emgScales: recordOf(pseudonym, list(scale)),
    localModels: list(localModel, { least: 1 }),
    modes: recordOf(name, gateSchema),
    mode: name,
    contexts: list(nullOr(context)),
    trainedSubjects: list(pseudonym),
    intervals: recordOf(name, intervals),
    angleCorrections: recordOf(pseudonym, list(angleCorrection)),
  },
  {
    torque,
    strangerScale,
    trainedSites: list(pseudonym),
    trainedTasks: list(pseudonym),
    emgReference: emgReferenceSchema,
    contextFade: contextFadeSchema,
    calibrations: recordOf(pseudonym, list(calibration)),
  },
);
