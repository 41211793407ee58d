import { createHash, createHmac } from 'node:crypto';
import { isSameSecret } from '../secrets.ts';
import { SignatureError } from './signed-request.ts';

/** A body that was sent in chunks, decoded. */
export interface Unchunked {
  readonly body: Buffer;
  /** Headers after the last chunk (checksums), with names in lower case. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Signing of chunks: each signature covers the previous one, the first that of the headers. */
export interface ChunkSigning {
  readonly signingKey: Uint8Array;
  readonly time: string;
  readonly scope: string;
  readonly seed: string;
}

/**
 * Reads the content encoding `aws-chunked`, strictly: sizes, line ends, order of parts, and, if `signing` is
 * given, the signature of each chunk and of the trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 *
 * @throws SignatureError if a signature is wrong or the body is cut
 */
export function unchunk(sent: Buffer, signing?: ChunkSigning): Unchunked {
  const chunks: Buffer[] = [];
  let at = 0;
  let before = signing?.seed ?? '';
  const line = () => {
    const end = sent.indexOf('\r\n', at);
    if (end < 0 || end - at > longestLineBytes) throw malformed();
    const text = sent.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const found = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line());
    if (!found) throw malformed();
    const sizeBytes = Number.parseInt(found[1]!, 16);
    const chunk = sent.subarray(at, at + sizeBytes);
    if (chunk.length !== sizeBytes) throw malformed();
    if (signing) {
      const empty = sha256('');
      before = chained(signing, 'AWS4-HMAC-SHA256-PAYLOAD', before, [empty, sha256(chunk)], found[2]);
    }
    if (sizeBytes === 0) break;
    chunks.push(chunk);
    at += sizeBytes;
    if (line() !== '') throw malformed();
  }

  const trailers: Record<string, string> = {};
  let signature: string | undefined;
  for (let text = at < sent.length ? line() : ''; text !== ''; text = at < sent.length ? line() : '') {
    const [, name, value] = /^([\w-]+):(.*)$/.exec(text) ?? [];
    if (name === undefined) throw malformed();
    if (name.toLowerCase() === 'x-amz-trailer-signature') signature = value!.trim();
    else trailers[name.toLowerCase()] = value!.trim();
  }
  if (at < sent.length) throw malformed();
  if (signing && Object.keys(trailers).length > 0) {
    const text = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`);
    chained(signing, 'AWS4-HMAC-SHA256-TRAILER', before, [sha256(text.join(''))], signature);
  }
  return { body: Buffer.concat(chunks), trailers };
}

const longestLineBytes = 1024;

/** Checks the signature of one part. @returns the signature, which the next one covers */
function chained(
  { signingKey, time, scope }: ChunkSigning,
  kind: string,
  before: string,
  digests: readonly string[],
  shown: string | undefined,
): string {
  const toSign = [kind, time, scope, before, ...digests].join('\n');
  const signature = createHmac('sha256', signingKey).update(toSign).digest('hex');
  if (isSameSecret(shown ?? '', signature)) return signature;
  throw new SignatureError('SignatureDoesNotMatch', 'The signature of a chunk does not match its bytes.');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function malformed(): SignatureError {
  return new SignatureError('IncompleteBody', 'The body does not follow the encoding aws-chunked.');
}
