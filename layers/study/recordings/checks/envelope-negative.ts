import type { Fault } from '../../../base/faults/index.ts';
import type { Column, Table } from '../../formats/index.ts';

/** An envelope is not negative, but for the ripple of the filter that made it: at most a twentieth of its peak. */
export function envelopeNotNegative(
  table: Pick<Table, 'file' | 'rows'>,
  column: Pick<Column, 'name' | 'values'>,
): Fault[] {
  const { lowest, at, peak } = extremes(column.values);
  const isRipple = lowest >= -rippleShare * peak;
  if (isRipple) return [];
  return [
    {
      code: 'ENVELOPE_NEGATIVE',
      what: 'An EMG envelope is negative.',
      where: { file: table.file, row: table.rows[at]!, column: column.name },
      found: `${lowest} with a peak of ${peak}`,
      expected: '0 or more',
      fix: 'If this is the unprocessed signal, set signals.emg.kind to "raw"; else rectify and smooth it.',
    },
  ];
}

/** A warning if the ripple of a filter makes an envelope negative; it is clipped. */
export function envelopeDips(table: Table, column: Column): Fault[] {
  const { lowest, at, peak } = extremes(column.values);
  const isRipple = lowest < -0.01 * peak && lowest >= -rippleShare * peak;
  if (!isRipple) return [];
  return [
    {
      code: 'ENVELOPE_DIPS',
      what: 'An EMG envelope is slightly negative and is clipped at 0.',
      where: { file: table.file, row: table.rows[at]!, column: column.name },
      found: `${lowest} with a peak of ${peak}`,
      expected: '0 or more',
      fix: 'Nothing needs to be done; a filter without overshoot avoids this.',
    },
  ];
}

const rippleShare = 0.05;

function extremes(values: Float64Array): { lowest: number; at: number; peak: number } {
  let at = 0;
  let peak = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < values[at]!) at = i;
    if (values[i]! > peak) peak = values[i]!;
  }
  return { lowest: values[at] ?? 0, at, peak };
}
