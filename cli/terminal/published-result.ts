import type { ContributionRow } from '../../layers/report/run-report.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { ifSound } from '../../layers/storage/if-sound.ts';
import { keys } from '../../layers/storage/keys.ts';
import { type RunState, runOfObjects } from '../../layers/storage/run-state.ts';
import { type Metrics, modelResult, type Provenance } from './model-result.ts';
import { resultLines } from './result-lines.ts';

/** What the terminal tells of the model of a run in the bucket; undefined if its files are damaged or gone. */
export async function publishedResult(
  bucket: Pick<Bucket, 'getJson'>,
  run: RunState,
  width: number,
): Promise<string[] | undefined> {
  const { study } = run;
  if (study === undefined) return undefined;
  const read = <T>(file: string) =>
    ifSound(() => bucket.getJson<T>(keys.model(study, runOfObjects(run), file)));
  const metrics = await read<Metrics>('metrics.json');
  if (metrics === undefined) return undefined;
  const provenance = await read<Provenance>('provenance.json');
  const contributions = await read<ContributionRow[]>('contributions.json');
  return resultLines(modelResult(metrics, provenance, contributions), width);
}
