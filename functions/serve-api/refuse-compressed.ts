import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem.ts';
import { header } from './request.ts';

/**
 * Refuses a compressed body: 415 with `Accept-Encoding: identity` (RFC 9110 section 12.5.3). A few kilobytes could expand to
 * gigabytes, and recordings are uploaded to the bucket, not through the API.
 */
export function refuseCompressed(event: APIGatewayProxyEventV2): void {
  const coding = header(event, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return;
  throw new ProblemError(415, 'The API does not take compressed bodies.', {
    headers: { 'accept-encoding': 'identity' },
    faults: [
      {
        code: 'BODY_COMPRESSED',
        what: 'The body is compressed, and the API does not take compressed bodies.',
        where: { column: 'Content-Encoding' },
        found: JSON.stringify(coding.slice(0, 60)),
        expected: 'no Content-Encoding, or identity',
        fix: 'Send the body uncompressed, without Content-Encoding.',
      },
    ],
  });
}
