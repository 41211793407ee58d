import { describe, expect, it } from 'vitest';
import { loadPublishedMode } from '../../layers/model/predictor/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { ModelCache } from './model-cache.ts';

const latest = {
  study: 'knee',
  run: 'run-1',
  publishedAt: '2025-03-14T09:00:00Z',
  manifestDigest: '0'.repeat(64),
};

/** A bucket like the one of one machine, which compares an object with its digest before it returns the object. */
function bucketWhere(isDamaged: (key: string) => boolean) {
  const refuse = (key: string) => {
    if (isDamaged(key)) throw Object.assign(new Error(`${key} is damaged`), { name: 'ObjectDamaged' });
  };
  return {
    head: async (key: string) => ({ key, size: 1, etag: 'one', lastModified: new Date() }),
    getBytes: async (key: string) => {
      refuse(key);
      return key === keys.latest('knee') ? new TextEncoder().encode(JSON.stringify(latest)) : undefined;
    },
    getRange: async (key: string) => {
      refuse(key);
      return new Uint8Array();
    },
  };
}

describe('a published model whose bytes have changed on the disk of one machine', () => {
  it.each([keys.latest('knee'), keys.model('knee', 'run-1', 'model.json')])(
    'is reported as damaged, with the file: %s',
    async (key) => {
      const models = new ModelCache(
        bucketWhere((one) => one === key),
        loadPublishedMode,
      );
      await expect(models.get('knee')).rejects.toMatchObject({
        status: 500,
        message: 'The published model of knee is damaged.',
        faults: [
          { code: 'MODEL_DAMAGED', where: { file: key.endsWith('latest.json') ? key : 'model.json' } },
        ],
      });
    },
  );

  it('is reported as damaged if its weights are read in parts', async () => {
    const key = keys.model('knee', 'run-1', 'weights.bin');
    const models = new ModelCache(
      bucketWhere((one) => one === key),
      async (files) => files.readPart('weights.bin', 0, 4),
    );
    await expect(models.get('knee')).rejects.toMatchObject({
      faults: [{ code: 'MODEL_DAMAGED', where: { file: 'weights.bin' } }],
    });
  });
});
