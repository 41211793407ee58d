import { FaultError } from '../../base/faults/index.ts';
import { csv, tsv } from './delimited-text.ts';
import { formatByEnding, type WriteTable, type WrittenFormat } from './format.ts';
import { openSim } from './open-sim.ts';
import { parquet } from './parquet.ts';

/** Every format that tables are written in. A list of its own: who only reads tables loads no writer of Parquet. */
const formats: readonly WrittenFormat[] = [csv, tsv, openSim, parquet];

/** The endings of files that can be written. */
export const writtenEndings = formats.flatMap(({ endings }) => endings);

/** The writer of the format that the ending of a file's name says. @throws FaultError FILE_ENDING */
export function writerOf(file: string): WriteTable {
  const format = formatByEnding(formats, file);
  if (format) return format.write;
  throw new FaultError([
    {
      code: 'FILE_ENDING',
      what: 'The name of the file says no format that can be written.',
      where: { file },
      found: /\.[^./\\]*$/.exec(file)?.[0] ?? 'no ending',
      expected: `one of ${writtenEndings.join(', ')}`,
      fix: 'Give the file one of these endings.',
    },
  ]);
}
