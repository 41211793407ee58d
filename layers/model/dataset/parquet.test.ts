import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wristOutputs } from './outputs.testing.ts';
import { type OutputName, outputNamesOf } from './outputs.ts';
import { fromParquet, toParquet } from './parquet.ts';
import { emptyTable, type SampleTable } from './sample-table.ts';

const inputNames = ['emg_rf_mV@40ms', 'emg.bf µV~mean', 'force_like_N'];

function filled(
  rows: number,
  outputs: readonly OutputName[] = wristOutputs('FCR', 'rect_fem_r'),
): SampleTable {
  const table = emptyTable(rows, inputNames, outputs);
  for (const column of ['inputs', 'timeS', 'recording', 'block', 'use', 'labels', 'torqueNm'] as const) {
    const values = table[column];
    for (let at = 0; at < values.length; at++) values[at] = column === 'use' ? at % 3 : Math.sin(at) * 1000;
  }
  return table;
}

describe('a table as a Parquet file', () => {
  it('comes back to the bit, missing labels too', async () => {
    const table = filled(37);
    table.labels[3] = table.torqueNm[0] = table.labels[7] = Number.NaN;
    expect(await fromParquet(toParquet(table))).toEqual(table);
  });

  it('comes back without forces', async () => {
    expect(await fromParquet(toParquet(filled(5, wristOutputs())))).toEqual(filled(5, wristOutputs()));
  });

  it('comes back with measured torques as labels, beside the torques of the residual', async () => {
    const outputs = outputNamesOf([{ name: 'wrist' }], [{ name: 'FCR' }], true);
    const table = filled(9, outputs);
    table.labels[2] = Number.NaN;
    expect(await fromParquet(toParquet(table))).toEqual(table);
  });

  it('comes back without rows, and still knows its columns', async () => {
    expect(await fromParquet(toParquet(filled(0)))).toEqual(filled(0));
  });

  it('comes back when it is too long for one group of rows', async () => {
    const table = filled(120_000, wristOutputs());
    const back = await fromParquet(toParquet(table));
    expect(back.rows).toBe(120_000);
    for (const column of ['timeS', 'block', 'use', 'labels', 'inputs'] as const) {
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
        const table = emptyTable(numbers.length, ['a'], wristOutputs('FCR'));
        for (const column of ['inputs', 'torqueNm', 'timeS'] as const) table[column].set(numbers);
        table.labels.set([...numbers, ...numbers]);
        expect(await fromParquet(toParquet(table))).toEqual(table);
      }),
      { numRuns: 30 },
    );
  });

  it('names each column by quantity, name and unit, and comes back with several coordinates', async () => {
    const { parquetMetadataAsync } = await import('hyparquet');
    const coordinates = [{ name: 'hip_flexion_r' }, { name: 'knee_rad' }];
    const table = filled(4, outputNamesOf(coordinates, [{ name: 'rect_fem_r' }]));
    const bytes = toParquet(table);
    const { schema } = await parquetMetadataAsync(Uint8Array.from(bytes).buffer);
    expect(schema.slice(5, 10).map(({ name }) => name)).toEqual([
      'angle_hip_flexion_r_rad',
      'angle_knee_rad_rad',
      'force_rect_fem_r_N',
      'torque_hip_flexion_r_Nm',
      'torque_knee_rad_Nm',
    ]);
    expect(await fromParquet(bytes)).toEqual(table);
  });

  it.each([undefined, '2', '4'])('is refused if it has the version %s', async (value) => {
    const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
    const writer = new ByteWriter();
    const columnData = [{ name: 'time_s', data: Float64Array.of(1), type: 'DOUBLE' as const }];
    const kvMetadata = value === undefined ? [] : [{ key: 'sarcomere.table', value }];
    new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData }), kvMetadata }).finish();
    await expect(fromParquet(writer.getBytes())).rejects.toThrow(`the version ${value ?? 1}, not 3`);
  });

  it('is refused with a column that no table has', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const other = parquetWriteBuffer({
      kvMetadata: [{ key: 'sarcomere.table', value: '3' }],
      columnData: [{ name: 'mood', data: Int32Array.of(1), type: 'INT32' }],
    });
    await expect(fromParquet(new Uint8Array(other))).rejects.toThrow('unknown column mood');
  });
});
