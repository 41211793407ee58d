import { runId, studyVersion } from '../layers/run/records/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';

/** Name of the run of the current version of a study in the bucket. */
export async function runOfStudy(bucket: Bucket, study: string): Promise<string> {
  const version = await studyVersion(bucket, study);
  if (!version) throw new Error(`the bucket holds no study ${study}`);
  return runId(version);
}
