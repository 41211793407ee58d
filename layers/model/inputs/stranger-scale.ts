import { mean } from '../../base/numbers/index.ts';

/**
 * Normalisation of the EMG of a subject without training data. One recording shows less of a person's EMG than many: a task
 * may use a muscle only weakly, and normalising the recording by itself would then amplify it. So its scale is shrunk towards
 * the usual scale of the study, by a slope fitted on the study's own recordings:
 *
 *     log scale = usual of the channel + slope (log own - usual own of the channel)
 */
export interface StrangerScale {
  /** 1: only the recording counts; 0: only the study. */
  readonly slope: number;
  /** Mean of log(scale of the subject), one for each channel. */
  readonly usualLog: readonly number[];
  /** Mean of log(scale of the recording by itself), one for each channel. */
  readonly usualOwnLog: readonly number[];
}

/** The scales of one recording of a subject with several recordings. */
export interface ScalePair {
  readonly subject: string;
  /** Scale from this recording alone, one for each channel; mV, or no unit if the study's channels are normalised. */
  readonly own: readonly number[];
  /** Scale from all recordings of the subject. */
  readonly ofSubject: readonly number[];
}

/** Fewer subjects do not show how subjects differ. */
const fewestSubjects = 3;

/** Fits the slope by least squares over all channels together. @returns undefined if too few subjects have several recordings */
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

/** Scales for a subject without training data. @param own scales from one recording alone, one for each channel */
export function strangerScales(fitted: StrangerScale | undefined, own: readonly number[]): number[] {
  if (!fitted) return [...own];
  const { slope, usualLog, usualOwnLog } = fitted;
  return own.map((scale, at) => Math.exp(usualLog[at]! + slope * (Math.log(scale) - usualOwnLog[at]!)));
}
