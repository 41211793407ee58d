import { createHash } from 'node:crypto';
import type { Bucket } from './bucket.ts';
import type { Upload } from './upload.ts';

/** A file of the global model that is written in pieces, and its digest. */
export class DigestedUpload {
  private readonly upload: Upload;
  private readonly hash = createHash('sha256');

  constructor(bucket: Bucket, key: string, contentType?: string) {
    this.upload = bucket.upload(key, contentType);
  }

  async add(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    await this.upload.add(bytes);
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
