import { keys, openMetrics, type RunState, runOfObjects } from '../../layers/run/records/index.ts';
import type { ContributionRow } from '../../layers/run/report/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ifSound } from '../../layers/run/storage/index.ts';
import { modelResult, type Provenance } from './model-result.ts';
import { resultLines } from './result-lines.ts';

/** Lines on the published model of a run in the bucket; undefined if its files are damaged or missing. */
export async function publishedResult(
  bucket: Pick<Bucket, 'getJson'>,
  run: RunState,
  width: number,
): Promise<string[] | undefined> {
  const { study } = run;
  if (study === undefined) return undefined;
  const read = <T>(file: string) =>
    ifSound(() => bucket.getJson<T>(keys.model(study, runOfObjects(run), file)));
  const metrics = await ifSound(async () => {
    const stored = await bucket.getJson(keys.model(study, runOfObjects(run), 'metrics.json'));
    return stored === undefined ? undefined : openMetrics(stored);
  });
  if (metrics === undefined) return undefined;
  const provenance = await read<Provenance>('provenance.json');
  const contributions = await read<ContributionRow[]>('contributions.json');
  return resultLines(modelResult(metrics, provenance, contributions), width);
}
