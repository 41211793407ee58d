import { mean } from '../../base/numbers/index.ts';

/**
 * How EMG of somebody whom training has not seen is normalised. One recording says less of a person's EMG than all of
 * them do: a task may ask little of a muscle, and then normalising the recording by itself would blow it up. So its scale
 * is drawn towards what is usual in the study, by as much as the study's own recordings tell:
 *
 *     log scale = usual of the channel + slope (log own - usual own of the channel)
 */
export interface StrangerScale {
  /** 1: the recording alone counts; 0: the study alone. */
  readonly slope: number;
  /** Mean of log(scale of the subject), one a channel. */
  readonly usualLog: readonly number[];
  /** Mean of log(scale of the recording by itself), one a channel. */
  readonly usualOwnLog: readonly number[];
}

/** One recording of a subject of whom there is more than one. */
export interface ScalePair {
  readonly subject: string;
  /** By itself, one a channel; mV as all scales, or no unit where the study's channels are normalised. */
  readonly own: readonly number[];
  /** By all recordings of the subject. */
  readonly ofSubject: readonly number[];
}

/** Fewer people say nothing of how people differ. */
const fewestSubjects = 3;

/** The slope by least squares over all channels together. @returns undefined where too few people have several recordings */
export function fitStrangerScale(pairs: readonly ScalePair[]): StrangerScale | undefined {
  if (new Set(pairs.map(({ subject }) => subject)).size < fewestSubjects) return undefined;
  const channels = pairs[0]!.own.map((_, channel) => ({
    own: pairs.map(({ own }) => Math.log(own[channel]!)),
    ofSubject: pairs.map(({ ofSubject }) => Math.log(ofSubject[channel]!)),
  }));
  const usualOwnLog = channels.map(({ own }) => mean(own));
  const usualLog = channels.map(({ ofSubject }) => mean(ofSubject));
  let product = 0;
  let square = 0;
  for (const [at, { own, ofSubject }] of channels.entries()) {
    for (const [pair, log] of own.entries()) {
      const off = log - usualOwnLog[at]!;
      product += off * (ofSubject[pair]! - usualLog[at]!);
      square += off * off;
    }
  }
  const slope = square > 0 ? Math.min(1, Math.max(0, product / square)) : 0;
  return { slope, usualLog, usualOwnLog };
}

/** @param own scales of one recording by itself, one a channel */
export function strangerScales(fitted: StrangerScale | undefined, own: readonly number[]): number[] {
  if (!fitted) return [...own];
  const { slope, usualLog, usualOwnLog } = fitted;
  return own.map((scale, at) => Math.exp(usualLog[at]! + slope * (Math.log(scale) - usualOwnLog[at]!)));
}
