import { decimals } from '../../../base/numbers/index.ts';
import type { ComparedStretch } from './emg-reference.ts';
import { levelOff, meanOff } from './stretch-scores.ts';
import { quietStatistics } from './stretch-statistics.ts';

/** What about the EMG is unlike the training. */
export const emgFlagKinds = [
  'channel-weak',
  'channel-strong',
  'channel-noisy',
  'channel-unlike',
  'channels-exchanged',
  'gain',
  'unlike',
] as const;
export type EmgFlagKind = (typeof emgFlagKinds)[number];

/** EMG that is unlike that of the training. */
export interface EmgFlag {
  readonly kind: EmgFlagKind;
  /** Columns of the channels that are meant: one, two that seem exchanged, or none if it is all of them. */
  readonly channels: readonly string[];
  /** How far beyond the threshold the EMG lies; above 1. */
  readonly times: number;
  /** One sentence for people. */
  readonly what: string;
}

/** A difference of the logarithms below this one is no finding about a channel: a factor of 1.6. */
const clear = 0.5;

/**
 * Names what is wrong with a stretch: the first of an exchange, a common gain and one channel that leaves no more than a usual
 * distance; if none does, the one that leaves least, if that is less than half.
 *
 * @param usual distance of a stretch that is just not flagged
 * @param columns of all channels
 */
export function emgFlag(
  statistics: Float64Array,
  { pair, channel, group, distances }: ComparedStretch,
  usual: number,
  times: number,
  columns: readonly string[],
): EmgFlag {
  const flag = (kind: EmgFlagKind, channels: readonly string[], what: string) => ({
    kind,
    channels,
    times,
    what,
  });
  const by = causeOf(distances, usual);
  if (by === 'exchange' && pair) {
    const both = pair.map((at) => columns[at]!);
    const what = `The channels ${both.join(' and ')} seem to be exchanged: each is like the other one in the training.`;
    return flag('channels-exchanged', both, what);
  }
  if (by === 'channel') {
    const column = columns[channel]!;
    const [kind, what] = channelFinding(statistics, group.mean, channel);
    return flag(kind, [column], `The channel ${column} ${what}`);
  }
  if (by === 'gain') {
    const offs = columns.map((_, at) => levelOff(statistics, group.mean, at));
    const factor = Math.exp(offs.reduce((sum, off) => sum + off, 0) / offs.length);
    return flag(
      'gain',
      [],
      `All channels together are ${decimals(factor, factor < 1 ? 2 : 1)} times as strong as usual.`,
    );
  }
  return flag(
    'unlike',
    [],
    'The EMG as a whole is unlike the training: perhaps another task, another speed or another electrode position.',
  );
}

type Cause = 'exchange' | 'gain' | 'channel';

function causeOf(distances: ComparedStretch['distances'], usual: number): Cause | undefined {
  const causes: readonly Cause[] = ['exchange', 'gain', 'channel'];
  const least = causes.reduce((best, cause) => (distances[cause] < distances[best] ? cause : best));
  const sufficient = causes.filter(
    (cause) => distances[cause] <= usual && distances[cause] < distances.all / 2,
  );
  if (sufficient.length > 0) return sufficient[0];
  return distances[least] < distances.all / 2 ? least : undefined;
}

function channelFinding(
  statistics: Float64Array,
  mean: ArrayLike<number>,
  channel: number,
): readonly [EmgFlagKind, string] {
  const level = levelOff(statistics, mean, channel);
  const quiet = meanOff(statistics, mean, channel, quietStatistics);
  if (level < -clear) return ['channel-weak', 'is far weaker than usual: perhaps dead or loose.'];
  if (quiet > clear && quiet > level + clear)
    return ['channel-noisy', 'never becomes as quiet as usual: perhaps noise or hum.'];
  if (level > clear) return ['channel-strong', 'is far stronger than usual.'];
  return ['channel-unlike', 'is unlike itself in the training.'];
}
