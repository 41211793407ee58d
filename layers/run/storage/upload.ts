import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** An object that is written piece by piece, and exists only after `finish`. */
export interface Upload {
  add(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Gives up; nothing is left in the bucket. */
  abort(): Promise<void>;
}

/** S3 takes at most 10,000 parts, each of at least 5 MiB except the last. */
const partBytes = 8 * 1024 * 1024;

/**
 * Stated at the start and repeated at the end, so that S3 checks each part and the whole. A bucket with object lock takes no
 * part without a checksum.
 */
const ChecksumAlgorithm = 'CRC32';

/** A multipart upload: one part is in memory at a time. */
export class MultipartUpload implements Upload {
  private readonly client: S3Client;
  private readonly place: { Bucket: string; Key: string };
  private readonly contentType: string;
  private readonly part = new Uint8Array(partBytes);
  private readonly sent: CompletedPart[] = [];
  private filled = 0;
  private id: string | undefined;

  constructor(client: S3Client, bucket: string, key: string, contentType: string) {
    this.client = client;
    this.contentType = contentType;
    this.place = { Bucket: bucket, Key: key };
  }

  async add(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length; ) {
      const taken = bytes.subarray(start, start + partBytes - this.filled);
      this.part.set(taken, this.filled);
      this.filled += taken.length;
      start += taken.length;
      if (this.filled === partBytes) await this.send();
    }
  }

  async finish(): Promise<void> {
    // An upload needs at least one part, even an empty one.
    if (this.filled > 0 || this.sent.length === 0) await this.send();
    await this.client.send(
      new CompleteMultipartUploadCommand({
        ...this.place,
        UploadId: await this.uploadId(),
        MultipartUpload: { Parts: this.sent },
      }),
    );
  }

  async abort(): Promise<void> {
    if (this.id === undefined) return;
    await this.client.send(new AbortMultipartUploadCommand({ ...this.place, UploadId: this.id }));
  }

  private async send(): Promise<void> {
    const PartNumber = this.sent.length + 1;
    const { ETag, ChecksumCRC32 } = await this.client.send(
      new UploadPartCommand({
        ...this.place,
        UploadId: await this.uploadId(),
        PartNumber,
        Body: this.part.slice(0, this.filled),
        ChecksumAlgorithm,
      }),
    );
    this.sent.push({ PartNumber, ETag, ChecksumCRC32 });
    this.filled = 0;
  }

  private async uploadId(): Promise<string> {
    this.id ??= (
      await this.client.send(
        new CreateMultipartUploadCommand({
          ...this.place,
          ContentType: this.contentType,
          ChecksumAlgorithm,
        }),
      )
    ).UploadId!;
    return this.id;
  }
}
