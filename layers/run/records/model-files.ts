import type { ModelFiles } from '../../model/predictor/index.ts';
import { damagedModel } from '../../model/predictor/index.ts';
import type { Bucket } from '../storage/index.ts';
import { isDamaged } from '../storage/index.ts';
import { keys } from './keys.ts';

/**
 * The files of a run's global model.
 *
 * @param manifestDigest what `latest.json` says of `MANIFEST.sha256`, where the model was found by it
 */
export function modelFilesIn(
  bucket: Pick<Bucket, 'getBytes' | 'getRange'>,
  study: string,
  run: string,
  manifestDigest?: string,
): ModelFiles {
  const key = (name: string) => keys.model(study, run, name);
  return {
    of: { study, run },
    ...(manifestDigest === undefined ? {} : { manifestDigest }),
    read: (name) => bucket.getBytes(key(name)).catch((error: unknown) => throwDamaged(name, error)),
    readPart: async (name, start, end) => {
      try {
        return await bucket.getRange(key(name), start, end);
      } catch (error) {
        if (endsBefore(error)) return new Uint8Array();
        return throwDamaged(name, error);
      }
    },
  };
}

/** What the bucket of one machine finds first, a reader of models is told as it is told of what it finds itself. */
export function throwDamaged(file: string, error: unknown): never {
  if (!isDamaged(error)) throw error;
  throw damagedModel({ file, found: 'other bytes on the disk', expected: 'the bytes that were published' });
}

/** The object is not there, or has no such bytes: what was read is then too short, and the reader says so. */
function endsBefore(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 404 || $metadata?.httpStatusCode === 416;
}
