import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../layers/study/formats/index.ts';
import { sarcomere } from '../test/sarcomere.testing.ts';

const model = fileURLToPath(
  new URL('../layers/model/predictor/model-file/fixtures/before-digests', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-given-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const channels = ['fcr', 'fcu', 'ecrl', 'ecrb', 'ecu'].map((muscle) => `emg_${muscle}_mV`);
const strength = (at: number, channel: number) => 0.001 + 0.05 * Math.sin(at / (180 + 40 * channel)) ** 8;
const rawEmg = (at: number, channel: number) => strength(at, channel) * Math.sin(at * (0.7 + 0.13 * channel));
const angleDeg = (at: number) => 20 * Math.sin(at / 180);

/** Twelve seconds of a wrist, in the columns of the study that the model was trained on. */
function rowsOf(delimiter: string, time: string, emg = rawEmg, angle = angleDeg): string {
  const rows = Array.from({ length: 12_000 }, (_, at) =>
    [at / 1000, ...channels.map((_, channel) => emg(at, channel).toFixed(7)), angle(at)].join(delimiter),
  );
  return [[time, ...channels, 'wrist_flexion_deg'].join(delimiter), ...rows].join('\n');
}

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const raw = written('raw.csv', rowsOf(',', 'time_s'));
const envelope = written('envelope.csv', rowsOf(',', 'time_s', strength));
const sto = (name: string, time: string, inDegrees: 'yes' | 'no', angle = angleDeg) =>
  written(name, `emg\ninDegrees=${inDegrees}\nendheader\n${rowsOf('\t', time, rawEmg, angle)}`);

const predict = (input: string, ...more: string[]) =>
  sarcomere('predict', '--model', model, '--in', input, '--json', ...more);
const calibrate = (input: string, out: string) =>
  sarcomere('calibrate', '--model', model, '--in', input, '--out', out, '--json');

describe('the table that predict writes to /dev/stdout', () => {
  it.each(['> "$3"', '| cat > "$3"'])('is CSV and nothing else: %s', (redirection) => {
    const file = join(folder, 'stdout.txt');
    const command = `"$0" cli/main.ts predict --model "$1" --in "$2" --out /dev/stdout ${redirection}`;
    execFileSync('sh', ['-c', command, process.execPath, model, raw, file], {
      cwd: fileURLToPath(new URL('../', import.meta.url)),
      stdio: 'pipe',
    });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(601);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
  });
});

describe('the file that predict writes', () => {
  it.each(['.csv', '.sto'])('is in the format of its ending, and read again: %s', async (ending) => {
    const out = join(folder, `prediction${ending}`);
    const { code, stderr, json } = await predict(raw, '--out', out);
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ rows: 600, warnings: [], out });
    const time = ending === '.sto' ? 'time' : 'time_s';
    const table = readTable(out, readFileSync(out), new Set([time, 'wrist_flexion_deg', 'warm_up']));
    expect(table.faults).toEqual([]);
    expect(table.angleUnit).toBe(ending === '.sto' ? 'deg' : undefined);
    const valuesOf = (name: string) => table.columns.get(name)!.values;
    expect([valuesOf(time)[1], valuesOf(time).length]).toEqual([0.02, 600]);
    // The filters of raw EMG run in both directions: the last rows lack later samples, as the first ones lack earlier ones.
    expect([0, 300, 599].map((row) => valuesOf('warm_up')[row])).toEqual([1, 0, 1]);
    const largestDeg = Math.max(...valuesOf('wrist_flexion_deg').map(Math.abs));
    expect(largestDeg).toBeGreaterThan(5);
    expect(largestDeg).toBeLessThan(90);
  });

  it('is Parquet if its name ends in .parquet', async () => {
    const out = join(folder, 'prediction.parquet');
    const { code, stderr } = await predict(raw, '--out', out);
    expect(code, stderr).toBe(0);
    const bytes = readFileSync(out);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(600);
    expect(rows[1]).toMatchObject({ time_s: 0.02, warm_up: true });
  });

  it('is refused if its ending is no known format', async () => {
    const out = join(folder, 'prediction.xlsx');
    const { code, json } = await predict(raw, '--out', out);
    expect(code).toBe(2);
    expect(json).toMatchObject({
      faults: [{ code: 'FILE_ENDING', expected: 'one of .csv, .tsv, .sto, .mot, .parquet' }],
    });
    expect(existsSync(out)).toBe(false);
  });

  it('is CSV if it is no regular file', async () => {
    const { code, stderr } = await predict(raw, '--out', '/dev/null');
    expect(code, stderr).toBe(0);
  });
});

describe('the file that predict and calibrate take', () => {
  it('may be an OpenSim file, with the time column of the study or with that of OpenSim', async () => {
    const ofStudy = await predict(sto('study.sto', 'time_s', 'yes'));
    expect(ofStudy.code, ofStudy.stderr).toBe(0);
    expect((await predict(sto('usual.sto', 'time', 'yes'))).json).toEqual(ofStudy.json);
  });

  it('is refused if it holds envelopes and the model takes raw EMG, as validate refuses it', async () => {
    const out = join(folder, 'of-envelopes');
    for (const { code, json } of [await predict(envelope), await calibrate(envelope, out)]) {
      expect(code).toBe(2);
      expect(json).toMatchObject({
        faults: channels.map((column) => ({ code: 'EMG_NOT_RAW', where: { file: 'envelope.csv', column } })),
      });
    }
    expect(existsSync(out)).toBe(false);
  });

  it('is refused by calibrate if its header says radians and the study has degrees', async () => {
    const file = sto('radians.sto', 'time', 'no', (at) => (angleDeg(at) * Math.PI) / 180);
    const { code, json } = await calibrate(file, join(folder, 'of-radians'));
    expect(code).toBe(2);
    expect(json).toMatchObject({ faults: [{ code: 'ANGLE_UNIT', where: { column: 'wrist_flexion_deg' } }] });
  });

  it('gets its warnings with column, finding, expectation and fix', async () => {
    const inVolts = written(
      'volts.csv',
      rowsOf(',', 'time_s', (at, channel) => rawEmg(at, channel) / 1000),
    );
    const outcomes = [await predict(inVolts), await calibrate(inVolts, join(folder, 'of-volts'))];
    for (const { code, stderr, json } of outcomes) {
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /volts\.csv, column emg_fcr_mV {2}EMG_STRENGTH_ODD\n.+\n +found .+ mV.+\n +expected .+\n +fix +Check that the channel is in mV/,
      );
      expect(json.warnings).toHaveLength(5);
    }
  });
});

describe('the warnings of validate', () => {
  it('say column, finding, expectation and fix', async () => {
    const study = {
      version: 1,
      study: 'wrist-warned',
      joint: 'wrist',
      signals: {
        emg: { kind: 'raw', channels: [{ column: 'emg_fcr_mV', muscle: 'FCR' }] },
        angle: { column: 'wrist_flexion_deg' },
      },
      recordings: [
        { file: 'held.csv', subject: 'S1' },
        { file: 'raw.csv', subject: 'S1' },
      ],
    };
    written(
      'held.csv',
      rowsOf(',', 'time_s', rawEmg, () => 12),
    );
    written('study.json', JSON.stringify(study));
    const { code, stderr } = await sarcomere('validate', folder);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /wrist-warned: 1 warning\.\n\n {2}held\.csv, column wrist_flexion_deg {2}ANGLE_CONSTANT\n.+\n +found +12 in all 12000 rows\n +expected .+\n +fix .+/,
    );
  });
});
