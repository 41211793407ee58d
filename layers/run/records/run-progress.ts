import type { Bucket, ObjectEntry } from '../storage/index.ts';
import { keys } from './keys.ts';
import type { ProgressRecord, SubdomainPointer } from './run-objects.ts';

/** Progress of a run, from the objects in the bucket. */
export interface RunProgress {
  readonly stage: 'preparing' | 'training' | 'aggregating';
  /** Number of trainings, the single model included; absent while the study is being prepared. */
  readonly trainings?: number;
  readonly trained: number;
  readonly lost: number;
  /** Forests among the trainings that are not done; absent if there are none. Each takes seconds. */
  readonly forestsLeft?: number;
  /** Sub-domains in training: work done (0 to 1), latest loss, and time left in s. */
  readonly working: readonly (ProgressRecord & { readonly subdomain: string })[];
}

/** Reads the progress of a run from the objects that its steps have written. */
export async function runProgress(
  bucket: Pick<Bucket, 'list' | 'getJson'>,
  study: string,
  run: string,
): Promise<RunProgress> {
  const [planned, local] = await Promise.all([
    bucket.getJson<SubdomainPointer[]>(keys.prepared(study, run, 'subdomains.json')),
    bucket.list(keys.localPrefix(study, run)),
  ]);
  if (!planned) return { stage: 'preparing', trained: 0, lost: 0, working: [] };
  const having = (file: string) => subdomainsHaving(local, keys.localPrefix(study, run), file);
  const trained = having('training.json');
  const progress = having('progress.json');
  // A sub-domain that was lost once may be trained by now, or be in training again.
  const isLost = ([subdomain, lostAt]: [string, Date]) =>
    !trained.has(subdomain) && lostAt >= (progress.get(subdomain) ?? lostAt);
  const lost = new Map([...having('lost.json')].filter(isLost));
  const atWork = [...progress.keys()].filter((subdomain) => !trained.has(subdomain) && !lost.has(subdomain));
  const forestsLeft = planned.filter(
    ({ learner, subdomain }) => learner === 'forest' && !trained.has(subdomain) && !lost.has(subdomain),
  ).length;
  const working = await Promise.all(
    atWork.slice(0, mostShown).map(async (subdomain) => {
      const record = await bucket.getJson<ProgressRecord>(keys.local(study, run, subdomain, 'progress.json'));
      return record && { subdomain, ...record };
    }),
  );
  return {
    stage: trained.size + lost.size < planned.length ? 'training' : 'aggregating',
    trainings: planned.length,
    trained: trained.size,
    lost: lost.size,
    ...(forestsLeft === 0 ? {} : { forestsLeft }),
    working: working.filter((record) => record !== undefined),
  };
}

/** Limit of the sub-domains listed, of perhaps ten thousand. */
const mostShown = 40;

/** The sub-domains that have a file of this name, each with the time of the file. */
function subdomainsHaving(objects: readonly ObjectEntry[], prefix: string, file: string): Map<string, Date> {
  const suffix = `/${file}`;
  return new Map(
    objects
      .filter(({ key }) => key.endsWith(suffix))
      .map(({ key, lastModified }) => [key.slice(prefix.length, -suffix.length), lastModified]),
  );
}
