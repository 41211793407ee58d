import { createHash } from 'node:crypto';
import { digestsFile, parseDigests } from '../../layers/model/predictor/index.ts';
import type { PublishedRun, RunInput, RunPointer } from '../../layers/run/records/index.ts';
import { keys, publishLatest } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { ModelDamaged } from './model-damaged.ts';

export interface PublishRequest extends RunPointer {
  /** Input of the execution; executions of an older definition do not pass it on. */
  readonly input?: RunInput;
}

/**
 * Reads every file of the model once more, compares it with its digest, and moves the pointer, unless the model of a
 * newer upload is already published.
 *
 * @throws ModelDamaged if a file is missing or altered: the earlier model then stays published
 */
export async function publishModel(
  { study, run, input }: PublishRequest,
  { bucket, now = () => new Date() }: { readonly bucket: Bucket; readonly now?: () => Date },
): Promise<PublishedRun> {
  const manifest = await bucket.getText(keys.model(study, run, digestsFile));
  if (manifest === undefined)
    throw new ModelDamaged('MANIFEST.sha256 is missing: the model was not finished');
  const digests = parseDigests(manifest);
  if (!digests) throw new ModelDamaged('MANIFEST.sha256 is not a list of digests');
  for (const [name, digest] of digests) {
    const found = createHash('sha256');
    for await (const piece of bucket.pieces(keys.model(study, run, name))) found.update(piece);
    if (found.digest('hex') !== digest) throw new ModelDamaged(`${name} is not what aggregate-models wrote`);
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
