import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../base/faults/index.ts';
import { loadGlobalModel, loadPublishedMode } from '../load-global-model.ts';
import { predict } from '../predict.ts';
import { digestsFile } from './file-digests.ts';
import {
  damage,
  type FilesInMemory,
  fileOf,
  inVersion2,
  modelFiles,
} from './fixtures/model-files.testing.ts';

const whole = inVersion2(modelFiles('before-digests'));
const emg = {
  sampleRateHz: 1000,
  startS: 0,
  channels: Array.from({ length: 5 }, (_, channel) =>
    Float64Array.from({ length: 600 }, (_, at) => 0.05 * Math.sin(at * (0.7 + 0.13 * channel))),
  ),
};
const predictions = {
  whole: async (files: FilesInMemory) => predict((await loadGlobalModel(files)).model, emg),
  'published mode': async (files: FilesInMemory) => predict(await loadPublishedMode(files), emg),
};

describe.each(Object.entries(predictions))('a model that is loaded %s', (_, predictBy) => {
  const before = predictBy(whole);

  /** The file that the refusal names; undefined if the prediction is the same to the bit. */
  async function outcome(files: FilesInMemory): Promise<string | undefined> {
    try {
      expect(await predictBy(files)).toEqual(await before);
      return undefined;
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      expect(error.faults.map(({ code }) => code)).toEqual(['MODEL_DAMAGED']);
      return error.faults[0]!.where.file;
    }
  }

  it.each(['model.json', 'weights.bin', digestsFile])(
    'is refused, or predicts the same to the bit, whatever bit of %s is flipped',
    async (file) => {
      const { length } = fileOf(whole, file);
      const anywhere = fc.tuple(fc.nat(length - 1), fc.nat(7));
      await fc.assert(
        fc.asyncProperty(anywhere, async ([at, bit]) => {
          const flip = (content: Uint8Array) => content.with(at, content[at]! ^ (1 << bit));
          const named = await outcome(damage(whole, file, flip));
          // A flipped bit in the list of digests is reported for the file that it lists.
          if (file !== digestsFile) expect([file, undefined]).toContain(named);
        }),
        { numRuns: 400 },
      );
    },
  );

  it.each(['model.json', 'weights.bin'])(
    'is refused, or predicts the same to the bit, wherever %s is cut, overwritten, grown or emptied',
    async (file) => {
      const { length } = fileOf(whole, file);
      const other = fc.uint8Array({ minLength: 1, maxLength: 64 });
      await fc.assert(
        fc.asyncProperty(
          fc.nat(length - 1),
          other,
          fc.constantFrom('cut', 'write', 'grow'),
          async (at, bytes, how) => {
            const changed = damage(whole, file, (content) => {
              if (how === 'cut') return content.subarray(0, at);
              if (how === 'grow') return Uint8Array.from([...content, ...bytes]);
              content.set(bytes.subarray(0, length - at), at);
              return content;
            });
            expect([file, undefined]).toContain(await outcome(changed));
          },
        ),
        { numRuns: 300 },
      );
      expect(await outcome(damage(whole, file, () => new Uint8Array()))).toBe(file);
      expect(await outcome(damage(whole, file, () => undefined))).toBe(file);
    },
  );

  it('is refused if files of two models are mixed', async () => {
    const other = fileOf(modelFiles('before-digests'), 'model.json');
    expect(await outcome(damage(whole, 'model.json', () => other))).toBe('model.json');
    const zeros = (content: Uint8Array) => content.fill(0);
    expect(await outcome(damage(whole, 'weights.bin', zeros))).toBe('weights.bin');
  });

  it('is refused if it is not the expected model, or not the one that the pointer names', async () => {
    expect(await outcome({ ...whole, of: { study: 'wrist-before-digests', run: 'r2' } })).toBe('model.json');
    expect(await outcome({ ...whole, manifestDigest: '0'.repeat(64) })).toBe(digestsFile);
    const bare = damage(whole, digestsFile, () => undefined);
    expect(await outcome({ ...bare, manifestDigest: '0'.repeat(64) })).toBe(digestsFile);
  });
});

describe('a model without MANIFEST.sha256', () => {
  it('has its weights verified by model.json, and reports that model.json is not verified', async () => {
    const bare = damage(whole, digestsFile, () => undefined);
    expect(await loadGlobalModel(bare)).toMatchObject({ isVerified: false });
    expect(await loadGlobalModel(whole)).toMatchObject({ isVerified: true });
    const flipped = damage(bare, 'weights.bin', (content) => content.with(5, content[5]! ^ 1));
    await expect(loadGlobalModel(flipped)).rejects.toThrow(/MODEL_DAMAGED at weights.bin: .* single: /);
  });
});
