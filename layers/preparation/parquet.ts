import { parquetMetadataAsync, parquetRead } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { emptyTable, type SampleTable } from './sample-table.ts';

/**
 * A table as one Parquet file with plain columns: `time_s`, `recording`, `block`, `role` (0 train, 1 validation,
 * 2 held out), `angle_rad`, `torque_Nm`, `force_<muscle>_N`, `input_<name>`. `pandas.read_parquet` opens it.
 */
export function toParquet(table: SampleTable): Uint8Array {
  const columns: ColumnSource[] = [
    { name: 'time_s', data: table.timeS, type: 'DOUBLE', nullable: false },
    { name: 'recording', data: table.recording, type: 'INT32', nullable: false },
    { name: 'block', data: table.block, type: 'INT32', nullable: false },
    { name: 'role', data: Int32Array.from(table.role), type: 'INT32', nullable: false },
    floats('angle_rad', table.angleRad),
    floats('torque_Nm', table.torqueNm),
    ...table.muscleNames.map((name, at) =>
      floats(forceColumn(name), columnOf(table.forceN, table.muscleNames.length, at)),
    ),
    ...table.inputNames.map((name, at) =>
      floats(inputColumn(name), columnOf(table.inputs, table.inputNames.length, at)),
    ),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData: columns }));
}

/** The table that `toParquet` wrote. Which inputs and muscles it has is read from its column names. */
export async function fromParquet(bytes: Uint8Array): Promise<SampleTable> {
  const file = asyncBuffer(bytes);
  // From the schema, since a file without rows has no chunks.
  const metadata = await parquetMetadataAsync(file);
  const { schema, num_rows } = metadata;
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
  if (unknown !== undefined) throw new Error(`unknown column ${unknown} in a prepared table`);
  await parquetRead({
    file,
    metadata,
    // Column by column into its place, so that memory holds the table once.
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
  // A dictionary of measured values only costs time: they hardly ever repeat.
  return { name, data, type: 'FLOAT', nullable: false, encoding: 'PLAIN' };
}

function columnOf(matrix: Float32Array, width: number, at: number): Float32Array {
  const column = new Float32Array(matrix.length / width);
  for (let row = 0; row < column.length; row++) column[row] = matrix[row * width + at]!;
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
