import type { ColumnSource } from 'hyparquet-writer';
import type { WrittenColumn, WrittenFormat, WrittenTable } from './format.ts';

/**
 * Parquet with plain columns: numbers as DOUBLE with all their digits, flags as BOOLEAN. `pandas.read_parquet` opens it.
 */
export const parquet: WrittenFormat = {
  endings: ['.parquet'],
  mediaTypes: ['application/vnd.apache.parquet'],
  write,
};

async function write({ columns }: WrittenTable): Promise<Uint8Array> {
  // The writer is loaded only if Parquet is written.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  return new Uint8Array(parquetWriteBuffer({ columnData: columns.map(plainColumn) }));
}

function plainColumn({ name, values }: WrittenColumn): ColumnSource {
  return values instanceof Float64Array
    ? { name, data: values, type: 'DOUBLE', nullable: false, encoding: 'PLAIN' }
    : { name, data: [...values], type: 'BOOLEAN', nullable: false };
}
