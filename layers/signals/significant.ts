/**
 * The number with so few significant digits, as `Number(value.toPrecision(6))` and ten times as fast, but that halves
 * may be rounded the other way.
 */
export function sixDigits(value: number): number {
  const size = Math.abs(value);
  if (!(size >= least && size < most)) return Number(value.toPrecision(6));
  // Both powers are exact, so that the quotient is the number nearest to the decimal one.
  const places = 5 - Math.floor(Math.log10(size));
  return places < 0
    ? Math.round(value / tens[-places]!) * tens[-places]!
    : Math.round(value * tens[places]!) / tens[places]!;
}

const least = 1e-9;
const most = 1e15;
const tens = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
