import { parquetMetadataAsync, parquetRead } from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { columnsOfQuantity, type OutputName, type Quantity, quantities } from './outputs.ts';
import { emptyTable, type SampleTable } from './sample-table.ts';

/** Version of a table, in the metadata of the file. Earlier versions do not name the coordinate of an angle: they are refused. */
const version = { key: 'sarcomere.table', value: '3' } as const;

/** Rows in a row group, whose columns are assembled together. */
const rowsOfGroup = 16_384;

/**
 * A table as one Parquet file with plain columns: `time_s`, `recording`, `block`, `role` (0 train, 1 validation,
 * 2 held out, 3 support, 4 history), `angle_<coordinate>_rad`, `force_<muscle>_N`, `torque_<coordinate>_Nm`,
 * `label_torque_<coordinate>_Nm` (if torque is an output), `input_<name>`. Can be read with `pandas.read_parquet`.
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
function bytesOf({ rows, inputNames, labels, torqueNm }: SampleTable): number {
  return rows * (21 + 4 * inputNames.length) + labels.byteLength + torqueNm.byteLength;
}

function columnsOf(table: SampleTable, start: number, end: number): ColumnSource[] {
  return [
    plain('time_s', 'DOUBLE', table.timeS.subarray(start, end)),
    plain('recording', 'INT32', table.recording.subarray(start, end)),
    plain('block', 'INT32', table.block.subarray(start, end)),
    plain('role', 'INT32', Int32Array.from(table.use.subarray(start, end))),
    ...matricesOf(table).flatMap(({ values, names }) =>
      names.map((name, at) => floats(name, columnOf(values, names.length, at, start, end))),
    ),
  ];
}

/** The matrices of a table, and the name of each of their columns in a file. */
function matricesOf({ labels, torqueNm, inputs, outputs, inputNames }: SampleTable) {
  const angles = columnsOfQuantity(outputs, 'angle').map((at) => outputs[at]!);
  return [
    { values: labels, names: outputs.map(labelColumn) },
    { values: torqueNm, names: angles.map(({ name }) => `torque_${name}_Nm`) },
    { values: inputs, names: inputNames.map((name) => `input_${name}`) },
  ];
}

/** What the name of a label's column begins and ends with; `torque_<coordinate>_Nm` is the torque of the residual. */
const aroundLabel = {
  angle: ['angle_', '_rad'],
  force: ['force_', '_N'],
  torque: ['label_torque_', '_Nm'],
} as const satisfies Record<Quantity, readonly [string, string]>;

function labelColumn({ name, quantity }: OutputName): string {
  return aroundLabel[quantity].join(name);
}

/** The output whose labels a column has; undefined if it has something else. */
function outputOfColumn(column: string): OutputName | undefined {
  for (const quantity of quantities) {
    const [start, end] = aroundLabel[quantity];
    if (!column.startsWith(start) || !column.endsWith(end)) continue;
    return { name: column.slice(start.length, -end.length), quantity };
  }
  return undefined;
}

/**
 * Reads a table of `toParquet`. Its inputs and outputs follow from the column names.
 *
 * @throws Error if the file has another version or a column that no table has
 */
export async function fromParquet(bytes: Uint8Array): Promise<SampleTable> {
  const file = asyncBuffer(bytes);
  // From the schema, since a file without rows has no chunks.
  const metadata = await parquetMetadataAsync(file);
  const { schema, num_rows, key_value_metadata = [] } = metadata;
  const written = key_value_metadata.find(({ key }) => key === version.key)?.value;
  if (written !== version.value) {
    throw new Error(`the prepared table has the version ${written ?? '1'}, not ${version.value}`);
  }
  const names = schema.slice(1).map((column) => column.name);
  const inputNames = names.filter((name) => name.startsWith('input_')).map((name) => name.slice(6));
  const outputs = names.flatMap((name) => outputOfColumn(name) ?? []);
  const table = emptyTable(Number(num_rows), inputNames, outputs);
  const target = new Map<string, [ArrayLike<number> & { [row: number]: number }, number, number]>([
    ['time_s', [table.timeS, 1, 0]],
    ['recording', [table.recording, 1, 0]],
    ['block', [table.block, 1, 0]],
    ['role', [table.use, 1, 0]],
  ]);
  for (const { values, names: columns } of matricesOf(table)) {
    for (const [at, name] of columns.entries()) target.set(name, [values, columns.length, at]);
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
