import type { Fault } from '../../../base/faults/index.ts';
import { firstFaults } from '../../../base/faults/index.ts';
import { percentile } from '../../../base/numbers/index.ts';
import type { Table } from '../../formats/index.ts';

/**
 * No interval between rows is longer than one and a half times the usual one: filters and derivatives need even samples.
 */
export function timeGaps(table: Table, column: string, timeS: Float64Array): Fault[] {
  const intervals = new Float64Array(Math.max(0, timeS.length - 1));
  for (let i = 0; i < intervals.length; i++) intervals[i] = timeS[i + 1]! - timeS[i]!;
  const usualS = usualInterval(intervals);
  const faults: Fault[] = [];
  for (let i = 0; i < intervals.length; i++) {
    const isGap = intervals[i]! > longestRatio * usualS + roundingS;
    if (!isGap) continue;
    faults.push({
      code: 'TIME_GAP',
      what: 'Samples are missing.',
      where: { file: table.file, row: table.rows[i + 1]!, column },
      found: `${intervals[i]!.toPrecision(4)} s after ${timeS[i]} s`,
      expected: `about ${usualS.toPrecision(4)} s between samples`,
      fix: 'Fill the gap from the source, or split the recording there in two.',
    });
  }
  return firstFaults(faults);
}

/**
 * The mean of all intervals but the gaps: the median alone is wrong for rounded times that alternate, as 1, 2, 1, 1, 2
 * ms.
 */
function usualInterval(intervals: Float64Array): number {
  const median = percentile([intervals], 50);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < intervals.length; i++) {
    if (intervals[i]! > 2.5 * median) continue;
    sum += intervals[i]!;
    count++;
  }
  return sum / count;
}

const longestRatio = 1.5;
const roundingS = 1e-9;
