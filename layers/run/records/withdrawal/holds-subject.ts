import type { TrainingProblem } from '../../../model/dataset/index.ts';
import type { ModelJson } from '../../../model/predictor/index.ts';
import type { Bucket } from '../../storage/index.ts';
import { isDamaged } from '../../storage/index.ts';
import { keys } from '../keys.ts';

type Readable = Pick<Bucket, 'getText'>;

/**
 * True if the objects of a run, its model included, contain anything of a person. A run without a list of its recordings
 * (its study was rejected, or preparing failed) counts as containing everybody, since its report may quote any file.
 */
export async function runHoldsSubject(
  bucket: Readable,
  study: string,
  run: string,
  subject: string,
): Promise<boolean> {
  const problem = await json<TrainingProblem>(bucket, keys.prepared(study, run, 'problem.json'));
  if (problem) return problem.recordings.some((recording) => recording.subject === subject);
  return (await modelHoldsSubject(bucket, study, run, subject)) ?? true;
}

/** The same from the model's own files; undefined if they cannot be read. */
async function modelHoldsSubject(
  bucket: Readable,
  study: string,
  run: string,
  subject: string,
): Promise<boolean | undefined> {
  // These fields are the same in all versions.
  const model = await json<Partial<Pick<ModelJson, 'emgScales' | 'trainedSubjects'>>>(
    bucket,
    keys.model(study, run, 'model.json'),
  );
  const metrics = await json<{ scores?: { scope: string; name: string }[] }>(
    bucket,
    keys.model(study, run, 'metrics.json'),
  );
  if (!model || !metrics) return undefined;
  return (
    Object.hasOwn(model.emgScales ?? {}, subject) ||
    (model.trainedSubjects ?? []).includes(subject) ||
    (metrics.scores ?? []).some(({ scope, name }) => scope === 'subject' && name === subject)
  );
}

/** A JSON object; undefined if it is missing or damaged. */
async function json<T>(bucket: Readable, key: string): Promise<T | undefined> {
  try {
    return JSON.parse((await bucket.getText(key)) ?? '') as T;
  } catch (error) {
    if (isDamaged(error)) return undefined;
    throw error;
  }
}
