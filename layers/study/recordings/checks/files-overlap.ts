import type { Fault } from '../../../base/faults/index.ts';
import type { TimeAxis } from '../recording.ts';

/** The files of one recording overlap in time by at least the model's window. */
export function filesOverlap(parts: readonly { file: string; axis: TimeAxis }[], needed: number): Fault[] {
  const spans = parts.map(({ file, axis }) => ({ file, start: axis.timeS[0]!, end: axis.timeS.at(-1)! }));
  const common = Math.min(...spans.map((s) => s.end)) - Math.max(...spans.map((s) => s.start));
  if (common >= needed) return [];
  return [
    {
      code: 'FILES_APART',
      what: 'The files of a recording do not cover the same time.',
      where: { file: spans[0]!.file },
      found: spans.map((s) => `${s.file} from ${s.start} to ${s.end} s`).join('; '),
      expected: `at least ${needed.toPrecision(3)} s in common`,
      fix: 'Give all files the same clock: time 0 must be the same moment in each.',
    },
  ];
}
