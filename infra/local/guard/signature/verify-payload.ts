import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Unchunked, unchunk } from './aws-chunked.ts';
import { SignatureError, unsignedPayload } from './signed-request.ts';
import type { Verified } from './verify-signature.ts';

/**
 * Compares the body of a request with its signed digest, and decodes chunks.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @throws SignatureError if the body differs
 */
export function verifyPayload(
  sent: Buffer,
  headers: IncomingHttpHeaders,
  { claim, signingKey }: Verified,
): Unchunked {
  const payload = claim.payload ?? '';
  const isChunked = payload.startsWith('STREAMING-');
  const saysChunked = /\baws-chunked\b/.test(headers['content-encoding'] ?? '');
  if (saysChunked && !isChunked) {
    throw new SignatureError('InvalidRequest', 'The body is encoded as aws-chunked, but not signed as such.');
  }
  if (isChunked) {
    const scope = `${claim.day}/${claim.region}/${claim.service}/aws4_request`;
    const unchunked = unchunk(
      sent,
      isSignedInChunks(payload) ? { signingKey, time: claim.time, scope, seed: claim.signature } : undefined,
    );
    const announced = Number(headers['x-amz-decoded-content-length']);
    if (announced === unchunked.body.length) return unchunked;
    throw new SignatureError(
      'IncompleteBody',
      'The length of the body differs from x-amz-decoded-content-length.',
    );
  }
  const isAsSigned = payload === createHash('sha256').update(sent).digest('hex');
  if (payload === unsignedPayload || isAsSigned) return { body: sent, trailers: {} };
  throw new SignatureError(
    'XAmzContentSHA256Mismatch',
    'The digest of the body differs from x-amz-content-sha256.',
  );
}

/** True if each chunk has a signature; the other known kinds have only a checksum. */
function isSignedInChunks(payload: string): boolean {
  const isSigned = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?$/.test(payload);
  if (isSigned || payload === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return isSigned;
  throw new SignatureError('InvalidRequest', `Bodies sent as ${payload} are not supported here.`);
}
