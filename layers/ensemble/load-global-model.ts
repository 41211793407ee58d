import { type GlobalModel, type GlobalModelJson, openGlobalModel } from './global-model.ts';

/**
 * A published global model.
 *
 * @param read the bytes of one of its files by name: from the bucket, or from a folder
 */
export async function loadGlobalModel(read: (name: string) => Promise<Uint8Array>): Promise<GlobalModel> {
  const [json, weights] = await Promise.all([read('model.json'), read('weights.bin')]);
  return openGlobalModel(JSON.parse(new TextDecoder().decode(json)) as GlobalModelJson, weights);
}
