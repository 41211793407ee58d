import type { ModelFiles } from '../ensemble/model-file/read-model-json.ts';
import type { Bucket } from './bucket.ts';
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
    read: (name) => bucket.getBytes(key(name)),
    readPart: async (name, start, end) => {
      try {
        return await bucket.getRange(key(name), start, end);
      } catch (error) {
        if (endsBefore(error)) return new Uint8Array();
        throw error;
      }
    },
  };
}

/** The object is not there, or has no such bytes: what was read is then too short, and the reader says so. */
function endsBefore(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 404 || $metadata?.httpStatusCode === 416;
}
