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
}

/** An object with the digest and the metadata with which it was written. */
export interface ObjectDetails extends ObjectEntry {
  /** SHA-256 in hexadecimal, if the object was written in one piece with this checksum. */
  readonly sha256?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface WrittenAs {
  readonly contentType?: string;
  /** SHA-256 of the body in hexadecimal: S3 compares it with the bytes that arrive, and keeps it. */
  readonly sha256: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Condition of a write: the object with this ETag is there, or no object is. */
export type WriteCondition = { readonly etag: string } | 'nothing';

/** One bucket, used through the S3 API only, so that a folder on a laptop and S3 are used alike. */
export class Bucket {
  readonly client: S3Client;
  readonly name: string;

  constructor(client: S3Client, name: string) {
    this.client = client;
    this.name = name;
  }

  /** The time by the bucket's clock, from its latest answer. The clock of this machine may be hours off. */
  now(): Date {
    return new Date(Date.now() + this.client.config.systemClockOffset);
  }

  /** Bytes of an object; undefined if there is none. */
  async getBytes(key: string): Promise<Uint8Array | undefined> {
    return undefinedIfMissing(async () => {
      return wholeBody(await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key })));
    });
  }

  /** Bytes `start` to `end` (exclusive) of an existing object; fewer if the object is shorter. */
  async getRange(key: string, start: number, end: number): Promise<Uint8Array> {
    const Range = `bytes=${start}-${end - 1}`;
    return wholeBody(await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key, Range })));
  }

  /** Bytes of an existing object from its start, a few megabytes at a time. */
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

  async put(key: string, body: Uint8Array | string, contentType = 'application/octet-stream'): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: this.name, Key: key, Body: body, ContentType: contentType }),
    );
  }

  /** As `put`, with a digest and metadata, which `details` returns. */
  async putDigested(
    key: string,
    body: Uint8Array | string,
    { sha256, metadata = {}, contentType = 'application/octet-stream' }: WrittenAs,
  ): Promise<void> {
    await this.client.send(
      new PutObjectCommand({
        Bucket: this.name,
        Key: key,
        Body: body,
        ContentType: contentType,
        ChecksumAlgorithm: 'SHA256',
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        Metadata: { ...metadata },
      }),
    );
  }

  /**
   * Writes only if the condition holds: of two writers with the same condition, one is refused.
   *
   * @returns false if the object has changed: read it again
   */
  async putJsonIf(key: string, value: unknown, expected: WriteCondition): Promise<boolean> {
    try {
      await this.client.send(
        new PutObjectCommand({
          Bucket: this.name,
          Key: key,
          Body: jsonText(value),
          ContentType: 'application/json',
          ...(expected === 'nothing' ? { IfNoneMatch: '*' } : { IfMatch: `"${expected.etag}"` }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionMissed(error)) return false;
      throw error;
    }
  }

  /** A JSON object with its ETag, for a conditional write. */
  async getJsonAndEtag<T>(key: string): Promise<{ value: T; etag: string } | undefined> {
    return undefinedIfMissing(async () => {
      const answer = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
      return { value: JSON.parse(await answer.Body!.transformToString()) as T, etag: unquoted(answer.ETag) };
    });
  }

  /** Starts a write in pieces, for objects too large for memory. */
  upload(key: string, contentType = 'application/octet-stream'): Upload {
    return new MultipartUpload(this.client, this.name, key, contentType);
  }

  async putJson(key: string, value: unknown): Promise<void> {
    await this.put(key, jsonText(value), 'application/json');
  }

  async head(key: string): Promise<ObjectEntry | undefined> {
    return undefinedIfMissing(async () => {
      const answer = await this.client.send(new HeadObjectCommand({ Bucket: this.name, Key: key }));
      return {
        key,
        size: answer.ContentLength ?? 0,
        etag: unquoted(answer.ETag),
        lastModified: answer.LastModified ?? new Date(0),
      };
    });
  }

  /** As `head`, with digest and metadata. If the bucket has its own key, this needs `kms:Decrypt`, as reading does. */
  async details(key: string): Promise<ObjectDetails | undefined> {
    return undefinedIfMissing(async () => {
      const answer = await this.client.send(
        new HeadObjectCommand({ Bucket: this.name, Key: key, ChecksumMode: 'ENABLED' }),
      );
      // The checksum of a multipart object is a digest of digests, and ends in the number of parts.
      const isWhole = answer.ChecksumType !== 'COMPOSITE' && !answer.ChecksumSHA256?.includes('-');
      return {
        key,
        size: answer.ContentLength ?? 0,
        etag: unquoted(answer.ETag),
        lastModified: answer.LastModified ?? new Date(0),
        ...(isWhole && answer.ChecksumSHA256
          ? { sha256: Buffer.from(answer.ChecksumSHA256, 'base64').toString('hex') }
          : {}),
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

  /** Deletes every object below the prefix. @returns the number of objects */
  async deletePrefix(prefix: string): Promise<number> {
    const entries = await this.list(prefix);
    const batchSize = 1000; // limit of DeleteObjects
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

/** 409: another conditional write was under way; 404: the object to replace was deleted. */
function isConditionMissed(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === 'NoSuchBucket') return false;
  return [404, 409, 412].includes($metadata?.httpStatusCode ?? 0);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}

function unquoted(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}
