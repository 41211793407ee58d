import { FaultError } from '../../../base/faults/index.ts';
import { contiguousRanges } from '../../dataset/index.ts';
import type { Evidence } from './evidence.ts';
import { bestMode, type FittedMode } from './judge-modes.ts';

/** Modes whose weights depend on nothing that is fitted. Any sound mode comes near the better of these controls. */
const controls: ReadonlySet<string> = new Set(['uniform', 'single']);

/**
 * A mode is not published if its error exceeds both `worseThanMean` and this many times the error of the better control.
 * In the demo of the README the error of the published method is three times that of the single model, because constant
 * weights do not fit that study, and still below that of the mean. A manifest that asks for this method gets it.
 */
const far = 1.5;
/** The same for fewer than four stretches of validation rows, where chance makes larger differences. */
const farByFewStretches = 3;
const fewStretches = 4;

/** Above this error a mode is worse than the mean of the training rows, whose error over scaled outputs is about 1. */
const worseThanMean = 1.5;
/** A mode with a larger error is never published, however bad the controls are. */
const largestError = 10;

/** The mode to publish, and the warnings for its users. */
export interface PublishedMode {
  readonly mode: string;
  readonly warnings: readonly string[];
}

/**
 * The mode that the manifest asks for, or the best one; never a mode that is far worse than both controls, or that has
 * nothing to do with the EMG. Without validation rows no mode can be judged, and the mode of the manifest is taken.
 *
 * @param wanted a fitted mode, or `auto`
 * @throws FaultError NO_SOUND_MODE
 */
export function publishableMode(
  fitted: readonly FittedMode[],
  wanted: string,
  { known }: Evidence,
): PublishedMode {
  if (!known) return { mode: wanted === 'auto' ? bestMode(fitted) : wanted, warnings: [] };
  const stretches = contiguousRanges(known.table).length;
  const bounds = {
    error: boundOf(fitted, 'error', stretches),
    errorWithoutNames: boundOf(fitted, 'errorWithoutNames', stretches),
  };
  const sound = fitted.filter(
    (one) => one.error <= bounds.error && one.errorWithoutNames <= bounds.errorWithoutNames,
  );
  if (sound.length === 0) throw new FaultError([noSoundMode(fitted)]);
  if (wanted === 'auto') return { mode: bestMode(sound), warnings: [] };
  if (sound.some(({ name }) => name === wanted)) return { mode: wanted, warnings: [] };
  const mode = bestMode(sound);
  const errorOf = (name: string) => shown(fitted.find((one) => one.name === name)!);
  return {
    mode,
    warnings: [
      `The manifest asks for the mode ${wanted}, which is not published: on validation rows it errs by ${errorOf(wanted)} deviations. The published mode is ${mode}, the best of the sound ones, which errs by ${errorOf(mode)}. Look for a local model whose error or weight stands out.`,
    ],
  };
}

/** The largest error with which a mode is published. */
function boundOf(
  fitted: readonly FittedMode[],
  by: 'error' | 'errorWithoutNames',
  stretches: number,
): number {
  const least = Math.min(
    ...fitted.filter(({ name }) => controls.has(name)).map((one) => finiteOrInfinite(one[by])),
  );
  const times = stretches < fewStretches ? farByFewStretches : far;
  return Math.min(largestError, Math.max(worseThanMean, least * times));
}

function finiteOrInfinite(error: number): number {
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

function shown({ error, errorWithoutNames }: FittedMode): string {
  return Math.max(error, errorWithoutNames).toPrecision(3);
}

function noSoundMode(fitted: readonly FittedMode[]) {
  return {
    code: 'NO_SOUND_MODE',
    what: 'No mode predicts the study better than a constant would, so nothing is published.',
    where: {},
    found: fitted.map((one) => `${one.name} errs by ${shown(one)}`).join(', '),
    expected: `an error on validation rows of at most ${largestError} deviations of the training rows; predicting their mean errs by about 1`,
    fix: 'Set another training.seed in study.json and upload the study again: that is a new run, which trains every local model anew.',
  };
}
