/** A request to the bucket server. */
export interface BucketRequest {
  readonly method: string;
  /** Empty if the path names only the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly on: 'bucket' | 'object';
  /** Parameters that distinguish this operation from others of the same method. */
  readonly needs?: readonly string[];
  readonly takes?: readonly string[];
}

/** All operations that Sarcomere, `aws s3`, boto3 and presigned addresses use. Others are refused. */
const operations: readonly Operation[] = [
  { name: 'GetObject', method: 'GET', on: 'object', takes: ['partNumber'] },
  { name: 'HeadObject', method: 'HEAD', on: 'object', takes: ['partNumber'] },
  { name: 'PutObject', method: 'PUT', on: 'object' }, // CopyObject by its header
  { name: 'UploadPart', method: 'PUT', on: 'object', needs: ['partNumber', 'uploadId'] },
  { name: 'DeleteObject', method: 'DELETE', on: 'object' },
  { name: 'AbortMultipartUpload', method: 'DELETE', on: 'object', needs: ['uploadId'] },
  { name: 'CreateMultipartUpload', method: 'POST', on: 'object', needs: ['uploads'] },
  { name: 'CompleteMultipartUpload', method: 'POST', on: 'object', needs: ['uploadId'] },
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', needs: ['delete'] },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket' },
  {
    name: 'ListObjects',
    method: 'GET',
    on: 'bucket',
    takes: [
      ...['list-type', 'prefix', 'delimiter', 'max-keys', 'encoding-type'],
      ...['marker', 'continuation-token', 'start-after', 'fetch-owner'],
    ],
  },
];

/** Parameters of a signature, of a checksum that is compared elsewhere, and the operation's name that SDKs add for logs. */
const withAnyOperation =
  /^(x-id|X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256|User-Agent)|x-amz-(checksum-[a-z0-9-]+|sdk-checksum-algorithm))$/i;

/** The name of a request's operation; undefined if the operation is not supported. */
export function operationOf({ method, key, query }: BucketRequest): string | undefined {
  const names = [...query.keys()].filter((name) => !withAnyOperation.test(name));
  const isRepeated = new Set(query.keys()).size < query.size;
  const partNumber = query.get('partNumber');
  const isPart = partNumber === null || (/^\d{1,5}$/.test(partNumber) && isPartNumber(Number(partNumber)));
  if (isRepeated || !isPart) return undefined;
  return operations.find(
    ({ method: its, on, needs = [], takes = [] }) =>
      its === method &&
      (on === 'object') === (key !== '') &&
      needs.every((name) => names.includes(name)) &&
      names.every((name) => needs.includes(name) || takes.includes(name)),
  )?.name;
}

const isPartNumber = (number: number) => number >= 1 && number <= 10_000;
