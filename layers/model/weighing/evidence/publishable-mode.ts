import { FaultError } from '../../../base/faults/index.ts';
import { contiguousRanges } from '../../dataset/index.ts';
import type { Evidence } from './evidence.ts';
import { bestMode, type FittedMode } from './judge-modes.ts';

/** The modes that ask nothing of the local models but their answers: one that has learned anything comes near the better of them. */
const controls: ReadonlySet<string> = new Set(['uniform', 'single']);

/**
 * A mode is not published that errs by more times the better control's error than this, and by more than `worseThanMean`. In
 * the demo of the README the published method errs three times as much as the single model, because constant weights do not
 * fit that study, and yet less than the mean would: whoever asks for it there is to have it.
 */
const far = 1.5;
/** From fewer stretches of validation rows than four, chance may make so much of a difference. */
const farByFewStretches = 3;
const fewStretches = 4;

/** Over scaled outputs always to say the mean of the training rows errs by about 1; what errs by more than this tells nothing. */
const worseThanMean = 1.5;
/** What errs by more is no answer, however bad the controls are. */
const largestError = 10;

/** The mode to publish, and what its users must be told. */
export interface PublishedMode {
  readonly mode: string;
  readonly warnings: readonly string[];
}

/**
 * The mode that the manifest asks for, or the best one; never one that is far worse than both controls are, or than any
 * answer can be that has to do with the EMG. Without validation rows nothing can be judged, and what was asked for is taken.
 *
 * @param wanted among the fitted ones, or `auto`
 * @throws FaultError NO_SOUND_MODE
 */
export function publishableMode(
  fitted: readonly FittedMode[],
  wanted: string,
  { validation }: Evidence,
): PublishedMode {
  if (!validation) return { mode: wanted === 'auto' ? bestMode(fitted) : wanted, warnings: [] };
  const stretches = contiguousRanges(validation.table).length;
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
      `The manifest asks for the mode ${wanted}, which is not published: on validation rows it errs by ${errorOf(wanted)} deviations. Published is ${mode}, the best of those that are sound, which errs by ${errorOf(mode)}. Look for a local model whose error or weight stands out.`,
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
    what: 'No way to weight the local models gives answers that have to do with the study, so nothing is published.',
    where: {},
    found: fitted.map((one) => `${one.name} errs by ${shown(one)}`).join(', '),
    expected: `an error on validation rows of at most ${largestError} deviations of the training rows; to say their mean errs by about 1`,
    fix: 'Set another training.seed in study.json and upload the study again: that is a new run, which trains every local model anew.',
  };
}
