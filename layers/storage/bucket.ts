import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { MultipartUpload, type Upload } from './upload.ts';
import { wholeBody } from './whole-body.ts';

export interface ObjectEntry {
  readonly key: string;
  readonly size: number;
  /** Without quotation marks. */
  readonly etag: string;
  readonly lastModified: Date;
  /** What its writer added to it; absent in lists. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One bucket, through the S3 API alone, so that a folder on a laptop and S3 itself are the same to us. */
export class Bucket {
  readonly client: S3Client;
  readonly name: string;

  constructor(client: S3Client, name: string) {
    this.client = client;
    this.name = name;
  }

  /** The time by the bucket's own clock, as its latest answer told: this machine's may be hours off. */
  now(): Date {
    return new Date(Date.now() + this.client.config.systemClockOffset);
  }

  /** The object's bytes; undefined where there is no such object. */
  async getBytes(key: string): Promise<Uint8Array | undefined> {
    return undefinedIfMissing(async () => {
      return wholeBody(await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key })));
    });
  }

  /** Bytes `start` to `end` (exclusive) of an object that is there; fewer where it ends before. */
  async getRange(key: string, start: number, end: number): Promise<Uint8Array> {
    const Range = `bytes=${start}-${end - 1}`;
    return wholeBody(await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key, Range })));
  }

  /** The bytes of an object that is there, from its start on, a few megabytes at a time. */
  async *pieces(key: string, pieceBytes = 8 * 1024 * 1024): AsyncGenerator<Uint8Array> {
    const { size = 0 } = (await this.head(key)) ?? {};
    for (let start = 0; start < size; start += pieceBytes) {
      yield this.getRange(key, start, Math.min(size, start + pieceBytes));
    }
  }

  async getText(key: string): Promise<string | undefined> {
    const bytes = await this.getBytes(key);
    return bytes && new TextDecoder().decode(bytes);
  }

  async getJson<T>(key: string): Promise<T | undefined> {
    const text = await this.getText(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async put(
    key: string,
    body: Uint8Array | string,
    contentType = 'application/octet-stream',
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.client.send(
      new PutObjectCommand({
        Bucket: this.name,
        Key: key,
        Body: body,
        ContentType: contentType,
        Metadata: { ...metadata },
      }),
    );
  }

  /** An object larger than what should be in memory. */
  upload(key: string, contentType = 'application/octet-stream'): Upload {
    return new MultipartUpload(this.client, this.name, key, contentType);
  }

  async putJson(key: string, value: unknown): Promise<void> {
    await this.put(key, `${JSON.stringify(value, undefined, 1)}\n`, 'application/json');
  }

  async head(key: string): Promise<ObjectEntry | undefined> {
    return undefinedIfMissing(async () => {
      const answer = await this.client.send(new HeadObjectCommand({ Bucket: this.name, Key: key }));
      return {
        key,
        size: answer.ContentLength ?? 0,
        etag: unquoted(answer.ETag),
        lastModified: answer.LastModified ?? new Date(0),
        metadata: answer.Metadata ?? {},
      };
    });
  }

  /** Every object below the prefix, sorted by key (a local S3 server need not sort). */
  async list(prefix: string): Promise<ObjectEntry[]> {
    const entries: ObjectEntry[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({
          Bucket: this.name,
          Prefix: prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      for (const object of page.Contents ?? []) {
        entries.push({
          key: object.Key ?? '',
          size: object.Size ?? 0,
          etag: unquoted(object.ETag),
          lastModified: object.LastModified ?? new Date(0),
        });
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  /** Deletes every object below the prefix; answers how many. */
  async deletePrefix(prefix: string): Promise<number> {
    const entries = await this.list(prefix);
    const batchSize = 1000; // the most that DeleteObjects takes
    for (let start = 0; start < entries.length; start += batchSize) {
      const batch = entries.slice(start, start + batchSize);
      const answer = await this.client.send(
        new DeleteObjectsCommand({
          Bucket: this.name,
          Delete: { Objects: batch.map(({ key }) => ({ Key: key })), Quiet: true },
        }),
      );
      const failed = answer.Errors?.[0];
      if (failed) throw new Error(`cannot delete ${failed.Key}: ${failed.Code} ${failed.Message}`);
    }
    return entries.length;
  }
}

async function undefinedIfMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    const missing = name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404;
    if (missing && name !== 'NoSuchBucket') return undefined;
    throw error;
  }
}

function unquoted(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}
