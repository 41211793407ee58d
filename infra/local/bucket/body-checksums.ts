import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FauxqsParts } from './fauxqs-parts.ts';

/** Whether a body is what its headers say of it, as S3 compares them; fauxqs only keeps what it is told. */
export function hasItsChecksums(parts: FauxqsParts, headers: IncomingHttpHeaders, body: Buffer): boolean {
  const sent = parts.extractChecksumFromHeaders(headers);
  const isAsSummed = sent === undefined || parts.computeChecksum(sent.algorithm, body) === sent.value;
  const md5 = headers['content-md5'];
  const isAsDigested = md5 === undefined || createHash('md5').update(body).digest('base64') === md5;
  return isAsSummed && isAsDigested;
}
