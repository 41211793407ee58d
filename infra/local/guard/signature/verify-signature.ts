import { createHash, createHmac } from 'node:crypto';
import { getCanonicalHeaders, getCanonicalQuery, getSigningKey } from '@smithy/signature-v4';
import type { Credentials } from '../secrets.ts';
import { isSameSecret } from '../secrets.ts';
import {
  claimOf,
  queryOf,
  type RequestSignature,
  SignatureError,
  type SignedRequest,
} from './signed-request.ts';

export interface Expected {
  readonly credentials: Credentials;
  /** Name of the service that the request must be signed for: `s3`, `states`. */
  readonly service: string;
  /** Current time; several times if the machine's clock was just set. */
  readonly timesMs: readonly number[];
}

/** A request with a valid signature, and the data for checking its body. */
export interface Verified {
  readonly claim: RequestSignature;
  /** Key that signs the chunks of a body. */
  readonly signingKey: Uint8Array;
}

/**
 * Verifies the signature of a request, in its Authorization header or in its address, by signing it again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param digestOfBody for services whose requests do not hold the digest of their body
 * @throws SignatureError with the error code of S3
 */
export async function verifySignature(
  request: SignedRequest,
  expected: Expected,
  digestOfBody?: string,
): Promise<Verified> {
  const claim = claimOf(request);
  requireKey(claim, expected);
  requireTime(claim, expected.timesMs);
  requireSignedHeaders(claim, request);
  const payload = digestOfBody ?? claim.payload;
  if (payload === undefined) {
    throw new SignatureError('InvalidRequest', 'The header x-amz-content-sha256 is missing.');
  }
  const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`;
  const signingKey = await getSigningKey(
    Sha256,
    expected.credentials,
    claim.day,
    claim.region,
    claim.service,
  );
  const digest = createHash('sha256')
    .update(canonicalRequest(request, claim, payload))
    .digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', claim.time, scope, digest].join('\n');
  const signature = createHmac('sha256', signingKey).update(toSign).digest('hex');
  if (!isSameSecret(claim.signature, signature)) {
    throw new SignatureError(
      'SignatureDoesNotMatch',
      'The signature is not the one of this request and this key. "sarcomere env" prints the credentials of this server.',
    );
  }
  return { claim, signingKey };
}

function canonicalRequest(
  { method, url, headers }: SignedRequest,
  claim: RequestSignature,
  payload: string,
): string {
  const names = claim.signedHeaders;
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  const canonicalHeaders = getCanonicalHeaders(bare({ headers: signed }), undefined, new Set(names));
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of queryOf(url)) query[name] = [...(query[name] ?? []), value];
  return [
    method,
    url.split('?', 1)[0],
    getCanonicalQuery(bare({ query })),
    ...names.map((name) => `${name}:${canonicalHeaders[name]}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
}

/** The library's functions expect a whole request and read one part of it. */
function bare<Part extends object>(part: Part) {
  return { method: '', protocol: 'http:', hostname: '', path: '', headers: {}, ...part };
}

function requireKey(claim: RequestSignature, { credentials, service }: Expected): void {
  if (!isSameSecret(claim.accessKeyId, credentials.accessKeyId)) {
    throw new SignatureError(
      'InvalidAccessKeyId',
      'The access key is not of this server, or of an earlier start. "sarcomere env" prints the present one.',
    );
  }
  if (claim.service !== service) {
    throw new SignatureError(
      'AuthorizationHeaderMalformed',
      `The request is signed for the service "${claim.service}"; this one is "${service}".`,
    );
  }
}

const allowedSkewMs = 15 * 60_000;

function requireTime({ time, day, expiresInS }: RequestSignature, timesMs: readonly number[]): void {
  const [, year, month, date, hour, minute, second] = /^(\d{4})(..)(..)T(..)(..)(..)Z$/.exec(time)!;
  const signedMs = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  const isOfDay = time.startsWith(day);
  const isTooEarly = (nowMs: number) => !(signedMs <= nowMs + allowedSkewMs);
  const isTooLate = (nowMs: number) =>
    nowMs > signedMs + (expiresInS === undefined ? allowedSkewMs : expiresInS * 1000);
  if (isOfDay && timesMs.some((nowMs) => !isTooEarly(nowMs) && !isTooLate(nowMs))) return;
  if (timesMs.every(isTooLate) && expiresInS !== undefined)
    throw new SignatureError('AccessDenied', 'Request has expired');
  throw new SignatureError(
    'RequestTimeTooSkewed',
    `The request was signed at ${time}, more than 15 minutes from this machine's clock.`,
  );
}

/**
 * All headers of AWS must be signed, as S3 requires. Otherwise a user of a presigned PUT could add `x-amz-copy-source` and
 * read any object.
 */
function requireSignedHeaders({ signedHeaders }: RequestSignature, { headers }: SignedRequest): void {
  const signed = new Set(signedHeaders);
  const ofAws = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && headers[name] !== undefined,
  );
  const unsigned = ['host', ...ofAws].filter((name) => !signed.has(name));
  if (unsigned.length > 0) {
    throw new SignatureError(
      'AccessDenied',
      `Headers were present that are not signed: ${unsigned.join(', ')}.`,
    );
  }
  const absent = signedHeaders.filter((name) => headers[name] === undefined);
  if (absent.length > 0) {
    throw new SignatureError(
      'AccessDenied',
      `Headers were signed that are not present: ${absent.join(', ')}.`,
    );
  }
}

/** SHA-256 and its HMAC in the form of the library. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  if (secret instanceof ArrayBuffer) return new Uint8Array(secret);
  return new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
}
