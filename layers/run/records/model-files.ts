import type { ModelFiles } from '../../model/predictor/index.ts';
import { damagedModel } from '../../model/predictor/index.ts';
import type { Bucket } from '../storage/index.ts';
import { isDamaged } from '../storage/index.ts';
import { keys } from './keys.ts';

/**
 * The files of a run's global model.
 *
 * @param manifestDigest digest of `MANIFEST.sha256` in `latest.json`, if the model was found by that pointer
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

/** Damage that the bucket of one machine detects, reported like damage that the reader of models detects. @throws FaultError */
export function throwDamaged(file: string, error: unknown): never {
  if (!isDamaged(error)) throw error;
  throw damagedModel({ file, found: 'other bytes on the disk', expected: 'the bytes that were published' });
}

/** True if the object is missing or too short. The bytes read are then too few, and the reader reports it. */
function endsBefore(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 404 || $metadata?.httpStatusCode === 416;
}
