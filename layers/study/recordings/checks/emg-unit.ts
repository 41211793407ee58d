import type { Fault } from '../../../base/faults/index.ts';
import { percentile, release } from '../../../base/numbers/index.ts';

/**
 * Surface EMG is a few millivolts at most (De Luca 1997: 0 to 10 mV peak to peak). A channel that is ten times stronger
 * about its median is in another unit.
 */
export function emgUnitPlausible(
  file: string,
  column: string,
  unit: string,
  valuesMv: Float64Array,
): Fault[] {
  // No value is further from the median than the range is wide, and a range needs no sorting.
  if (unit === 'normalised' || rangeOf(valuesMv) <= mostMv) return [];
  const swing = swingOf(valuesMv);
  if (!(swing > mostMv)) return [];
  return [
    {
      code: 'EMG_UNIT',
      what: 'An EMG channel is far stronger than surface EMG can be.',
      where: { file, column },
      found: `${swing.toPrecision(3)} mV about its median, read as ${unit}`,
      expected: `at most ${mostMv} mV`,
      fix: 'Set signals.emg.unit to the unit of the column: V, mV, uV, or normalised for fractions of a reference.',
    },
  ];
}

/** A warning if a channel is weaker than the noise of any electrode, or far above the reference of its scale. */
export function emgStrengthOdd(file: string, column: string, unit: string, valuesMv: Float64Array): Fault[] {
  const swing = swingOf(valuesMv);
  const isNormalised = unit === 'normalised';
  const isOdd = isNormalised ? swing > mostNormalised : swing < leastMv && swing > 0;
  if (!isOdd) return [];
  return [
    {
      code: 'EMG_STRENGTH_ODD',
      what: isNormalised
        ? 'An EMG channel is far above the reference of its normalisation.'
        : 'An EMG channel is weaker than the noise of an electrode.',
      where: { file, column },
      found: `${swing.toPrecision(3)} ${isNormalised ? 'times the reference' : `mV, read as ${unit}`}`,
      expected: isNormalised ? `at most ${mostNormalised}` : `at least ${leastMv} mV`,
      fix: 'Check signals.emg.unit. Channels are scaled by subject, so training continues in any case.',
    },
  ];
}

const mostMv = 100;
const leastMv = 0.0002;
const mostNormalised = 20;

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

/** Distance of the 99th percentile from the median, which ignores single artefacts and an offset. */
function swingOf(values: Float64Array): number {
  const median = percentile([values], 50);
  const distances = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) distances[at] = Math.abs(values[at]! - median);
  const swing = percentile([distances], 99);
  release(distances);
  return swing;
}
