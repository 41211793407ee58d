import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FauxqsParts } from './fauxqs-parts.ts';

/** True if a body has the checksums of its headers, compared as by S3; fauxqs stores them unchecked. */
export function hasItsChecksums(parts: FauxqsParts, headers: IncomingHttpHeaders, body: Buffer): boolean {
  const sent = parts.extractChecksumFromHeaders(headers);
  const isAsSummed = sent === undefined || parts.computeChecksum(sent.algorithm, body) === sent.value;
  const md5 = headers['content-md5'];
  const isAsDigested = md5 === undefined || createHash('md5').update(body).digest('base64') === md5;
  return isAsSummed && isAsDigested;
}
