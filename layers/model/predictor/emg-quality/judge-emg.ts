import type { GivenNames } from '../../inputs/index.ts';
import { settledRows } from '../emg-input/warm-up.ts';
import type { GlobalModel } from '../global-model.ts';
import { type EmgFlag, emgFlag } from './emg-flag.ts';
import { type ComparedBy, comparedWithNearest, comparisonFor, excesses, metricOf } from './emg-reference.ts';
import { stretchRowsOf } from './stretch-rows.ts';
import { stretchStatistics } from './stretch-statistics.ts';

/** How the EMG of a recording compares with that of the training. */
export interface EmgQuality {
  /**
   * The recordings of the training that it was compared with: those of the person in the task; else of all people in the task;
   * else of the person; else all. Of several groups, the nearest.
   */
  readonly comparedBy: ComparedBy;
  /** Present if more than half of the stretches are unlike the training: their most frequent finding. */
  readonly flag?: EmgFlag;
  /**
   * Columns of channels whose envelopes were filled from the other channels, because `flag` finds them far weaker than usual;
   * absent if there are none.
   */
  readonly filled?: readonly string[];
  /**
   * Stretches of about four seconds, one behind the other; none of a recording below one second. They leave out the ends of the
   * recording, where the filters of the envelopes have not settled.
   */
  readonly stretches: readonly JudgedStretch[];
}

export interface JudgedStretch {
  /** First row of the prediction in the stretch. */
  readonly startRow: number;
  /** Exclusive. */
  readonly endRow: number;
  /** Present if the stretch is unlike the training. */
  readonly flag?: EmgFlag;
}

/**
 * Compares the EMG of a recording with that of the training.
 *
 * @param envelopes channels x rows, normalised
 * @param sampleRateHz rate of the EMG that they were computed from
 * @returns undefined if the model has no EMG to compare with
 */
export function judgeEmg(
  { emgReference, signals }: Pick<GlobalModel, 'emgReference' | 'signals'>,
  envelopes: readonly Float64Array[],
  { sampleRateHz, ...names }: { readonly sampleRateHz: number } & GivenNames,
): EmgQuality | undefined {
  if (!emgReference) return undefined;
  const { by, groups } = comparisonFor(emgReference.groups, names);
  const threshold = emgReference.thresholds[by];
  if (!threshold) return undefined;
  const usual = threshold.centre[0]! + threshold.scale[0]! * threshold.most;
  const metric = metricOf(emgReference, envelopes.length);
  const columns = signals.emg.channels.map(({ column }) => column);
  const flagOf = (statistics: Float64Array): EmgFlag | undefined => {
    const compared = comparedWithNearest(metric, statistics, groups);
    const times = Math.max(...excesses(compared, threshold)) / threshold.most;
    return times > 1 ? emgFlag(statistics, compared, usual, times, columns) : undefined;
  };
  const settled = settledRows({ signals }, sampleRateHz, envelopes[0]!.length);
  const rows = stretchRowsOf(Math.max(0, settled.end - settled.start), signals.rateHz).map((stretch) => ({
    start: settled.start + stretch.start,
    end: settled.start + stretch.end,
  }));
  const stretches = rows.map(({ start, end }): JudgedStretch => {
    const flag = flagOf(stretchStatistics(envelopes.map((envelope) => envelope.subarray(start, end))));
    return { startRow: start, endRow: end, ...(flag ? { flag } : {}) };
  });
  const flag = commonFlag(stretches);
  return { comparedBy: by, ...(flag ? { flag } : {}), stretches };
}

/** The most frequent finding, at its clearest, if more than half of the stretches are flagged. */
function commonFlag(stretches: readonly JudgedStretch[]): EmgFlag | undefined {
  const flags = stretches.flatMap(({ flag }) => flag ?? []);
  if (flags.length <= stretches.length / 2) return undefined;
  const byFinding = [...Map.groupBy(flags, ({ kind, channels }) => [kind, ...channels].join()).values()];
  const common = byFinding.reduce((most, one) => (one.length > most.length ? one : most));
  return common.reduce((clearest, one) => (one.times > clearest.times ? one : clearest));
}
