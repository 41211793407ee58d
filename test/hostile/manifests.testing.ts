import { leastManifest } from '../../layers/study/recordings/testing.ts';
import type { TextOfSize } from './text-of-size.testing.ts';

const times = (text: string, count: number) => text.repeat(Math.max(1, Math.floor(count)));
const list = <One>(count: number, one: (at: number) => One) =>
  Array.from({ length: Math.floor(count) }, (_, at) => one(at));
const fields = (count: number, value: unknown) => Object.fromEntries(list(count, (at) => [`k${at}`, value]));
const manifest = (changes: object) => JSON.stringify({ ...leastManifest(), ...changes });
const recordings = (count: number, more: (at: number) => object) =>
  manifest({ recordings: list(count, (at) => ({ file: `${at}.csv`, subject: '1A', ...more(at) })) });
const muscle = {
  name: 'm',
  maxIsometricForceN: 1,
  optimalFibreLengthM: 0.1,
  tendonSlackLengthM: 0.1,
  momentArmM: [0.01],
  pathLengthM: [0.2],
};
const joint = (changes: object) =>
  manifest({
    joint: {
      name: 'j',
      positive: 'flexion',
      rangeDeg: [0, 90],
      segment: { massKg: 1, centreOfMassM: 0.1, inertiaKgM2: 0.02 },
      muscles: [muscle],
      ...changes,
    },
  });

/** study.json, with joints of its own, that is made to slow down its reader, of a given number of characters. */
export const hostileManifests: Readonly<Record<string, TextOfSize>> = {
  'brackets alone': (n) => times('[', n),
  'brackets that close': (n) => times('[', n / 2) + times(']', n / 2),
  'objects in objects': (n) => times('{"a":', n / 6) + times('}', n / 6),
  'spaces alone': (n) => `${times(' ', n)}x`,
  'a name without end': (n) => manifest({ [times('k', n)]: 1 }),
  'a name of points and brackets': (n) => manifest({ [times('.a[', n / 3)]: 1 }),
  'a long path times many values': (n) => `{"${times('p', n / 2)}":[${times('1,', n / 4)}1]}`,
  'a path below the bound times many values': (n) =>
    `${list(50, (at) => `{"${'k'.repeat(190)}${at}":`).join('')}[${times('1,', n / 2)}1]${'}'.repeat(50)}`,
  'the same field again and again': (n) => `{${times('"a":1,', n / 6)}"b":1}`,
  'a string of escapes': (n) => `{"a":"${times('\\u0041', n / 6)}"}`,
  'a number without end': (n) => `{"version":${times('1', n)}x}`,
  'a fraction without end': (n) => `{"version":1.${times('1', n)}e5x}`,
  'many fields that nobody reads': (n) => manifest(fields(n / 12, 1)),
  'such fields in many recordings': (n) => recordings(n / 45, (at) => ({ [`x${at}`]: 1 })),
  'recordings that are numbers': (n) => manifest({ recordings: list(n / 2, () => 1) }),
  'recordings that are empty': (n) => manifest({ recordings: list(n / 3, () => ({})) }),
  'a slip in every recording': (n) => recordings(n / 45, () => ({ split: 'trian' })),
  'a posture of its own in every recording': (n) =>
    recordings(Math.min(9_999, n / 100), (at) => ({ posture: `${'seate'.repeat(10)}${at}` })),
  'a load in every recording': (n) => recordings(Math.min(9_999, n / 60), () => ({ load: { massKg: 1 } })),
  'the same file in every recording': (n) => recordings(Math.min(9_999, n / 35), () => ({ file: 'a.csv' })),
  'a file of many folders': (n) => manifest({ recordings: [{ file: times('a/', n / 2), subject: '1A' }] }),
  'a subject without end': (n) => manifest({ recordings: [{ file: 'a.csv', subject: `${times('a', n)}!` }] }),
  'many channels': (n) =>
    manifest({ muscles: list(n / 8, (at) => `m${at}`), signals: { emg: list(n / 8, (at) => `m${at}`) } }),
  'muscles like none of the joint': (n) =>
    manifest({ muscles: list(64, (at) => `${'r'.repeat(60)}${at}`), study: times('x', n) }),
  'lags that are text': (n) => manifest({ features: { lagsMs: list(n / 4, () => 'x') } }),
  'a joint of many muscles': (n) => joint({ muscles: list(n / 140, () => muscle) }),
  'a muscle of many names': (n) =>
    joint({ muscles: [{ ...muscle, standsFor: list(n / 8, (at) => `s${at}`) }] }),
  'a moment arm of many terms': (n) => joint({ muscles: [{ ...muscle, momentArmM: list(n / 2, () => 1) }] }),
  'a joint of many postures': (n) => joint({ postures: fields(n / 20, { cos: 7 }) }),
  'a joint that is none': (n) =>
    manifest({ joint: { name: 'x', muscles: list(n / 12, (at) => ({ nm: at })) } }),
  'a model with many coordinates held': (n) =>
    manifest({ joint: { file: 'a.osim', coordinate: 'c', positive: 'flexion', at: fields(n / 10, 'x') } }),
};
