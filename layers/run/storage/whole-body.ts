import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** The body of an answer of announced length, copied piece by piece into one array: memory holds it once. */
export async function wholeBody({ Body, ContentLength }: GetObjectCommandOutput): Promise<Uint8Array> {
  if (ContentLength === undefined) return Body!.transformToByteArray();
  const bytes = new Uint8Array(ContentLength);
  let filled = 0;
  for await (const piece of Body as AsyncIterable<Uint8Array>) {
    if (filled + piece.length > bytes.length) throw new RangeError('the body is longer than announced');
    bytes.set(piece, filled);
    filled += piece.length;
  }
  if (filled < bytes.length) throw cutShort(filled, bytes.length);
  return bytes;
}

/** Node uses the same code for a connection that ends before its body. */
function cutShort(found: number, expected: number): Error {
  return Object.assign(new Error(`the body ended after ${found} of ${expected} bytes`), {
    code: 'ECONNRESET',
  });
}
