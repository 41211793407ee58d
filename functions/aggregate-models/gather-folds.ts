import type { Fold, TrainingProblem } from '../../layers/model/dataset/index.ts';
import { fromParquet } from '../../layers/model/dataset/index.ts';
import {
  type FoldEvidence,
  foldEvidence,
  type Judged,
  judgedByFold,
} from '../../layers/model/weighing/index.ts';
import type { FoldResultRecord, PartitionRecord, RunPointer } from '../../layers/run/records/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ifSound, sha256 } from '../../layers/run/storage/index.ts';
import { whyMissing } from './gather.ts';

/** What the folds of a run have predicted, and the reason for each fold that is missing. */
export interface GatheredFolds {
  readonly evidence: FoldEvidence;
  readonly dropped: ReadonlyMap<string, string>;
}

/**
 * Collects the rows and outputs of the folds that arrived. A fold that is missing or altered is left out: the others are
 * evidence without it. An error of the bucket is thrown: a retry reads the fold.
 *
 * @param places of the local models in the partition
 */
export async function gatherFolds(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: TrainingProblem,
  places: readonly number[],
): Promise<GatheredFolds> {
  const judged: { readonly fold: Fold; readonly judged: Judged }[] = [];
  const dropped = new Map<string, string>();
  for (const fold of partition.folds ?? []) {
    const files = await filesOf(bucket, pointer, fold);
    try {
      judged.push({ fold, judged: await openFold(files, partition, problem, fold) });
    } catch (error) {
      dropped.set(fold.id, (error as Error).message);
    }
  }
  const of = (condition: Fold['condition']) =>
    foldEvidence(
      judged.flatMap((one) =>
        one.fold.condition === condition && one.judged.table.rows > 0 ? [one.judged] : [],
      ),
      places,
    );
  return { evidence: { known: of('known'), newSubject: of('new-subject') }, dropped };
}

/** What a fold has written; `missing` is the reason why there is no record. */
interface FoldFiles {
  readonly record: FoldResultRecord | undefined;
  readonly rows: Uint8Array | undefined;
  readonly outputs: Uint8Array | undefined;
  readonly missing?: string;
}

async function filesOf(bucket: Bucket, { study, run }: RunPointer, { id }: Fold): Promise<FoldFiles> {
  const key = (file: string) => keys.local(study, run, id, file);
  const [record, rows, outputs] = await Promise.all([
    ifSound(() => bucket.getJson<FoldResultRecord>(key('training.json'))),
    ifSound(() => bucket.getBytes(key('rows.parquet'))),
    ifSound(() => bucket.getBytes(key('outputs.bin'))),
  ]);
  const missing = record ? {} : { missing: await whyMissing(bucket, key('lost.json')) };
  return { record, rows, outputs, ...missing };
}

/** @throws Error if a file is missing or not the one that was written */
async function openFold(
  { record, rows, outputs, missing }: FoldFiles,
  partition: PartitionRecord,
  problem: TrainingProblem,
  { condition }: Fold,
): Promise<Judged> {
  if (!record) throw new Error(missing);
  if (!rows || !outputs) throw new Error('its files are missing or damaged');
  const { digests } = record;
  if (sha256(rows) !== digests['rows.parquet'] || sha256(outputs) !== digests['outputs.bin']) {
    throw new Error('its files are not those that were written: the digests differ');
  }
  const table = await fromParquet(rows);
  const values = new Float32Array(Uint8Array.from(outputs).buffer);
  if (!values.every(Number.isFinite)) throw new Error('it predicts values that are not finite');
  return judgedByFold(values, condition, table, problem, partition);
}
