import { createHash } from 'node:crypto';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import { publishLatest } from '../../layers/storage/latest-model.ts';
import type { PublishedRun, RunInput, RunPointer } from '../../layers/storage/run-objects.ts';

export interface PublishRequest extends RunPointer {
  /** Input of the execution; executions of an older definition do not hand it on. */
  readonly input?: RunInput;
}

/**
 * Reads every file of the model once more, compares it with its digest, and moves the pointer, unless the model of a newer
 * upload is published by now.
 *
 * @throws Error if a file is missing or altered: the earlier model then stays published
 */
export async function publishModel(
  { study, run, input }: PublishRequest,
  { bucket, now = () => new Date() }: { readonly bucket: Bucket; readonly now?: () => Date },
): Promise<PublishedRun> {
  const manifest = await bucket.getText(keys.model(study, run, 'MANIFEST.sha256'));
  if (manifest === undefined) throw new Error('MANIFEST.sha256 is not there: the model was not finished');
  for (const line of manifest.trim().split('\n')) {
    const [digest, name] = line.split('  ');
    if (!name) throw new Error('MANIFEST.sha256 is not a list of digests');
    const found = createHash('sha256');
    for await (const piece of bucket.pieces(keys.model(study, run, name))) found.update(piece);
    if (found.digest('hex') !== digest) throw new Error(`${name} is not what aggregate-models wrote`);
  }
  const latest = await publishLatest(bucket, {
    study,
    run,
    publishedAt: now().toISOString(),
    manifestDigest: sha256(manifest),
    ...(input?.uploadedAt === undefined ? {} : { uploadedAt: input.uploadedAt }),
  });
  return {
    state: 'Published',
    model: keys.modelPrefix(study, run),
    ...(latest.run === run ? {} : { newer: latest.run }),
  };
}
