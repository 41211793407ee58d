import type { Fault } from '../../../base/faults/index.ts';
import { percentile, release } from '../../../base/numbers/index.ts';

/**
 * Surface EMG is a few millivolts at most (De Luca 1997: 0 to 10 mV peak to peak). Ten times more about its median is
 * another unit.
 */
export function emgUnitPlausible(
  file: string,
  column: string,
  unit: string,
  valuesMv: Float64Array,
): Fault[] {
  // Nothing lies further from the median than the whole range is wide, and a range needs no sorting.
  if (unit === 'normalised' || rangeOf(valuesMv) <= MOST_MV) return [];
  const swing = swingOf(valuesMv);
  if (!(swing > MOST_MV)) return [];
  return [
    {
      code: 'EMG_UNIT',
      what: 'An EMG channel is far stronger than surface EMG can be.',
      where: { file, column },
      found: `${swing.toPrecision(3)} mV about its median, read as ${unit}`,
      expected: `at most ${MOST_MV} mV`,
      fix: 'Set signals.emg.unit to the unit of the column: V, mV, uV, or normalised for fractions of a reference.',
    },
  ];
}

/** A warning where a channel is weaker than the noise of any electrode, or far above the reference it was scaled by. */
export function emgStrengthOdd(file: string, column: string, unit: string, valuesMv: Float64Array): Fault[] {
  const swing = swingOf(valuesMv);
  const isNormalised = unit === 'normalised';
  const isOdd = isNormalised ? swing > MOST_NORMALISED : swing < LEAST_MV && swing > 0;
  if (!isOdd) return [];
  return [
    {
      code: 'EMG_STRENGTH_ODD',
      what: isNormalised
        ? 'An EMG channel is far above the reference it was normalised by.'
        : 'An EMG channel is weaker than the noise of an electrode.',
      where: { file, column },
      found: `${swing.toPrecision(3)} ${isNormalised ? 'times the reference' : `mV, read as ${unit}`}`,
      expected: isNormalised ? `at most ${MOST_NORMALISED}` : `at least ${LEAST_MV} mV`,
      fix: 'Check signals.emg.unit. Channels are scaled by subject, so training goes on either way.',
    },
  ];
}

const MOST_MV = 100;
const LEAST_MV = 0.0002;
const MOST_NORMALISED = 20;

function rangeOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}

/** Distance of the 99th percentile from the median: an artefact or two do not count, an offset neither. */
function swingOf(values: Float64Array): number {
  const median = percentile([values], 50);
  const distances = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) distances[at] = Math.abs(values[at]! - median);
  const swing = percentile([distances], 99);
  release(distances);
  return swing;
}
