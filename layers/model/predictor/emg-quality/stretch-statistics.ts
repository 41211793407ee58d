import { mean, pearson, percentile } from '../../../base/numbers/index.ts';

/** Percentiles of the logarithmic envelope that describe a channel. */
const percents = [5, 25, 50, 75, 95] as const;
/** Of each channel: the percentiles, then the roughness. */
export const statisticsOfChannel = percents.length + 1;
/** The median and the percentiles above it: how strong a channel is. */
export const levelStatistics = [2, 3, 4] as const;
/** The percentiles below the median: how quiet a channel becomes between contractions. */
export const quietStatistics = [0, 1] as const;

/** Added to normalised envelopes (1 is a strong contraction) before the logarithm, so that a dead channel stays finite. */
const silence = 0.005;
const leastRoughness = 0.003;
/** A correlation beyond this one says no more than this one. */
const mostCorrelation = 0.98;
/** Samples on each side of a centred mean. */
const halfSpan = 2;

/** All pairs of channels, the first before the second, in the order of their statistics. */
export function channelPairs(channels: number): (readonly [number, number])[] {
  return Array.from({ length: channels }, (_, first) => first).flatMap((first) =>
    Array.from({ length: channels - first - 1 }, (_, at) => [first, first + 1 + at] as const),
  );
}

/**
 * Numbers that describe a stretch of EMG, without unit. For each channel, of the logarithm L of its envelope: percentiles, and
 * the logarithm of its roughness, which is the deviation of L from its centred mean of five samples. Then Fisher's z of the
 * correlation of L for each pair of channels. They do not depend on the order of contractions, nor on their number.
 *
 * @param envelopes channels x rows, normalised; five rows or more
 */
export function stretchStatistics(envelopes: readonly Float64Array[]): Float64Array {
  const logs = envelopes.map((envelope) => envelope.map((value) => Math.log(Math.max(0, value) + silence)));
  return Float64Array.from([
    ...logs.flatMap((log) => [...percents.map((percent) => percentile([log], percent)), roughness(log)]),
    ...channelPairs(logs.length).map(([first, second]) => fisher(pearson(logs[first]!, logs[second]!))),
  ]);
}

/** The same stretch with the channels in another order. @param order for each place, the channel that moves there */
export function withChannelsAt(statistics: Float64Array, order: readonly number[]): Float64Array {
  const channels = order.length;
  const pairAt = new Map(channelPairs(channels).map(([a, b], at) => [a * channels + b, at]));
  const ofPairs = channels * statisticsOfChannel;
  const moved = new Float64Array(statistics.length);
  for (const [to, from] of order.entries()) {
    const at = from * statisticsOfChannel;
    moved.set(statistics.subarray(at, at + statisticsOfChannel), to * statisticsOfChannel);
  }
  for (const [at, [a, b]] of channelPairs(channels).entries()) {
    const [from, other] = [order[a]!, order[b]!];
    const pair = pairAt.get(Math.min(from, other) * channels + Math.max(from, other))!;
    moved[ofPairs + at] = statistics[ofPairs + pair]!;
  }
  return moved;
}

/** Indices of the statistics that a channel has a part in. */
export function statisticsWithChannel(channel: number, channels: number): number[] {
  const own = Array.from({ length: statisticsOfChannel }, (_, at) => channel * statisticsOfChannel + at);
  const pairs = channelPairs(channels).flatMap((pair, at) =>
    pair.includes(channel) ? [channels * statisticsOfChannel + at] : [],
  );
  return [...own, ...pairs];
}

function roughness(log: Float64Array): number {
  const rows = log.length - 2 * halfSpan;
  let squares = 0;
  for (let row = halfSpan; row < halfSpan + rows; row++) {
    squares += (log[row]! - mean(log.subarray(row - halfSpan, row + halfSpan + 1))) ** 2;
  }
  return Math.log(Math.sqrt(squares / rows) + leastRoughness);
}

/** 0 for a channel that does not vary. */
function fisher(r: number): number {
  if (Number.isNaN(r)) return 0;
  return Math.atanh(Math.min(mostCorrelation, Math.max(-mostCorrelation, r)));
}
