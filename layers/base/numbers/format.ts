/** A number for a table; a dash if there is none. Minus is U+2212 so that columns of figures align. */
export function decimals(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '\u2212');
}

/** `0.123` as `12.3`; the percent sign stands in the heading of the column. */
export function percent(ratio: number | null | undefined, digits = 1): string {
  return decimals(ratio === null || ratio === undefined ? null : ratio * 100, digits);
}

/** `12 345`, grouped by thin no-break spaces (SI brochure 5.4.4). */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202F');
}

/** `1 recording`, `3 recordings`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `41 s`, `12.3 min`, `2.1 h`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${decimals(seconds, seconds < 10 ? 1 : 0)} s`;
  return seconds < 7200 ? `${decimals(seconds / 60, 1)} min` : `${decimals(seconds / 3600, 1)} h`;
}

/** `sit_knee_extension` as `sit knee extension`. */
export function words(identifier: string): string {
  return identifier.replaceAll('_', ' ');
}

/** `12,345`, for a terminal and for faults. */
export function grouped(value: number): string {
  return value.toLocaleString('en');
}
