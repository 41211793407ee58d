import { createHash } from 'node:crypto';
import { fromLayersModel } from '../../layers/learning/layers-model.ts';
import type { LocalNetwork } from '../../layers/learning/local-network.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import type { Upload } from '../../layers/storage/upload.ts';
import type { GatheredMember } from './gather.ts';

/** `weights.bin` of the global model: the weights of its members, one after the other, as they come. */
export class WeightsFile {
  private readonly upload: Upload;
  private readonly hash = createHash('sha256');

  constructor(bucket: Bucket, key: string) {
    this.upload = bucket.upload(key);
  }

  async add(weights: Uint8Array): Promise<void> {
    this.hash.update(weights);
    await this.upload.add(weights);
  }

  /** @returns its SHA-256 */
  async finish(): Promise<string> {
    await this.upload.finish();
    return this.hash.digest('hex');
  }

  async abort(): Promise<void> {
    await this.upload.abort();
  }
}

/** The members' networks once more, one by one, from the file that was written. */
export async function* networksFrom(
  bucket: Bucket,
  key: string,
  members: readonly GatheredMember[],
): AsyncGenerator<LocalNetwork> {
  const pieces = bucket.pieces(key);
  let held: Uint8Array = new Uint8Array();
  for (const { byteLength, weightsManifest } of members) {
    while (held.length < byteLength) {
      const { value, done } = await pieces.next();
      if (done) throw new Error('weights.bin ends before its last member');
      held = Buffer.concat([held, value]);
    }
    yield fromLayersModel({ model: { weightsManifest }, weights: held.subarray(0, byteLength) });
    held = held.subarray(byteLength);
  }
}
