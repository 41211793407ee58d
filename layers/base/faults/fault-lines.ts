import { counted } from '../numbers/index.ts';
import type { Fault } from './fault.ts';

/**
 * Faults as lines for a terminal: a headline, then for each fault its place and sentence, what was found and
 * expected, and the fix.
 *
 * @param subject name of what has the faults: a study, a command
 * @param consequence a sentence: what did not happen because of the faults
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

/** Warnings as lines for a terminal: a headline, then the same lines for each as for a fault. */
export function warningLines(warnings: readonly Fault[], subject: string): string[] {
  if (warnings.length === 0) return [];
  const headline = `${subject}: ${counted(warnings.length, 'warning')}.`;
  return [headline, ...warnings.flatMap((warning) => placedLines(warning, subject))].map(printable);
}

/** Names and cells come from files: an escape sequence in a name must not reach the terminal. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, '\uFFFD');
}

function placeOf({ where }: Fault): string {
  return [where.file, where.row && `row ${where.row}`, where.column && `column ${where.column}`]
    .filter(Boolean)
    .join(', ');
}
