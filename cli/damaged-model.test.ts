import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { digestsFile } from '../layers/model/predictor/index.ts';
import { sarcomere } from '../test/sarcomere.testing.ts';
import { invocation } from './terminal/invocation.ts';

const published = fileURLToPath(
  new URL('../layers/model/predictor/model-file/fixtures/before-digests', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-damaged-'));
const model = join(folder, 'model');
const recording = join(folder, 'recording.csv');
writeFileSync(recording, recordingOf(12));
beforeEach(() => {
  rmSync(model, { recursive: true, force: true });
  cpSync(published, model, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Five channels of EMG whose strength comes and goes, and an angle that follows. */
function recordingOf(seconds: number): string {
  const columns = ['fcr', 'fcu', 'ecrl', 'ecrb', 'ecu'].map((muscle) => `emg_${muscle}_mV`);
  const rows = Array.from({ length: 1000 * seconds }, (_, at) => {
    const emg = columns.map((_, channel) =>
      (0.05 * (1 + Math.sin(at / (180 + 40 * channel))) * Math.sin(at * (0.7 + 0.13 * channel))).toFixed(6),
    );
    return [(at / 1000).toFixed(3), ...emg, (20 * Math.sin(at / 180)).toFixed(3)].join(',');
  });
  return `${['time_s', ...columns, 'wrist_flexion_deg'].join(',')}\n${rows.join('\n')}\n`;
}

function flip(file: string): void {
  const content = readFileSync(join(model, file));
  content[content.length - 3]! ^= 1;
  writeFileSync(join(model, file), content);
}
const predict = (...more: string[]) =>
  sarcomere('predict', '--model', model, '--in', recording, '--json', ...more);
const calibrate = (out: string, ...more: string[]) =>
  sarcomere(...['calibrate', '--model', model, '--in', recording, '--out', out, '--json'], ...more);

describe('a model of which a file is damaged', () => {
  it.each(['model.json', 'weights.bin'])(
    'is refused by predict and by calibrate, which name %s and leave what they wrote before',
    async (file) => {
      flip(file);
      const fault = { code: 'MODEL_DAMAGED', where: { file: join(model, file) } };
      const out = join(folder, 'prediction.csv');
      writeFileSync(out, 'before');
      const predicted = await predict('--out', out);
      expect(predicted).toMatchObject({ code: 2, json: { faults: [fault] } });
      expect(predicted.stderr).toContain(`${invocation()} report STUDY --out DIR`);
      expect(readFileSync(out, 'utf8')).toBe('before');
      expect(await calibrate(join(folder, 'calibrated'))).toMatchObject({
        code: 2,
        json: { faults: [fault] },
      });
      expect(readdirSync(folder)).not.toContain('calibrated');
    },
  );

  it('is refused if a file is missing', async () => {
    rmSync(join(model, 'weights.bin'));
    const { code, json } = await predict();
    expect(code).toBe(2);
    expect(json).toMatchObject({ faults: [{ where: { file: join(model, 'weights.bin') } }] });
  });

  it('without its list of digests is predicted by, with a word on what nothing verifies', async () => {
    expect((await predict()).stderr).not.toContain(digestsFile);
    rmSync(join(model, digestsFile));
    const { code, stderr } = await predict();
    expect(code).toBe(0);
    expect(stderr).toContain(`${join(model, digestsFile)} is missing`);
  });
});

describe('a model that is calibrated', () => {
  it('lists its digests, so that it is verified too, and may take the place of the one that it was made from', async () => {
    const { code, stderr } = await calibrate(model, '--subject', 'new');
    expect(code, stderr).toBe(0);
    expect(readdirSync(model).sort()).toEqual([
      digestsFile,
      'calibration.json',
      'model.json',
      'predictions.json',
      'weights.bin',
    ]);
    const named = await predict('--subject', 'new', '--out', join(folder, 'new.csv'));
    expect(named).toMatchObject({ code: 0, json: { emgNormalisedBy: 'subject' } });
    expect(named.stderr).not.toContain(digestsFile);
    expect((await calibrate(model, '--subject', 'newer')).code).toBe(0);
    flip('model.json');
    expect((await predict('--subject', 'new')).json).toMatchObject({ faults: [{ code: 'MODEL_DAMAGED' }] });
  });
});
