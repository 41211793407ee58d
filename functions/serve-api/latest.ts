import { z } from 'zod';
import { damagedModel } from '../../layers/model/predictor/index.ts';
import { keys, throwDamaged } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';

/** Not strict: a later version may add fields. */
const latestSchema = z.object({
  study: z.string(),
  run: z.string().min(1),
  publishedAt: z.iso.datetime(),
  manifestDigest: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * The pointer to the published model of a study; undefined if there is none.
 *
 * @throws FaultError MODEL_DAMAGED
 */
export async function readLatest(bucket: Pick<Bucket, 'getBytes'>, study: string) {
  const key = keys.latest(study);
  const bytes = await bucket.getBytes(key).catch((error: unknown) => throwDamaged(key, error));
  if (bytes === undefined) return undefined;
  const { data } = latestSchema.safeParse(parsed(bytes));
  if (data?.study === study) return data;
  throw damagedModel({
    file: key,
    found: 'other content',
    expected: 'the pointer to the published model, as publish-model writes it',
  });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
