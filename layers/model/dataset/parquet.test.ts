import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromParquet, toParquet } from './parquet.ts';
import { emptyTable, type SampleTable } from './sample-table.ts';

const inputNames = ['emg_rf_mV@40ms', 'emg.bf µV~mean', 'force_like_N'];

function filled(rows: number, muscleNames: readonly string[] = ['FCR', 'rect_fem_r']): SampleTable {
  const table = emptyTable(rows, inputNames, muscleNames);
  for (const column of [
    'inputs',
    'timeS',
    'recording',
    'block',
    'role',
    'angleRad',
    'forceN',
    'torqueNm',
  ] as const) {
    const values = table[column];
    for (let at = 0; at < values.length; at++) values[at] = column === 'role' ? at % 3 : Math.sin(at) * 1000;
  }
  return table;
}

describe('a table as a Parquet file', () => {
  it('comes back to the bit, missing labels too', async () => {
    const table = filled(37);
    table.angleRad[3] = table.torqueNm[0] = table.forceN[7] = Number.NaN;
    expect(await fromParquet(toParquet(table))).toEqual(table);
  });

  it('comes back without forces', async () => {
    expect(await fromParquet(toParquet(filled(5, [])))).toEqual(filled(5, []));
  });

  it('comes back without rows, and still knows its columns', async () => {
    expect(await fromParquet(toParquet(filled(0)))).toEqual(filled(0));
  });

  it('comes back when it is too long for one group of rows', async () => {
    const table = filled(120_000, []);
    const back = await fromParquet(toParquet(table));
    expect(back.rows).toBe(120_000);
    for (const column of ['timeS', 'block', 'role', 'angleRad', 'inputs'] as const) {
      expect(Buffer.from(back[column].buffer).equals(Buffer.from(table[column].buffer)), column).toBe(true);
    }
  });

  it('is read from bytes that lie anywhere in a larger buffer', async () => {
    const bytes = toParquet(filled(9));
    const larger = Buffer.alloc(bytes.length + 9, 0xff);
    larger.set(bytes, 5);
    expect(await fromParquet(larger.subarray(5, 5 + bytes.length))).toEqual(filled(9));
  });

  it('comes back whatever its numbers are', async () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(values, async (numbers) => {
        const table = emptyTable(numbers.length, ['a'], ['FCR']);
        for (const column of ['inputs', 'angleRad', 'forceN', 'torqueNm', 'timeS'] as const)
          table[column].set(numbers);
        expect(await fromParquet(toParquet(table))).toEqual(table);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused if it was written by rules that are not known here', async () => {
    const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
    const writer = new ByteWriter();
    const columnData = [{ name: 'time_s', data: Float64Array.of(1), type: 'DOUBLE' as const }];
    const kvMetadata = [{ key: 'sarcomere.table', value: '3' }];
    new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData }), kvMetadata }).finish();
    await expect(fromParquet(writer.getBytes())).rejects.toThrow('the unknown version 3');
  });

  it('is refused with a column that no table has', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const other = parquetWriteBuffer({
      columnData: [{ name: 'mood', data: Int32Array.of(1), type: 'INT32' }],
    });
    await expect(fromParquet(new Uint8Array(other))).rejects.toThrow('unknown column mood');
  });
});
