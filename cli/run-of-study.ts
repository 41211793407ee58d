import { runId, studyVersion } from '../layers/run/records/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';

/** Name of the run that the study in the bucket, as it is now, leads to. */
export async function runOfStudy(bucket: Bucket, study: string): Promise<string> {
  const version = await studyVersion(bucket, study);
  if (!version) throw new Error(`the bucket holds no study ${study}`);
  return runId(version);
}
