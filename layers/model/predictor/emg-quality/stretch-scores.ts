import { dot, inversePositive, solvePositive } from '../../../base/numbers/index.ts';
import {
  channelPairs,
  levelStatistics,
  statisticsOfChannel,
  statisticsWithChannel,
  withChannelsAt,
} from './stretch-statistics.ts';

/** What is compared: everything, an exchange of two channels, one channel alone, the gain of all channels. */
export const scoreNames = ['all', 'exchange', 'channel', 'gain'] as const;

/** How far a stretch lies from a group, in four ways without unit: larger is farther. */
export interface StretchScores {
  /** In the order of `scoreNames`. */
  readonly scores: readonly number[];
  /** Mean squared distance as it is, and what is left of it with the pair exchanged, without the channel, or with a common gain. */
  readonly distances: {
    readonly all: number;
    readonly exchange: number;
    readonly channel: number;
    readonly gain: number;
  };
  /** The pair of channels whose exchange explains the stretch best; undefined with one channel. */
  readonly pair: readonly [number, number] | undefined;
  /** The channel without which the stretch is most like the group. */
  readonly channel: number;
}

/** Squared distances below this one count as near: their ratios are noise. */
const near = 0.3;

/** Distances between stretches of EMG and groups of stretches, by the deviations and correlations within groups. */
export class StretchMetric {
  readonly #channels: number;
  readonly #deviation: Float64Array;
  /** Inverse of the correlations. */
  readonly #precision: Float64Array;
  readonly #pairs: readonly (readonly [number, number])[];

  /** @param deviation one a statistic. @param correlation statistics x statistics, 1 on the diagonal */
  constructor(channels: number, deviation: ArrayLike<number>, correlation: Float64Array) {
    this.#channels = channels;
    this.#deviation = Float64Array.from(deviation);
    this.#precision = inversePositive(correlation, deviation.length);
    this.#pairs = channelPairs(channels);
  }

  /** Mean squared distance: about 1 within a group. */
  distance(statistics: Float64Array, mean: ArrayLike<number>): number {
    return this.#square(this.#off(statistics, mean)) / statistics.length;
  }

  scores(statistics: Float64Array, mean: ArrayLike<number>): StretchScores {
    const all = this.distance(statistics, mean);
    const exchanges = this.#pairs.map((pair) =>
      this.distance(withChannelsAt(statistics, exchanged(pair, this.#channels)), mean),
    );
    const without = this.#withoutEachChannel(statistics, mean);
    const exchange = leastAt(exchanges);
    const channel = leastAt(without);
    const shift = this.#shift(statistics, mean);
    const distances = {
      all,
      exchange: exchanges[exchange] ?? all,
      channel: without[channel] ?? all,
      gain: this.distance(this.#shifted(statistics, -shift), mean),
    };
    const less = (left: number) => Math.log((all + near) / (left + near));
    return {
      scores: [all, less(distances.exchange), less(distances.channel), Math.abs(shift)],
      distances,
      pair: this.#pairs[exchange],
      channel,
    };
  }

  #off(statistics: Float64Array, mean: ArrayLike<number>): Float64Array {
    return statistics.map((value, at) => (value - mean[at]!) / this.#deviation[at]!);
  }

  #square(off: Float64Array): number {
    return dot(off, this.#times(off));
  }

  #times(off: Float64Array): Float64Array {
    const size = off.length;
    return off.map((_, row) => dot(this.#precision.subarray(row * size, (row + 1) * size), off));
  }

  /**
   * The distance by the statistics of the other channels, for each channel. With P the precision and c the statistics to leave
   * out, v' P v - (P v)_c' (P_cc)^-1 (P v)_c is the squared distance of the others (Schur's complement).
   */
  #withoutEachChannel(statistics: Float64Array, mean: ArrayLike<number>): number[] {
    if (this.#channels < 2) return [];
    const off = this.#off(statistics, mean);
    const size = off.length;
    const times = this.#times(off);
    const square = dot(off, times);
    return Array.from({ length: this.#channels }, (_, channel) => {
      const left = statisticsWithChannel(channel, this.#channels);
      const own = Float64Array.from(left, (at) => times[at]!);
      const block = Float64Array.from(
        left.flatMap((row) => left.map((at) => this.#precision[row * size + at]!)),
      );
      return (square - dot(own, solvePositive(block, own))) / (size - left.length);
    });
  }

  /** How much stronger all channels are together, as a logarithm. */
  #shift(statistics: Float64Array, mean: ArrayLike<number>): number {
    let sum = 0;
    for (let channel = 0; channel < this.#channels; channel++) {
      sum += levelOff(statistics, mean, channel);
    }
    return sum / this.#channels;
  }

  /** The statistics of all channels stronger by a factor. @param log its logarithm */
  #shifted(statistics: Float64Array, log: number): Float64Array {
    const ofChannels = this.#channels * statisticsOfChannel;
    return statistics.map((value, at) =>
      at < ofChannels && at % statisticsOfChannel < statisticsOfChannel - 1 ? value + log : value,
    );
  }
}

/** How much stronger a channel is than in a group, as a logarithm. */
export function levelOff(statistics: ArrayLike<number>, mean: ArrayLike<number>, channel: number): number {
  return meanOff(statistics, mean, channel, levelStatistics);
}

/** Mean difference from a group over some statistics of a channel. */
export function meanOff(
  statistics: ArrayLike<number>,
  mean: ArrayLike<number>,
  channel: number,
  which: readonly number[],
): number {
  const at = channel * statisticsOfChannel;
  return which.reduce((sum, one) => sum + statistics[at + one]! - mean[at + one]!, 0) / which.length;
}

function exchanged([first, second]: readonly [number, number], channels: number): number[] {
  const order = Array.from({ length: channels }, (_, at) => at);
  order[first] = second;
  order[second] = first;
  return order;
}

function leastAt(values: readonly number[]): number {
  return values.reduce((best, value, at) => (value < values[best]! ? at : best), 0);
}
