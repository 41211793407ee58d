import type { Verdict } from '../judge/target.ts';
import { markdownTable } from './markdown.ts';

/** Targets and measured values. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const word = (isReached: boolean | undefined) =>
    isReached === undefined ? 'not measured' : isReached ? 'reached' : '**not reached**';
  return markdownTable(
    ['Target', 'measured', '95 % interval', ''],
    verdicts.map(({ claim, measured, interval, isReached }) => [claim, measured, interval, word(isReached)]),
  );
}
