import type { Fault } from '../layers/base/faults/index.ts';
import { decimals } from '../layers/base/numbers/index.ts';
import type { EmgFlag, Prediction } from '../layers/model/predictor/index.ts';

/**
 * Warnings of EMG that is unlike the training: one if most of the recording is; otherwise one for each flagged stretch, those
 * side by side with the same finding together.
 *
 * @param file name of the recording
 */
export function emgWarnings(
  { emgQuality, timeS }: Pick<Prediction, 'emgQuality' | 'timeS'>,
  file: string,
): Fault[] {
  if (!emgQuality) return [];
  const { flag, filled = [], stretches } = emgQuality;
  if (flag) {
    return [
      warning(flag, file, 'in most of the recording'),
      ...filled.map((column) => fillWarning(column, file)),
    ];
  }
  const parts: { flag: EmgFlag; startRow: number; endRow: number }[] = [];
  for (const { flag: own, startRow, endRow } of stretches) {
    if (!own) continue;
    const last = parts.at(-1);
    if (last && last.endRow === startRow && last.flag.what === own.what) {
      parts[parts.length - 1] = {
        flag: own.times > last.flag.times ? own : last.flag,
        startRow: last.startRow,
        endRow,
      };
    } else parts.push({ flag: own, startRow, endRow });
  }
  return parts.map(({ flag: own, startRow, endRow }) =>
    warning(own, file, `from ${decimals(timeS[startRow]!, 1)} to ${decimals(timeS[endRow - 1]!, 1)} s`),
  );
}

function fillWarning(column: string, file: string): Fault {
  return {
    code: 'CHANNEL_FILLED',
    what: `The channel ${column} is left out of the prediction: its envelope is estimated from the other channels.`,
    where: { file, column },
    found: 'a channel that is far weaker than in the training',
    expected: 'EMG of every channel',
    fix: 'Attach the electrode again. Until then expect an error that is about a third larger.',
  };
}

function warning({ what, channels, times }: EmgFlag, file: string, when: string): Fault {
  return {
    code: 'EMG_UNLIKE',
    what,
    where: { file, ...(channels.length === 1 ? { column: channels[0]! } : {}) },
    found: `${timesText(times)} times the largest difference that is usual, ${when}`,
    expected: 'EMG like that of the training',
    fix: 'Check the electrodes, the order of the channels, their unit, and the given names.',
  };
}

/** Above 1, as every flag is: 1.04 and not 1.0, which would contradict the flag. */
function timesText(times: number): string {
  return times < 1.1 ? decimals(Math.max(times, 1.01), 2) : decimals(times, 1);
}
