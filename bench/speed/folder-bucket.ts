import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Bucket, type ObjectEntry } from '../../layers/run/storage/index.ts';
import type { ObjectDetails, Upload } from '../../layers/run/storage/testing.ts';

/** A bucket in a folder, without a server, so that measured memory is that of the function alone. */
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

  override async head(key: string): Promise<ObjectEntry | undefined> {
    const found = statSync(join(this.folder, key), { throwIfNoEntry: false });
    return found && { key, size: found.size, etag: '', lastModified: found.mtime };
  }

  override async details(key: string): Promise<ObjectDetails | undefined> {
    const entry = await this.head(key);
    return entry && { ...entry, metadata: {} };
  }

  /** Lists one file at most: no caller here lists more. */
  override async list(key: string): Promise<ObjectEntry[]> {
    const entry = await this.head(key);
    return entry ? [entry] : [];
  }

  override async getRange(key: string, start: number, end: number): Promise<Uint8Array> {
    const file = openSync(join(this.folder, key), 'r');
    const bytes = new Uint8Array(end - start);
    const length = readSync(file, bytes, 0, bytes.length, start);
    closeSync(file);
    return bytes.subarray(0, length);
  }

  override upload(key: string): Upload {
    const file = join(this.folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    return {
      add: async (bytes) => appendFileSync(file, bytes),
      finish: async () => {},
      abort: async () => rmSync(file),
    };
  }

  /** Every condition holds, since nobody else writes into the folder. */
  override async putJsonIf(key: string, value: unknown): Promise<boolean> {
    await this.putJson(key, value);
    return true;
  }

  override async getJsonAndEtag<T>(key: string): Promise<{ value: T; etag: string } | undefined> {
    const value = await this.getJson<T>(key);
    return value && { value, etag: '' };
  }

  override async put(key: string, body: Uint8Array | string): Promise<void> {
    const file = join(this.folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
}
