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
 * evidence without it.
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
    try {
      judged.push({ fold, judged: await openFold(bucket, pointer, partition, problem, fold) });
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

async function openFold(
  bucket: Bucket,
  { study, run }: RunPointer,
  partition: PartitionRecord,
  problem: TrainingProblem,
  { id, condition }: Fold,
): Promise<Judged> {
  const key = (file: string) => keys.local(study, run, id, file);
  const [record, rows, outputs] = await Promise.all([
    ifSound(() => bucket.getJson<FoldResultRecord>(key('training.json'))),
    ifSound(() => bucket.getBytes(key('rows.parquet'))),
    ifSound(() => bucket.getBytes(key('outputs.bin'))),
  ]);
  if (!record || !rows || !outputs) throw new Error(await whyMissing(bucket, key('lost.json')));
  const { digests } = record;
  if (sha256(rows) !== digests['rows.parquet'] || sha256(outputs) !== digests['outputs.bin']) {
    throw new Error('its files are not those that were written: the digests differ');
  }
  const table = await fromParquet(rows);
  const values = new Float32Array(Uint8Array.from(outputs).buffer);
  if (!values.every(Number.isFinite)) throw new Error('it predicts values that are not finite');
  return judgedByFold(values, condition, table, problem, partition);
}
