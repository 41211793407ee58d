import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from './problem.ts';
import { header } from './request.ts';

/**
 * Refuses a body that is compressed: 415 with `Accept-Encoding: identity`, as RFC 9110 section 12.5.3 has it. A body of some
 * kilobytes could hold gigabytes, and recordings go to the bucket, not through the API.
 */
export function refuseCompressed(event: APIGatewayProxyEventV2): void {
  const coding = header(event, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return;
  throw new ProblemError(415, 'The API takes no compressed bodies.', {
    headers: { 'accept-encoding': 'identity' },
    faults: [
      {
        code: 'BODY_COMPRESSED',
        what: 'The body is compressed, and the API takes no compressed bodies.',
        where: { column: 'Content-Encoding' },
        found: JSON.stringify(coding.slice(0, 60)),
        expected: 'no Content-Encoding, or identity',
        fix: 'Send the body as it is, without Content-Encoding.',
      },
    ],
  });
}
