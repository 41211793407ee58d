import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadGlobalModel, loadPublishedMode } from '../load-global-model.ts';
import { predict } from '../predict.ts';
import { damage, fileOf, modelFiles } from './fixtures/model-files.testing.ts';

/** A model that was published before `model.json` held a digest of each local model, and its predictions then. */
const before = modelFiles('before-digests');
type Expected = {
  angleRad: number[];
  forcesN: Record<string, number[]>;
  interval: (number | null)[];
  spread: number[];
};
const expected = JSON.parse(
  readFileSync(new URL('fixtures/before-digests/predictions.json', import.meta.url), 'utf8'),
) as Record<string, Expected>;

/** Five channels of noise whose strength comes and goes. */
const emg = {
  sampleRateHz: 1000,
  startS: 0,
  channels: Array.from({ length: 5 }, (_, channel) =>
    Float64Array.from(
      { length: 3000 },
      (_, at) => 0.05 * (1 + Math.sin(at / (180 + 40 * channel))) * Math.sin(at * (0.7 + 0.13 * channel)),
    ),
  ),
};

describe('a model of before the digests of local models', () => {
  it.each(Object.keys(expected))('predicts by %s what it predicted then, to 1e-6', async (what) => {
    const { model } = await loadGlobalModel(before);
    const [mode, named] = what.split(' ');
    const known = named ? { subject: 's02', task: 'elastic' } : {};
    const now = predict(model, { ...emg, ...known }, mode);
    const rows = Array.from(now.timeS, (_, row) => row).filter((row) => row % 15 === 10);
    const { angleRad, forcesN, interval, spread } = expected[what]!;
    close(
      rows.map((row) => now.angleRad[row]!),
      angleRad,
    );
    close(
      rows.map((row) => now.spreadAngleRad[row]!),
      spread,
    );
    close(
      rows.map((row) => now.interval90!.angleRad![row]!),
      interval as number[],
    );
    for (const [muscle, forces] of now.forcesN)
      close(
        rows.map((row) => forces[row]!),
        forcesN[muscle]!,
      );
  });

  it('is read for its published mode alone, and predicts the same to the bit', async () => {
    const { model } = await loadGlobalModel(before);
    const published = await loadPublishedMode(before);
    expect(predict(published, emg)).toEqual(predict(model, emg));
  });

  it('is refused if a byte of its weights differs, though no local model has a digest', async () => {
    const bytes = fileOf(before, 'weights.bin').length;
    for (const at of [0, 100, 1000, bytes - 1]) {
      const flipped = damage(before, 'weights.bin', (content) => content.with(at, content[at]! ^ 1));
      await expect(loadGlobalModel(flipped)).rejects.toThrow(/MODEL_DAMAGED at weights.bin/);
      await expect(loadPublishedMode(flipped)).rejects.toThrow(/MODEL_DAMAGED at weights.bin/);
    }
    const longer = damage(before, 'weights.bin', (content) => Uint8Array.from([...content, 0]));
    await expect(loadPublishedMode(longer)).rejects.toThrow(/MODEL_DAMAGED at weights.bin/);
  });
});

function close(now: readonly number[], then: readonly number[]): void {
  expect(now).toHaveLength(then.length);
  for (const [at, value] of then.entries()) {
    expect(Math.abs(now[at]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
  }
}
