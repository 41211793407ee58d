import { counted } from '../numbers/index.ts';
import type { Fault } from './fault.ts';

/**
 * Faults as lines for a terminal: a headline, then for each fault its place and sentence, what was found and
 * expected, and the fix.
 *
 * @param subject what is at fault: a study, a command
 * @param consequence what did not happen because of it
 */
export function faultLines(faults: readonly Fault[], subject: string, consequence = ''): string[] {
  if (faults.length === 0) return [`${subject}: no faults.`];
  return [
    `${subject}: ${counted(faults.length, 'fault')}.${consequence === '' ? '' : ` ${consequence}`}`,
    ...faults.flatMap((fault) => placedLines(fault, subject)),
  ].map(printable);
}

function placedLines(fault: Fault, subject: string): string[] {
  return [
    '',
    `  ${placeOf(fault) || subject}  ${fault.code}`,
    `    ${fault.what}`,
    `    found     ${fault.found}`,
    `    expected  ${fault.expected}`,
    `    fix       ${fault.fix}`,
  ];
}

/** What is odd but does no harm, as lines for a terminal: of each warning all that a fault says. */
export function warningLines(warnings: readonly Fault[], subject: string): string[] {
  if (warnings.length === 0) return [];
  const headline = `${subject}: ${counted(warnings.length, 'warning')}.`;
  return [headline, ...warnings.flatMap((warning) => placedLines(warning, subject))].map(printable);
}

/** Names and cells come from files: an escape sequence in one must not reach the terminal. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, '\uFFFD');
}

function placeOf({ where }: Fault): string {
  return [where.file, where.row && `row ${where.row}`, where.column && `column ${where.column}`]
    .filter(Boolean)
    .join(', ');
}
