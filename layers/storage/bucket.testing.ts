import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { Bucket, type ObjectEntry } from './bucket.ts';
import type { Upload } from './upload.ts';

/** A bucket in memory, for tests of what lies above it. */
export class MemoryBucket extends Bucket {
  /** Every key that was written, in order, as often as it was. */
  readonly written: string[] = [];
  private readonly objects = new Map<string, { bytes: Uint8Array; lastModified: Date }>();

  constructor() {
    super(clientOfNothing, 'memory');
  }

  override async getBytes(key: string): Promise<Uint8Array | undefined> {
    const bytes = this.objects.get(key)?.bytes;
    return bytes && Uint8Array.from(bytes);
  }

  override async put(key: string, body: Uint8Array | string): Promise<void> {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
    this.objects.set(key, { bytes, lastModified: new Date() });
    this.written.push(key);
  }

  override async getRange(key: string, start: number, end: number): Promise<Uint8Array> {
    return (await this.getBytes(key))!.subarray(start, end);
  }

  override upload(key: string): Upload {
    const pieces: Uint8Array[] = [];
    return {
      add: async (bytes) => {
        pieces.push(Uint8Array.from(bytes));
      },
      finish: () => this.put(key, Buffer.concat(pieces)),
      abort: async () => {},
    };
  }

  override async head(key: string): Promise<ObjectEntry | undefined> {
    const object = this.objects.get(key);
    if (!object) return undefined;
    const etag = createHash('md5').update(object.bytes).digest('hex');
    return { key, size: object.bytes.length, etag, lastModified: object.lastModified };
  }

  override async list(prefix: string): Promise<ObjectEntry[]> {
    const found = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    return Promise.all(found.map(async (key) => (await this.head(key))!));
  }

  override async deletePrefix(prefix: string): Promise<number> {
    const found = await this.list(prefix);
    for (const { key } of found) this.objects.delete(key);
    return found.length;
  }
}

/** What this class forgets to override must not reach a network. */
const clientOfNothing = {
  send: () => Promise.reject(new Error('a bucket in memory has no client')),
} as unknown as S3Client;
