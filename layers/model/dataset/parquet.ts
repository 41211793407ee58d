import { parquetMetadataAsync, parquetRead } from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { emptyTable, type SampleTable } from './sample-table.ts';

/**
 * Version of a table, in the metadata of the file. Version 1 has no entry, a column for each input of the networks and no
 * history rows; it can still be read. In version 2 lags are taken from earlier rows, and names from the recording.
 */
const version = { key: 'sarcomere.table', value: '2' } as const;
const versionsRead = new Set<string | undefined>([undefined, version.value]);

/** Rows in a row group, whose columns are assembled together. */
const rowsOfGroup = 16_384;

/**
 * A table as one Parquet file with plain columns: `time_s`, `recording`, `block`, `role` (0 train, 1 validation,
 * 2 held out, 3 support, 4 history), `angle_rad`, `torque_Nm`, `force_<muscle>_N`, `input_<name>`. Can be read with
 * `pandas.read_parquet`.
 */
export function toParquet(table: SampleTable): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(4096 + bytesOf(table));
  const schema = schemaFromColumnData({ columnData: columnsOf(table, 0, 0) });
  // No reader uses the minimum and maximum of a column, and computing them makes an object for each number.
  const file = new ParquetWriter({ writer, schema, statistics: false, kvMetadata: [version] });
  for (let start = 0; start < table.rows; start += rowsOfGroup) {
    const columns = columnsOf(table, start, Math.min(table.rows, start + rowsOfGroup));
    file.write({ columnData: columns.map(({ type: _, ...column }) => column), rowGroupSize: rowsOfGroup });
  }
  file.finish();
  return new Uint8Array(writer.buffer, 0, writer.index);
}

/** Approximate size of a table, as a file and in memory. */
function bytesOf({ rows, inputNames, muscleNames }: SampleTable): number {
  return rows * (29 + 4 * (inputNames.length + muscleNames.length));
}

function columnsOf(table: SampleTable, start: number, end: number): ColumnSource[] {
  const { muscleNames, inputNames } = table;
  return [
    plain('time_s', 'DOUBLE', table.timeS.subarray(start, end)),
    plain('recording', 'INT32', table.recording.subarray(start, end)),
    plain('block', 'INT32', table.block.subarray(start, end)),
    plain('role', 'INT32', Int32Array.from(table.role.subarray(start, end))),
    floats('angle_rad', table.angleRad.subarray(start, end)),
    floats('torque_Nm', table.torqueNm.subarray(start, end)),
    ...muscleNames.map((name, at) =>
      floats(forceColumn(name), columnOf(table.forceN, muscleNames.length, at, start, end)),
    ),
    ...inputNames.map((name, at) =>
      floats(inputColumn(name), columnOf(table.inputs, inputNames.length, at, start, end)),
    ),
  ];
}

/**
 * Reads a table of `toParquet`, of this or an earlier version. The inputs and muscles follow from the column names.
 */
export async function fromParquet(bytes: Uint8Array): Promise<SampleTable> {
  const file = asyncBuffer(bytes);
  // From the schema, since a file without rows has no chunks.
  const metadata = await parquetMetadataAsync(file);
  const { schema, num_rows, key_value_metadata = [] } = metadata;
  const written = key_value_metadata.find(({ key }) => key === version.key)?.value;
  if (!versionsRead.has(written)) throw new Error(`the prepared table has the unknown version ${written}`);
  const names = schema.slice(1).map((column) => column.name);
  const inputNames = names.filter((name) => name.startsWith('input_')).map((name) => name.slice(6));
  const muscleNames = names.filter((name) => name.startsWith('force_')).map((name) => name.slice(6, -2));
  const table = emptyTable(Number(num_rows), inputNames, muscleNames);
  const target = new Map<string, [ArrayLike<number> & { [row: number]: number }, number, number]>([
    ['time_s', [table.timeS, 1, 0]],
    ['recording', [table.recording, 1, 0]],
    ['block', [table.block, 1, 0]],
    ['role', [table.role, 1, 0]],
    ['angle_rad', [table.angleRad, 1, 0]],
    ['torque_Nm', [table.torqueNm, 1, 0]],
  ]);
  for (const [at, name] of muscleNames.entries()) {
    target.set(forceColumn(name), [table.forceN, muscleNames.length, at]);
  }
  for (const [at, name] of inputNames.entries()) {
    target.set(inputColumn(name), [table.inputs, inputNames.length, at]);
  }
  const unknown = names.find((name) => !target.has(name));
  if (unknown !== undefined) throw new Error(`the prepared table has the unknown column ${unknown}`);
  await parquetRead({
    file,
    metadata,
    // Each column is copied to its place, so that memory holds the table once.
    onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
      const [array, stride, offset] = target.get(columnName)!;
      for (let row = rowStart; row < rowEnd; row++) array[row * stride + offset] = columnData[row - rowStart];
    },
  });
  return table;
}

function forceColumn(muscle: string): string {
  return `force_${muscle}_N`;
}

function inputColumn(name: string): string {
  return `input_${name}`;
}

function floats(name: string, data: Float32Array): ColumnSource {
  return plain(name, 'FLOAT', data);
}

/** A plain column. A dictionary would only cost time and memory: measured values hardly repeat, and constant runs compress anyway. */
function plain(name: string, type: 'DOUBLE' | 'FLOAT' | 'INT32', data: ColumnSource['data']): ColumnSource {
  return { name, data, type, nullable: false, encoding: 'PLAIN' };
}

function columnOf(matrix: Float32Array, width: number, at: number, start: number, end: number): Float32Array {
  const column = new Float32Array(end - start);
  for (let row = 0; row < column.length; row++) column[row] = matrix[(start + row) * width + at]!;
  return column;
}

function asyncBuffer(bytes: Uint8Array) {
  const buffer = bytes.buffer as ArrayBuffer;
  return {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) =>
      buffer.slice(bytes.byteOffset + start, bytes.byteOffset + (end ?? bytes.byteLength)),
  };
}
