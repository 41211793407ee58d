/**
 * A column of a table: its name and, for measured columns, how many digits after the point; without, all
 * digits.
 */
export interface Column {
  readonly name: string;
  readonly digits?: number;
  readonly values: Float64Array;
}

/** Columns of one length as CSV, comma and point, one header row. */
export function csvOf(columns: readonly Column[]): string {
  const frames = columns[0]!.values.length;
  const lines = new Array<string>(frames + 1);
  lines[0] = columns.map(({ name }) => name).join(',');
  for (let frame = 0; frame < frames; frame++) {
    let line = '';
    for (const { values, digits } of columns) {
      const value = values[frame]!;
      const cell = digits === undefined ? String(value) : fixed(value, digits);
      line = line === '' ? cell : `${line},${cell}`;
    }
    lines[frame + 1] = line;
  }
  return `${lines.join('\n')}\n`;
}

/** Times of frames from 0, in s. */
export function timesS(frames: number, sampleRateHz: number): Float64Array {
  return Float64Array.from({ length: frames }, (_, frame) => frame / sampleRateHz);
}

/** `toFixed` for small numbers, several times faster: half a minute of EMG is 150,000 cells. */
function fixed(value: number, digits: number): string {
  const scale = 10 ** digits;
  const whole = Math.round(Math.abs(value) * scale);
  const sign = value < 0 && whole > 0 ? '-' : '';
  const fraction = whole % scale;
  return `${sign}${(whole - fraction) / scale}.${String(fraction + scale).slice(1)}`;
}
