import type { Bucket, ObjectEntry } from '../storage/index.ts';
import { keys } from './keys.ts';
import type { ProgressRecord, SubdomainPointer } from './run-objects.ts';

/** How far a run is, as the bucket shows it. */
export interface RunProgress {
  readonly stage: 'preparing' | 'training' | 'aggregating';
  /** Absent while the study is being prepared; the one on everything is one of them. */
  readonly trainings?: number;
  readonly trained: number;
  readonly lost: number;
  /** Of the sub-domains that are being trained: work done, 0 to 1, the latest loss, and time left in s. */
  readonly working: readonly (ProgressRecord & { readonly subdomain: string })[];
}

/** Reads what the steps of a run leave in the bucket. */
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
  // A sub-domain that was lost once may be trained by now, or be at work again.
  const isLost = ([subdomain, lostAt]: [string, Date]) =>
    !trained.has(subdomain) && lostAt >= (progress.get(subdomain) ?? lostAt);
  const lost = new Map([...having('lost.json')].filter(isLost));
  const atWork = [...progress.keys()].filter((subdomain) => !trained.has(subdomain) && !lost.has(subdomain));
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
    working: working.filter((record) => record !== undefined),
  };
}

/** Of ten thousand sub-domains at work, a few tell enough. */
const mostShown = 40;

/** The sub-domains that have a file of that name, and since when. */
function subdomainsHaving(objects: readonly ObjectEntry[], prefix: string, file: string): Map<string, Date> {
  const suffix = `/${file}`;
  return new Map(
    objects
      .filter(({ key }) => key.endsWith(suffix))
      .map(({ key, lastModified }) => [key.slice(prefix.length, -suffix.length), lastModified]),
  );
}
