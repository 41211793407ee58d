import { FaultError } from '../../base/faults/index.ts';
import { csv, tsv } from './delimited-text.ts';
import { formatByEnding, type WriteTable, type WrittenFormat } from './format.ts';
import { openSim } from './open-sim.ts';
import { parquet } from './parquet.ts';

/** Every format in which tables are written. Apart from the formats to read, so that reading loads no Parquet writer. */
const formats: readonly WrittenFormat[] = [csv, tsv, openSim, parquet];

/** The endings of files that can be written. */
export const writtenEndings = formats.flatMap(({ endings }) => endings);

/** The writer for the ending of a file's name. @throws FaultError FILE_ENDING */
export function writerOf(file: string): WriteTable {
  const format = formatByEnding(formats, file);
  if (format) return format.write;
  throw new FaultError([
    {
      code: 'FILE_ENDING',
      what: 'No table can be written under this ending.',
      where: { file },
      found: /\.[^./\\]*$/.exec(file)?.[0] ?? 'no ending',
      expected: `one of ${writtenEndings.join(', ')}`,
      fix: 'Give the file one of these endings.',
    },
  ]);
}
