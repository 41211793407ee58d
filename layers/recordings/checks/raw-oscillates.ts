import type { Fault } from '../../faults/fault.ts';
import type { Column, Table } from '../../formats/table.ts';

/** Raw EMG oscillates about its mean: what hardly ever lies below it by as much as above is an envelope. */
export function rawOscillates(
  { file }: Pick<Table, 'file'>,
  { name, values }: Pick<Column, 'name' | 'values'>,
): Fault[] {
  // A few samples of raw EMG may all lie above zero.
  if (values.length < LEAST_SAMPLES) return [];
  const isNeverNegative = values.every((v) => v >= 0);
  if (!isNeverNegative || !isLopsided(values)) return [];
  return [
    {
      code: 'EMG_NOT_RAW',
      what: 'A channel that is said to be raw EMG is rectified already.',
      where: { file, column: name },
      found: 'no value below 0',
      expected: 'a signal that oscillates about 0',
      fix: "Set signals.emg.kind to 'envelope', or give the unprocessed signal.",
    },
  ];
}

const LEAST_SAMPLES = 100;

/** An amplifier may add an offset to raw EMG; then it is never negative, but still as far below its mean as above. */
function isLopsided(values: Float64Array): boolean {
  let sum = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    sum += v;
    if (v < lowest) lowest = v;
    if (v > highest) highest = v;
  }
  const mean = sum / values.length;
  return mean - lowest < 0.5 * (highest - mean);
}
