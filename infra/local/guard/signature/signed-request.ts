import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query exactly as in the request line, which is what was signed. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** The signature in a request (AWS Signature Version 4). */
export interface RequestSignature {
  readonly accessKeyId: string;
  /** `20261127` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `20261127T163117Z` */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Validity from its time, s; only for a presigned address. */
  readonly expiresInS?: number;
  /** Digest of the body in hexadecimal, or a keyword in its place; undefined if the request has none. */
  readonly payload: string | undefined;
}

/** A wrong signature, with the error code of S3. */
export class SignatureError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** @throws SignatureError if the request is not signed or its signature cannot be parsed */
export function claimOf(request: SignedRequest): RequestSignature {
  const query = queryOf(request.url);
  const isPresigned = query.has('X-Amz-Signature') || query.has('X-Amz-Credential');
  const { authorization } = request.headers;
  if (isPresigned && authorization !== undefined) {
    throw new SignatureError(
      'InvalidArgument',
      'The request is signed twice: by a header and in its address.',
    );
  }
  if (isPresigned) return presignedClaim(request, query);
  if (authorization === undefined) {
    throw new SignatureError(
      'AccessDenied',
      'The request is not signed. "sarcomere env" prints the credentials of this server.',
    );
  }
  return headerClaim(request, authorization);
}

export function queryOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

function headerClaim({ headers }: SignedRequest, authorization: string): RequestSignature {
  const found =
    /^AWS4-HMAC-SHA256 +Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!found) throw malformed('the Authorization header does not follow AWS Signature Version 4');
  const payload = headers['x-amz-content-sha256'];
  return {
    ...scopeOf(found[1]!),
    time: timeOf(headers['x-amz-date']),
    signedHeaders: headersOf(found[2]!),
    signature: found[3]!,
    payload: typeof payload === 'string' ? payload : undefined,
  };
}

function presignedClaim({ headers }: SignedRequest, query: URLSearchParams): RequestSignature {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256')
    throw malformed('X-Amz-Algorithm is not AWS4-HMAC-SHA256');
  const signature = query.get('X-Amz-Signature') ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed('X-Amz-Signature is none');
  const expires = query.get('X-Amz-Expires') ?? '';
  const expiresInS = Number(expires);
  const isSomeTime = /^\d{1,6}$/.test(expires) && expiresInS >= 1 && expiresInS <= longestPresignedS;
  if (!isSomeTime) throw malformed(`X-Amz-Expires is not a number from 1 to ${longestPresignedS}`);
  const signedHeaders = headersOf(query.get('X-Amz-SignedHeaders') ?? '');
  const signedPayload = signedHeaders.includes('x-amz-content-sha256') && headers['x-amz-content-sha256'];
  return {
    ...scopeOf(query.get('X-Amz-Credential') ?? ''),
    time: timeOf(query.get('X-Amz-Date')),
    signedHeaders,
    signature,
    expiresInS,
    payload: signedPayload ? String(signedPayload) : (query.get('X-Amz-Content-Sha256') ?? unsignedPayload),
  };
}

/** A week, as in AWS. */
const longestPresignedS = 604_800;

function scopeOf(credential: string): Pick<RequestSignature, 'accessKeyId' | 'day' | 'region' | 'service'> {
  const found = /^([^/]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request$/.exec(credential);
  if (!found) throw malformed('the credential is not KEY/DAY/REGION/SERVICE/aws4_request');
  return { accessKeyId: found[1]!, day: found[2]!, region: found[3]!, service: found[4]! };
}

function timeOf(time: unknown): string {
  if (typeof time === 'string' && /^\d{8}T\d{6}Z$/.test(time)) return time;
  throw malformed('the time (X-Amz-Date) is not like 20261127T163117Z');
}

function headersOf(list: string): string[] {
  return list.split(';').filter((name) => name !== '');
}

function malformed(why: string): SignatureError {
  return new SignatureError('AuthorizationHeaderMalformed', `The signature cannot be read: ${why}.`);
}
