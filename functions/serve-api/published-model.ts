import type { GlobalModel } from '../../layers/model/predictor/index.ts';
import { describeRun, type RunState, readClaim } from '../../layers/run/records/index.ts';
import type { CachedModel } from './model-cache.ts';
import type { ApiParts } from './parts.ts';
import { ProblemError } from './problem.ts';

type Parts = Pick<ApiParts, 'bucket' | 'runs' | 'models'>;

/**
 * The published model of a study.
 *
 * @throws ProblemError 404 if there is none, with the run that is under way or has ended without a model
 */
export async function publishedModel(
  { bucket, runs, models }: Parts,
  study: string,
): Promise<CachedModel<GlobalModel>> {
  const published = await models.get(study);
  if (published) return published;
  const claim = await readClaim(bucket, study);
  const run = claim && (await describeRun(runs, claim.value.execution));
  throw new ProblemError(404, `The study ${study} has no published model${whyNone(run)}`);
}

function whyNone(latest: RunState | undefined): string {
  if (latest === undefined || latest.state === 'Published') return '.';
  const { run, state } = latest;
  if (state === 'Running') return ` yet. Run ${run} is under way; GET /v1/runs/${run} shows its progress.`;
  return `. Its latest run, ${run}, is ${state}; GET /v1/runs/${run} has the reason.`;
}
