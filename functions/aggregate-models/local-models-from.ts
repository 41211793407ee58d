import { type Learned, learnedOf } from '../../layers/model/predictor/index.ts';
import type { GatheredLocalModel } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';

/** Reads the local models once more, one by one, from the written file. */
export async function* localModelsFrom(
  bucket: Bucket,
  key: string,
  localModels: readonly GatheredLocalModel[],
): AsyncGenerator<Learned> {
  const pieces = bucket.pieces(key);
  let held: Uint8Array = new Uint8Array();
  for (const localModel of localModels) {
    const { byteLength } = localModel;
    while (held.length < byteLength) {
      const { value, done } = await pieces.next();
      if (done) throw new Error('weights.bin ends before its last local model');
      held = Buffer.concat([held, value]);
    }
    yield learnedOf(localModel, held.subarray(0, byteLength));
    held = held.subarray(byteLength);
  }
}
