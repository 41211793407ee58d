import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  Bucket,
  type ObjectDetails,
  type ObjectEntry,
  type WriteCondition,
  type WrittenAs,
} from './bucket.ts';
import { sha256 } from './digest.ts';
import type { Upload } from './upload.ts';

/** A bucket in memory, for tests of the layers above. */
export class MemoryBucket extends Bucket {
  /** Every key that was written, in order, as often as it was. */
  readonly written: string[] = [];
  readonly #objects = new Map<
    string,
    { bytes: Uint8Array; lastModified: Date; metadata: Readonly<Record<string, string>> }
  >();
  readonly #clock: () => Date;

  constructor(now: () => Date = () => new Date()) {
    super(clientOfNothing, 'memory');
    this.#clock = now;
  }

  override now(): Date {
    return this.#clock();
  }

  override async getBytes(key: string): Promise<Uint8Array | undefined> {
    const bytes = this.#objects.get(key)?.bytes;
    return bytes && Uint8Array.from(bytes);
  }

  override async put(key: string, body: Uint8Array | string): Promise<void> {
    this.#keep(key, body);
  }

  override async putDigested(
    key: string,
    body: Uint8Array | string,
    { sha256: digest, metadata }: WrittenAs,
  ): Promise<void> {
    if (sha256(body) !== digest) throw new Error('The body does not have the checksum it was sent with.');
    this.#keep(key, body, metadata);
  }

  override async putJsonIf(key: string, value: unknown, expected: WriteCondition): Promise<boolean> {
    const found = this.#objects.get(key);
    const isAsExpected =
      expected === 'nothing' ? !found : found !== undefined && etagOf(found.bytes) === expected.etag;
    if (isAsExpected) this.#keep(key, `${JSON.stringify(value, undefined, 1)}\n`);
    return isAsExpected;
  }

  override async getJsonAndEtag<T>(key: string): Promise<{ value: T; etag: string } | undefined> {
    const found = this.#objects.get(key)?.bytes;
    return found && { value: JSON.parse(new TextDecoder().decode(found)) as T, etag: etagOf(found) };
  }

  override async details(key: string): Promise<ObjectDetails | undefined> {
    const object = this.#objects.get(key);
    const entry = await this.head(key);
    return object && entry && { ...entry, sha256: sha256(object.bytes), metadata: object.metadata };
  }

  #keep(key: string, body: Uint8Array | string, metadata: Readonly<Record<string, string>> = {}): void {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
    this.#objects.set(key, { bytes, lastModified: this.#clock(), metadata });
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
    const object = this.#objects.get(key);
    if (!object) return undefined;
    return { key, size: object.bytes.length, etag: etagOf(object.bytes), lastModified: object.lastModified };
  }

  override async list(prefix: string): Promise<ObjectEntry[]> {
    const found = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    return Promise.all(found.map(async (key) => (await this.head(key))!));
  }

  override async deletePrefix(prefix: string): Promise<number> {
    const found = await this.list(prefix);
    for (const { key } of found) this.#objects.delete(key);
    return found.length;
  }
}

function etagOf(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** A client that refuses every call, in case a method is not overridden. */
const clientOfNothing = {
  send: () => Promise.reject(new Error('a bucket in memory has no client')),
} as unknown as S3Client;
