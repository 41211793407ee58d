import type { Fault } from '../faults/fault.ts';
import { counted } from './format.ts';
import { html } from './html.ts';
import { page } from './page.ts';
import { table } from './table.ts';

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

/** The same faults as one HTML document. */
export function renderStudyReport(faults: readonly Fault[], study: string, run?: string): string {
  const files = [...new Set(faults.map((fault) => fault.where.file ?? ''))];
  const count = counted(faults.length, 'fault');
  return page({
    title: `${study}: ${count}`,
    header: html`<p class="kicker"><strong>Sarcomere</strong> <span>Rejected</span>${run !== undefined && html` <span>run <code>${run}</code></span>`}</p>
<h1>${study}</h1>
<p class="lead">The study has ${count}, so nothing was trained and nothing was published. These are all of them; mend them and upload the study again, <code>study.json</code> last.</p>`,
    sections: [
      {
        id: 'faults',
        title: 'Faults',
        body: table<Fault>({
          caption: html`Rows count from 1; the header of a table is row 1.`,
          groups: files.map((file) => ({
            title: file === '' ? 'The study as a whole' : file,
            rows: faults.filter((fault) => (fault.where.file ?? '') === file),
          })),
          columns: [
            { heading: 'Row', numeric: true, cell: (fault) => fault.where.row ?? '–' },
            { heading: 'Column', cell: (fault) => fault.where.column ?? '–' },
            { heading: 'What', cell: (fault) => html`${fault.what} <code>${fault.code}</code>` },
            { heading: 'Found', cell: (fault) => fault.found },
            { heading: 'Expected', cell: (fault) => fault.expected },
            { heading: 'Fix', cell: (fault) => fault.fix },
          ],
        }),
      },
    ],
    footer: html`Made by Sarcomere.`,
  });
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
