import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadGlobalModel } from './load-global-model.ts';
import { fileOf, modelFiles } from './model-file/fixtures/model-files.testing.ts';
import { predict } from './predict.ts';

/** The globals that the predictor uses. Every browser and Node 20 have them. */
const surroundings = ['TextEncoder', 'TextDecoder', 'WebAssembly', 'atob', 'crypto', 'console'] as const;

const entry = [
  'load-global-model',
  'predict',
  'prediction-table',
  'calibration/calibrate',
  'calibration/learn-subject',
]
  .map((file) => `export * from ${JSON.stringify(new URL(`${file}.ts`, import.meta.url).pathname)};`)
  .join('\n');
let code: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    // A `node:` import would fail the build here.
    platform: 'browser',
    format: 'iife',
    globalName: 'predictor',
    write: false,
  });
  code = outputFiles[0]!.text;
});

describe('the predictor without Node', () => {
  it.each(['before-digests', 'version-1', 'version-1-calibrated', 'version-1-envelopes', 'version-2'])(
    'loads and verifies the model %s, and predicts to the bit what it predicts in Node',
    async (folder) => {
      const files = modelFiles(folder);
      const { model } = await loadGlobalModel(files);
      const emg = {
        sampleRateHz: 1000,
        startS: 0,
        channels: model.signals.emg.channels.map((_, channel) =>
          Float64Array.from(
            { length: 3000 },
            (_, at) => 0.05 * Math.abs(Math.sin(at * (0.7 + 0.13 * channel))),
          ),
        ),
      };
      const context = createContext({
        ...Object.fromEntries(
          surroundings.map((name) => [name, (globalThis as Record<string, unknown>)[name]]),
        ),
        files,
        emg,
      });
      const ask = `predictor.loadGlobalModel(files).then(({ model }) => [...predictor.predict(model, emg).angleRad])`;
      const angles: number[] = await runInContext(`${code}; ${ask}`, context);
      expect(angles).toEqual([...predict(model, emg).angleRad]);
    },
  );

  it('refuses a model with one altered byte', async () => {
    const files = modelFiles('version-1');
    const weights = fileOf(files, 'weights.bin');
    const altered = {
      ...files,
      read: async (name: string) => (name === 'weights.bin' ? weights.with(9, 1) : files.read(name)),
    };
    const context = createContext({
      ...Object.fromEntries(
        surroundings.map((name) => [name, (globalThis as Record<string, unknown>)[name]]),
      ),
      altered,
    });
    const refused = runInContext(`${code}; predictor.loadGlobalModel(altered)`, context) as Promise<unknown>;
    await expect(refused).rejects.toMatchObject({ faults: [{ code: 'MODEL_DAMAGED' }] });
  });
});
