import type { Fault } from '../../../base/faults/index.ts';
import { firstFaultsOf, nearestName } from '../../../base/faults/index.ts';
import type { GlobalModel } from '../global-model.ts';

/** All faults of EMG that is given as one list of numbers a channel: names, lengths and values. */
export function emgFaults(given: Readonly<Record<string, unknown>>, model: GlobalModel): Fault[] {
  const known = model.signals.emg.channels.map((channel) => channel.column);
  const isKnown = new Set(known);
  const names = Object.keys(given);
  const lengths = Object.values(given).flatMap((samples) => (isList(samples) ? [samples.length] : []));
  const usual = mostFrequent(lengths);
  return [
    ...firstFaultsOf(
      names.filter((name) => !isKnown.has(name)),
      (name) => unknownChannel(name, known),
    ),
    ...known.filter((name) => !Object.hasOwn(given, name)).map((name) => missingChannel(name, names)),
    ...known
      .filter((name) => Object.hasOwn(given, name))
      .flatMap((name) => sampleFaults(name, given[name], usual)),
  ];
}

function sampleFaults(name: string, samples: unknown, usual: number): Fault[] {
  if (!isList(samples)) {
    return [
      {
        code: 'CHANNEL_NOT_A_LIST',
        what: 'A channel is not a list of numbers.',
        where: { column: name },
        found: samples === null ? 'null' : typeof samples,
        expected: 'a list of numbers, one a sample',
        fix: 'Send the samples of the channel in square brackets.',
      },
    ];
  }
  const faults: Fault[] = [];
  if (samples.length !== usual || samples.length < 2) faults.push(lengthFault(name, samples.length, usual));
  let first = 0;
  while (first < samples.length && Number.isFinite(samples[first])) first++;
  if (first < samples.length) faults.push(valueFault(name, samples, first));
  return faults;
}

function lengthFault(name: string, length: number, usual: number): Fault {
  return {
    code: 'CHANNEL_LENGTH',
    what: 'The channels differ in length, or are too short to have a rate.',
    where: { column: name },
    found: `${length} samples`,
    expected: `${Math.max(2, usual)} samples, as in the other channels`,
    fix: 'Send the same stretch of time of every channel.',
  };
}

function valueFault(name: string, samples: ArrayLike<unknown>, first: number): Fault {
  const others = Array.from(samples).filter((value) => !Number.isFinite(value)).length - 1;
  return {
    code: 'SAMPLE_NOT_FINITE',
    what: `A sample is not a finite number${others > 0 ? `, and ${others} more of this channel` : ''}.`,
    where: { row: first + 1, column: name },
    found: shown(samples[first]),
    expected: 'a finite number',
    fix: 'Fill the gap from the source, or send the parts before and after it separately.',
  };
}

function unknownChannel(name: string, known: readonly string[]): Fault {
  const nearest = nearestName(name, known);
  return {
    code: 'CHANNEL_UNKNOWN',
    what: 'The model has no such channel.',
    where: { column: name.slice(0, 200) },
    found: JSON.stringify(name.slice(0, 80)),
    expected: `one of ${known.join(', ')}`,
    fix: nearest
      ? `Write ${JSON.stringify(nearest)} if that is meant, or leave the channel out.`
      : 'Leave the channel out.',
  };
}

function missingChannel(name: string, given: readonly string[]): Fault {
  return {
    code: 'CHANNEL_MISSING',
    what: 'A channel that the model needs is missing.',
    where: { column: name },
    found: given.length === 0 ? 'no channels' : given.slice(0, 40).join(', ').slice(0, 200),
    expected: `a channel called ${JSON.stringify(name)}`,
    fix: 'Send every channel of the model, under the name of its column in the study.',
  };
}

/** A number, text or null as written; the type of any other value. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return value === null || typeof value === 'string' ? JSON.stringify(value).slice(0, 60) : typeof value;
}

/** True for an array, as JSON has it, and for a typed array. */
function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0] as [number, number])[0];
}
