import type { Random } from '../../../layers/base/numbers/index.ts';

/** EMG of a recording, channels x samples, in the unit of its columns. */
export interface FaultyEmg {
  readonly sampleRateHz: number;
  readonly channels: readonly Float64Array[];
}

/** A fault of the EMG that a laboratory could cause, in each way in which a number of channels can have it. */
export interface EmgFault {
  readonly name: string;
  /** Channels that have it, one entry a way; no channel if it is all of them. */
  readonly ways: (channels: number) => readonly (readonly number[])[];
  /** What a flag must say to name it. */
  readonly kinds: readonly string[];
  readonly apply: (emg: FaultyEmg, way: readonly number[], around: FaultAround) => Float64Array[];
}

export interface FaultAround {
  readonly kind: 'raw' | 'envelope';
  /** EMG envelope that is normalised to 1, by channel, in the unit of the samples. */
  readonly scales: readonly number[];
  readonly random: Random;
}

const eachChannel = (channels: number) => Array.from({ length: channels }, (_, at) => [at]);
const all = () => [[]];

export const emgFaults: readonly EmgFault[] = [
  { name: 'none', ways: all, kinds: [], apply: ({ channels }) => [...channels] },
  {
    name: 'two channels exchanged',
    ways: (channels) =>
      eachChannel(channels).flatMap(([a]) =>
        eachChannel(channels).flatMap(([b]) => (a! < b! ? [[a!, b!]] : [])),
      ),
    kinds: ['channels-exchanged'],
    apply: ({ channels }, [a, b]) => channels.map((_, at) => channels[at === a ? b! : at === b ? a! : at]!),
  },
  {
    name: 'a channel is dead',
    ways: eachChannel,
    kinds: ['channel-weak'],
    apply: (emg, way, { scales, random, kind }) =>
      replaced(emg, way, (_, at) => {
        const noise = 0.005 * scales[at]!;
        return kind === 'raw' ? noise * random.normal() : noise * Math.abs(1 + 0.2 * random.normal());
      }),
  },
  {
    name: 'a channel with noise of half its scale',
    ways: eachChannel,
    kinds: ['channel-noisy'],
    // The mean of the absolute value of normal noise is sqrt(2 / pi) of its deviation.
    apply: (emg, way, { scales, random, kind }) =>
      replaced(emg, way, (value, at) => {
        const noise = 0.5 * scales[at]! * random.normal();
        return kind === 'raw'
          ? value + noise / Math.sqrt(2 / Math.PI)
          : Math.hypot(value, 0.5 * scales[at]! + 0.3 * noise);
      }),
  },
  {
    name: 'a channel with hum of half its scale',
    ways: eachChannel,
    kinds: ['channel-noisy'],
    apply: (emg, way, { scales, kind }) =>
      replaced(emg, way, (value, at, sample) => {
        const half = 0.5 * scales[at]!;
        if (kind === 'envelope') return Math.hypot(value, half);
        return value + (Math.PI / 2) * half * Math.sin((2 * Math.PI * 50 * sample) / emg.sampleRateHz);
      }),
  },
  ...[0.1, 10].map(
    (factor): EmgFault => ({
      name: `gain of ${factor}`,
      ways: all,
      kinds: ['gain'],
      apply: ({ channels }) => channels.map((channel) => channel.map((value) => factor * value)),
    }),
  ),
];

function replaced(
  { channels }: FaultyEmg,
  way: readonly number[],
  how: (value: number, channel: number, sample: number) => number,
): Float64Array[] {
  return channels.map((channel, at) =>
    way.includes(at) ? channel.map((value, sample) => how(value, at, sample)) : channel,
  );
}
