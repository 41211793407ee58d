import type { IncomingHttpHeaders } from 'node:http';
import { refusalOf } from '../guard/door.ts';
import type { Credentials } from '../guard/secrets.ts';
import { MachineClock } from '../guard/signature/machine-clock.ts';
import { queryOf, SignatureError } from '../guard/signature/signed-request.ts';
import { verifyPayload } from '../guard/signature/verify-payload.ts';
import { type Verified, verifySignature } from '../guard/signature/verify-signature.ts';
import { hasItsChecksums } from './body-checksums.ts';
import { operationOf } from './bucket-operations.ts';
import type { FauxqsApp, FauxqsParts } from './fauxqs-parts.ts';

export interface BucketDoor {
  readonly parts: FauxqsParts;
  readonly bucket: string;
  readonly credentials: Credentials;
}

/**
 * fauxqs does not check requests. These hooks pass on only requests that are signed with the key, use an operation that
 * is needed here, and carry the signed body. No browser would execute an answer.
 */
export function guardBucket(app: FauxqsApp, { parts, bucket, credentials }: BucketDoor): void {
  const clock = new MachineClock();
  app.addHook('onClose', () => clock.stop());
  const verified = new WeakMap<object, Verified>();
  const refuse = (status: number, code: string, message: string) => new parts.S3Error(code, message, status);
  const sendError = (reply: Reply, error: unknown) => {
    const refused =
      error instanceof SignatureError ? refuse(statusOf(error.code), error.code, error.message) : error;
    if (!(refused instanceof parts.S3Error)) throw error;
    return reply.status(refused.statusCode).header('content-type', 'application/xml').send(refused.toXml());
  };

  app.addHook('onRequest', async (request, reply) => {
    try {
      const refusal = refusalOf(request.headers, { servesPages: false });
      if (refusal) throw refuse(refusal.status, 'AccessDenied', refusal.reason);
      const { method, originalUrl: url, headers } = request;
      const signed = { method, url, headers };
      verified.set(
        request,
        await verifySignature(signed, { credentials, service: 's3', timesMs: clock.timesMs() }),
      );
      const { bucket: named, '*': key = '' } = request.params as { bucket?: string; '*'?: string };
      if (named !== undefined && named !== bucket) {
        throw refuse(404, 'NoSuchBucket', `The only bucket here is ${bucket}.`);
      }
      const operation = operationOf({ method, key, query: queryOf(url) });
      if (named === undefined || operation === undefined) {
        throw refuse(501, 'NotImplemented', 'This bucket has only objects and their lists.');
      }
    } catch (error) {
      return sendError(reply, error);
    }
  });

  app.addHook('preHandler', async (request, reply) => {
    try {
      const { headers } = request;
      const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { body, trailers } = verifyPayload(sent, headers, verified.get(request)!);
      unwrap(headers, trailers);
      const isWritten = request.method === 'PUT' && headers['x-amz-copy-source'] === undefined;
      if (isWritten && !hasItsChecksums(parts, headers, body)) {
        throw refuse(400, 'BadDigest', 'The body does not have the checksum it was sent with.');
      }
      request.body = body;
    } catch (error) {
      return sendError(reply, error);
    }
  });

  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(harmless)) reply.header(name, value);
  });
}

interface Reply {
  status(status: number): Reply;
  header(name: string, value: string): Reply;
  send(text: string): Reply;
}

/** A stored object is never served as a page, script or style of this origin, whatever its type. */
const harmless = {
  'content-security-policy': 'sandbox',
  'content-disposition': 'attachment',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** After decoding, a request looks as if its body had been sent whole, with the checksum in a header. */
function unwrap(headers: IncomingHttpHeaders, trailers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(trailers)) {
    if (name.startsWith('x-amz-checksum-')) headers[name] = value;
  }
  const kept = (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'aws-chunked');
  if (kept.length > 0) headers['content-encoding'] = kept.join(',');
  else delete headers['content-encoding'];
}

function statusOf(code: string): number {
  const isOfBody = ['XAmzContentSHA256Mismatch', 'IncompleteBody', 'InvalidRequest', 'InvalidArgument'];
  return [...isOfBody, 'AuthorizationHeaderMalformed'].includes(code) ? 400 : 403;
}
