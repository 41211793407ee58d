import type { Bucket } from './bucket.ts';
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
  const having = (file: string) =>
    subdomainsHaving(
      local.map(({ key }) => key),
      keys.localPrefix(study, run),
      file,
    );
  const trained = having('training.json');
  // A sub-domain that was lost once and trained later is trained.
  const lost = new Set([...having('lost.json')].filter((subdomain) => !trained.has(subdomain)));
  const atWork = [...having('progress.json')].filter(
    (subdomain) => !trained.has(subdomain) && !lost.has(subdomain),
  );
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

function subdomainsHaving(names: readonly string[], prefix: string, file: string): Set<string> {
  const suffix = `/${file}`;
  return new Set(
    names.filter((key) => key.endsWith(suffix)).map((key) => key.slice(prefix.length, -suffix.length)),
  );
}
