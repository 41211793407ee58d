import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { FauxqsParts, S3Store } from './fauxqs-parts.ts';

/** Condition of a write on the object that it replaces: `If-Match` with an ETag, or `If-None-Match: *` for no object. */
interface WriteCondition {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly bucket: string;
  readonly key: string;
}

interface WriteRequest {
  readonly headers: IncomingHttpHeaders;
  readonly params: unknown;
}

/**
 * Makes a store write only if the condition of the request holds, as S3 does and fauxqs does not. The condition is
 * compared in the tick in which the object is written, so that one of two writes that expect the same object is refused.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @returns a hook for each request, which keeps the condition of the request
 */
export function conditionalWrites(store: S3Store, parts: Pick<FauxqsParts, 'S3Error'>) {
  const asked = new AsyncLocalStorage<WriteCondition>();
  const checked =
    <Args extends unknown[], Answer>(write: (...args: Args) => Answer) =>
    (...args: Args): Answer => {
      const condition = asked.getStore();
      if (condition) refuseUnlessMet(condition, etagOf(store, condition), parts);
      return write(...args);
    };
  store.putObject = checked(store.putObject.bind(store));
  store.completeMultipartUpload = checked(store.completeMultipartUpload.bind(store));

  return ({ headers, params }: WriteRequest, _reply: unknown, next: () => void): void => {
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
    const { bucket = '', '*': key = '' } = (params ?? {}) as { bucket?: string; '*'?: string };
    const isConditional = ifMatch !== undefined || ifNoneMatch !== undefined;
    if (isConditional) asked.run({ ifMatch, ifNoneMatch, bucket, key }, next);
    else next();
  };
}

/** With quotation marks; undefined if there is no such object. */
function etagOf(store: S3Store, { bucket, key }: WriteCondition): string | undefined {
  try {
    return store.headObject(bucket, key).etag;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

function refuseUnlessMet(
  { ifMatch, ifNoneMatch }: WriteCondition,
  etag: string | undefined,
  { S3Error }: Pick<FauxqsParts, 'S3Error'>,
): void {
  if (ifMatch !== undefined && etag === undefined)
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', 404);
  const isOther = ifMatch !== undefined && unquoted(ifMatch) !== unquoted(etag!);
  const isThere = ifNoneMatch === '*' && etag !== undefined;
  if (isOther || isThere)
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions did not hold.', 412);
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
