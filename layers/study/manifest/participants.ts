import type { Fault } from '../../base/faults/index.ts';
import { firstFaults, mostKept } from '../../base/faults/index.ts';
import { headerLengthFaults, headerNameFaults, meansNoNumber } from '../formats/index.ts';

/** One row of `participants.tsv`; values that are empty or `n/a` are absent. */
export interface Participant {
  readonly subject: string;
  readonly heightM?: number;
  readonly massKg?: number;
  readonly sex?: string;
}

/** The file beside the manifest with height and mass of the subjects. */
export const participantsFile = 'participants.tsv';

/**
 * Reads `participants.tsv` by subject, with all its faults. As in BIDS: tabs between cells, `participant_id`, `n/a` for
 * unknown values. Columns other than `height_m`, `mass_kg` and `sex` are skipped.
 */
export function readParticipants(text: string): { participants: Map<string, Participant>; faults: Fault[] } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const participants = new Map<string, Participant>();
  const tooLong = headerLengthFaults(participantsFile, 1, lines[0]?.length ?? 0);
  if (tooLong.length > 0) return { participants, faults: tooLong };
  const header = cellsOf(lines[0] ?? '');
  const unreadable = headerNameFaults(participantsFile, 1, header);
  if (unreadable.length > 0) return { participants, faults: unreadable };
  if (!header.includes('participant_id')) return { participants, faults: [noIdColumn(header)] };
  // Of columns with the same name, the first counts.
  const columns = new Map(header.map((name, at) => [name, at] as const).reverse());
  const faults: Fault[] = [];
  let faultCount = 0;
  const note = (faultOf: () => Fault) => {
    if (++faultCount <= mostKept) faults.push(faultOf());
  };
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    const cells = cellsOf(line);
    const cell = (name: string) => cells[columns.get(name) ?? -1] ?? '';
    const number = (name: keyof typeof limits) => {
      const text = cell(name);
      if (meansNoNumber(text)) return undefined;
      const value = Number(text);
      if (isOfPerson(value, name)) return value;
      note(() => numberFault(text, name, i + 1));
      return undefined;
    };
    const subject = cell('participant_id');
    const [heightM, massKg, sex] = [number('height_m'), number('mass_kg'), cell('sex')];
    if (subject === '' || participants.has(subject)) note(() => idFault(subject, i + 1));
    participants.set(subject, {
      subject,
      ...(heightM !== undefined && { heightM }),
      ...(massKg !== undefined && { massKg }),
      ...(!meansNoNumber(sex) && { sex }),
    });
  }
  return { participants, faults: firstFaults(faults, faultCount) };
}

/** From newborn to giant: a number beyond these limits is in another unit. */
const limits = {
  height_m: { least: 0.4, most: 2.6, unit: 'm' },
  mass_kg: { least: 2, most: 400, unit: 'kg' },
} as const;

function cellsOf(line: string): string[] {
  return line.split('\t').map((cell) => cell.trim());
}

function isOfPerson(value: number, column: keyof typeof limits): boolean {
  const { least, most } = limits[column];
  return value >= least && value <= most;
}

function numberFault(cell: string, column: keyof typeof limits, row: number): Fault {
  const { least, most, unit } = limits[column];
  return {
    code: 'PARTICIPANT_VALUE',
    what: 'A number is impossible for a person.',
    where: { file: participantsFile, row, column },
    found: JSON.stringify(cell.slice(0, 40)),
    expected: `${least} to ${most} ${unit}, or n/a`,
    fix: `Give ${column} in ${unit} with a decimal point, or write n/a.`,
  };
}

function idFault(subject: string, row: number): Fault {
  return {
    code: 'PARTICIPANT_ID',
    what: subject === '' ? 'A row names no subject.' : 'Two rows name the same subject.',
    where: { file: participantsFile, row, column: 'participant_id' },
    found: subject === '' ? 'an empty cell' : `${JSON.stringify(subject.slice(0, 80))} for the second time`,
    expected: 'each subject once',
    fix:
      subject === ''
        ? 'Name the subject, or remove the row.'
        : 'Correct the name in one of the rows, or remove one.',
  };
}

function noIdColumn(header: readonly string[]): Fault {
  return {
    code: 'COLUMN_MISSING',
    what: 'The table of participants has no column with the names of the subjects.',
    where: { file: participantsFile, row: 1, column: 'participant_id' },
    found: header.join(', ').slice(0, 200) || 'no header',
    expected: 'participant_id, height_m, mass_kg and sex, with tabs between them',
    fix: 'Add the column participant_id, and put tabs between columns.',
  };
}
