import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { delimitedText } from './delimited-text.ts';
import { textWithDecimals, type WrittenTable } from './format.ts';
import { formatOfContent, readFormatOf, readTable } from './read-table.ts';
import { writerOf, writtenEndings } from './write-table.ts';

const angleRad = Float64Array.of(-0.5, 0, 1.25);
const table: WrittenTable = {
  title: 'knee\nof S1',
  columns: [
    { name: 'time_s', unit: 's', values: Float64Array.of(0, 0.02, 0.04) },
    { name: 'knee_flexion_rad', unit: 'rad', values: angleRad },
    { name: 'knee_flexion_deg', unit: 'deg', values: angleRad.map((rad) => (rad * 180) / Math.PI) },
    { name: 'spread_knee_flexion_rad', unit: 'rad', values: Float64Array.of(0.01, 0.02, 0.03) },
    { name: 'force_rect fem_N', values: Float64Array.of(1, 1 / 3, 300) },
    { name: 'warm_up', values: [true, false, false] },
  ],
};

describe('a table', () => {
  it.each(['.csv', '.tsv', '.sto', '.mot', '.CSV'])('that is written to %s is read back', async (ending) => {
    const file = `prediction${ending}`;
    const isOpenSim = readFormatOf(file)!.timeColumn !== undefined;
    const time = isOpenSim ? 'time' : 'time_s';
    const force = isOpenSim ? 'force_rect_fem_N' : 'force_rect fem_N';
    const wanted = new Set([time, 'knee_flexion_deg', force, 'warm_up']);
    const { faults, columns } = readTable(file, await writerOf(file)(table), wanted);
    expect(faults).toEqual([]);
    expect([...columns.get(time)!.values]).toEqual([0, 0.02, 0.04]);
    expect([...columns.get('knee_flexion_deg')!.values]).toEqual([...table.columns[2]!.values]);
    expect([...columns.get(force)!.values]).toEqual([1, 1 / 3, 300]);
    expect([...columns.get('warm_up')!.values]).toEqual([1, 0, 0]);
  });

  it('has all its angles in degrees in an OpenSim file, whose header states one unit for all', async () => {
    const text = new TextDecoder().decode(await writerOf('a.sto')(table));
    const [title, ...lines] = text.split('\n');
    expect(title).toBe('knee of S1');
    expect(lines.slice(0, 6)).toEqual([
      'version=1',
      'nRows=3',
      'nColumns=5',
      'inDegrees=yes',
      'endheader',
      'time\tknee_flexion_deg\tspread_knee_flexion_deg\tforce_rect_fem_N\twarm_up',
    ]);
    expect(lines[7]!.split('\t')[2]).toBe(String((0.02 * 180) / Math.PI));
    expect(readTable('a.sto', new TextEncoder().encode(text), new Set())).toMatchObject({ angleUnit: 'deg' });
  });

  it('is real Parquet if the file ends in .parquet, with flags as booleans', async () => {
    const bytes = await writerOf('a.parquet')(table);
    const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
    expect(rows).toHaveLength(3);
    expect(rows[1]).toEqual({
      time_s: 0.02,
      knee_flexion_rad: 0,
      knee_flexion_deg: 0,
      spread_knee_flexion_rad: 0.02,
      'force_rect fem_N': 1 / 3,
      warm_up: false,
    });
  });

  it('has a fixed number of digits in columns that set it, and all digits in the others', () => {
    const columns = [
      { name: 'time_s', textOf: textWithDecimals(3), values: Float64Array.of(0, 0.001, 0.002) },
      { name: 'emg_mV', textOf: textWithDecimals(4), values: Float64Array.of(-0.05, 12.34567, -0.00001) },
      { name: 'angle, "rad"', values: Float64Array.of(1 / 3, -1e-9, 2) },
    ];
    expect(delimitedText({ columns })).toBe(
      'time_s,emg_mV,"angle, ""rad"""\n0.000,-0.0500,0.3333333333333333\n0.001,12.3457,-1e-9\n0.002,0.0000,2\n',
    );
  });
});

describe('an ending', () => {
  it.each(['a.xlsx', 'a.json', 'a', 'folder.csv/a', 'sto'])('without a writer is refused: %s', (file) => {
    expect(() => writerOf(file)).toThrow(/^FILE_ENDING .*\.csv, \.tsv, \.sto, \.mot, \.parquet/);
    expect(writtenEndings).toEqual(['.csv', '.tsv', '.sto', '.mot', '.parquet']);
  });

  it('of no format is read as delimited text, since instruments write it under many endings', () => {
    const { faults, columns } = readTable('a.dat', new TextEncoder().encode('t;x\n0;1,5\n'), new Set(['x']));
    expect(faults).toEqual([]);
    expect([...columns.get('x')!.values]).toEqual([1.5]);
  });

  it('of a format that is only written is a fault of the file', async () => {
    const { faults, header } = readTable('a.parquet', await writerOf('a.parquet')(table), new Set(['x']));
    expect(header).toEqual([]);
    expect(faults).toMatchObject([
      { code: 'FILE_NOT_TEXT', where: { file: 'a.parquet' }, found: 'a Parquet file' },
    ]);
  });
});

describe('a media type', () => {
  it('selects the format in which a body is read', () => {
    const tabbed = new TextEncoder().encode('t\tx\n0\t1\n');
    for (const type of ['text/csv', 'text/tab-separated-values'])
      expect([
        ...formatOfContent(type)!
          .read('body', tabbed, new Set(['x']))
          .columns.get('x')!.values,
      ]).toEqual([1]);
    expect(formatOfContent('text/xml')).toBeUndefined();
    expect(formatOfContent('application/vnd.apache.parquet')).toBeUndefined();
  });
});
