import {
  boolean,
  byKind,
  list,
  nullOr,
  number,
  object,
  oneOf,
  pair,
  recordOf,
  type Shape,
  type TypeOf,
  text,
  textLike,
} from '../shape.ts';

const name = text({ least: 1, most: 1000 });
const studyName = textLike(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63');
const pseudonym = textLike(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
  'letters, digits, hyphens, underscores and dots, at most 63',
);
const sha256 = textLike(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal digits');
const scale = number({ above: 0 });
const cutOffHz = number({ above: 0, most: 50 });
const column = text({ least: 1, most: 200 });
const muscle = text({ least: 1, most: 64 });
const direction = oneOf('flexion', 'extension', 'dorsiflexion', 'plantarflexion');
/** A share of 1 may have been rounded up. */
const share = number({ least: 0, most: 1 + 1e-9 });
const place = number({ least: 0, isWhole: true });
const naming = oneOf('subject', 'site', 'task');

const signals = object(
  {
    time: object({ column }),
    rateHz: number({ least: 20, most: 200 }),
    emg: object({
      kind: oneOf('raw', 'envelope'),
      unit: oneOf('V', 'mV', 'uV', 'normalised'),
      channels: list(object({ column, muscle }), { least: 1, most: 64 }),
      filter: object({ bandPassHz: pair(scale, scale), envelopeHz: cutOffHz, causal: boolean() }),
    }),
    angle: object({ column, unit: oneOf('deg', 'rad'), lowPassHz: cutOffHz }, { positive: direction }),
    forces: list(object({ column, muscle, unit: oneOf('N') }), { most: 64 }),
  },
  {
    torque: object(
      { column, unit: oneOf('N m'), lowPassHz: number({ least: 0, most: 50 }) },
      { positive: direction, valid: column },
    ),
  },
);

const features = object(
  { lagsMs: list(number({ least: 0 }), { least: 1 }), contextS: number({ least: 0 }) },
  { compression: oneOf('none', 'log'), names: list(naming) },
);

const side = number({ least: 1, most: 100_000, isWhole: true });
const tensor = object({ name, shape: list(side, { least: 1, most: 2 }), dtype: oneOf('float32') });
const localModel = object(
  {
    id: name,
    kind: oneOf('local', 'single'),
    label: text(),
    byteOffset: number({ least: 0, isWhole: true }),
    byteLength: number({ least: 4, isWhole: true }),
    weightsManifest: list(object({ paths: list(text()), weights: list(tensor) }), { least: 1 }),
  },
  { sha256 },
);

const seen = { mean: list(number()), deviation: list(scale), reach: number({ least: 0 }) };

interface KnownGate1 {
  readonly kind: 'known';
  readonly by: TypeOf<typeof naming>;
  readonly leads: Readonly<Record<string, readonly (readonly [place: number, part: number])[]>>;
  readonly share: number;
  readonly within: 'gate' | 'parts';
  readonly otherwise: Gate1;
}

interface BlendGate1 {
  readonly kind: 'blend';
  readonly gates: readonly Gate1[];
  readonly shares: readonly number[];
}

const constant = object({ kind: oneOf('constant'), weights: list(share) });
const context = object(
  {
    kind: oneOf('context'),
    temperature: number({ above: 0 }),
    members: list(nullOr(object({ ...seen, error: number({ above: 0 }) }))),
  },
  { most: number({ least: 1, isWhole: true }) },
);

/** A gate of version 1. */
export type Gate1 = TypeOf<typeof constant> | TypeOf<typeof context> | KnownGate1 | BlendGate1;

const deepestGate = 12;

function gateOf(depth: number): Shape<Gate1> {
  if (depth === 0) return byKind({ constant, context });
  const inner: Shape<Gate1> = gateOf(depth - 1);
  const known = object({
    kind: oneOf('known'),
    by: naming,
    leads: recordOf(text(), list(pair(place, share), { least: 1 })),
    share,
    within: oneOf('gate', 'parts'),
    otherwise: inner,
  });
  const blend = object({
    kind: oneOf('blend'),
    gates: list(inner, { least: 1 }),
    shares: list(share),
  });
  return byKind({ constant, context, known, blend });
}

const interval = nullOr(object({ factor: number({ least: 0 }), offset: number({ least: 0 }) }));
const outputIntervals = object({ angle: interval, forces: list(interval) });
const intervals = object(
  { named: outputIntervals, unnamed: outputIntervals },
  { subjectAlone: outputIntervals },
);

const correction = object(
  { offsetRad: number(), scale: number() },
  {
    residual: object({
      emgScales: list(scale),
      centres: list(list(number())),
      weightsRad: list(number()),
    }),
  },
);

/**
 * The shape of `model.json`, version 1, as it was published until version 2 began. It never changes. Models
 * of its first variant have no `sha256`, `trainedSites` and `trainedTasks`; earlier ones no `compression` and `names`.
 */
export const version1Schema = object(
  {
    format: oneOf('sarcomere-global-model'),
    version: oneOf(1),
    study: studyName,
    run: name,
    joint: name,
    anglePositive: name,
    signals,
    features,
    inputNames: list(name, { least: 1 }),
    inputRanges: list(pair(number(), number())),
    muscles: list(name),
    emgScales: recordOf(pseudonym, list(scale)),
    members: list(localModel, { least: 1 }),
    modes: recordOf(name, gateOf(deepestGate)),
    mode: name,
    contexts: list(nullOr(object(seen))),
    trainedSubjects: list(pseudonym),
    intervals: recordOf(name, intervals),
    angleCorrections: recordOf(pseudonym, correction),
  },
  {
    strangerScale: object({
      slope: number({ least: 0, most: 1 }),
      usualLog: list(number()),
      usualOwnLog: list(number()),
    }),
    trainedSites: list(pseudonym),
    trainedTasks: list(pseudonym),
  },
);

export type Version1 = TypeOf<typeof version1Schema>;
