import { createHash } from 'node:crypto';
import { digestsFile, parseDigests } from '../../layers/ensemble/model-file/file-digests.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import type { LatestRecord, RunPointer } from '../../layers/storage/run-objects.ts';
import { ModelDamaged } from './model-damaged.ts';

export interface PublishAnswer {
  readonly state: 'Published';
  /** Prefix of the model's files. */
  readonly model: string;
}

/**
 * Reads every file of the model once more, compares it with its digest, and moves the pointer.
 *
 * @throws ModelDamaged where a file is missing or altered: the earlier model then stays published
 */
export async function publishModel(
  { study, run }: RunPointer,
  { bucket, now = () => new Date() }: { readonly bucket: Bucket; readonly now?: () => Date },
): Promise<PublishAnswer> {
  const manifest = await bucket.getText(keys.model(study, run, digestsFile));
  if (manifest === undefined)
    throw new ModelDamaged('MANIFEST.sha256 is not there: the model was not finished');
  const digests = parseDigests(manifest);
  if (!digests) throw new ModelDamaged('MANIFEST.sha256 is not a list of digests');
  for (const [name, digest] of digests) {
    const found = createHash('sha256');
    for await (const piece of bucket.pieces(keys.model(study, run, name))) found.update(piece);
    if (found.digest('hex') !== digest) throw new ModelDamaged(`${name} is not what aggregate-models wrote`);
  }
  const latest: LatestRecord = {
    study,
    run,
    publishedAt: now().toISOString(),
    manifestDigest: sha256(manifest),
  };
  await bucket.putJson(keys.latest(study), latest);
  return { state: 'Published', model: keys.modelPrefix(study, run) };
}
