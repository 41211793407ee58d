import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Bucket } from '../../../layers/storage/bucket.ts';

/** A bucket that is a folder, read and written without a server: what memory a function takes is then its own. */
export class FolderBucket extends Bucket {
  private readonly folder: string;

  constructor(folder: string) {
    super({ send: () => Promise.reject(new Error('a folder has no client')) } as unknown as S3Client, folder);
    this.folder = folder;
  }

  override async getBytes(key: string): Promise<Uint8Array | undefined> {
    const file = join(this.folder, key);
    return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file) : undefined;
  }

  override async put(key: string, body: Uint8Array | string): Promise<void> {
    const file = join(this.folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
}
