/**
 * The number rounded to six significant digits, as `Number(value.toPrecision(6))` but much faster. Halves may be rounded
 * the other way.
 */
export function sixDigits(value: number): number {
  const size = Math.abs(value);
  if (!(size >= least && size < most)) return Number(value.toPrecision(6));
  const places = placesOf(size);
  // Both powers are exact, so that the quotient is the number nearest to the decimal one.
  return places < 0
    ? Math.round(value / tens[-places]!) * tens[-places]!
    : Math.round(value * tens[places]!) / tens[places]!;
}

/**
 * Seconds with six significant digits below 1 s, and to the microsecond from 1 s on: with six digits, neighbouring
 * samples of a long recording would have the same time.
 */
export function secondsDigits(seconds: number): number {
  return Math.abs(seconds) < 1 ? sixDigits(seconds) : Number(seconds.toFixed(6));
}

/** Decimal places of the sixth digit; negative if the digit stands left of the point. */
function placesOf(size: number): number {
  let places = 5;
  if (size >= 1) while (size >= tens[6 - places]!) places--;
  else while (size * tens[places - 5]! < 1) places++;
  return places;
}

const least = 1e-9;
const most = 1e15;
const tens = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
