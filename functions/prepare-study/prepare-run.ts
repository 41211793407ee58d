import { type Fault, FaultError } from '../../layers/base/faults/index.ts';
import { partition, prepareStudy, releaseRecording } from '../../layers/model/dataset/index.ts';
import type { Capacity } from '../../layers/run/capacity/index.ts';
import { inlineMapLimit } from '../../layers/run/capacity/index.ts';
import { filesSize, overBudget, type RunBudget, runSizeOf } from '../../layers/run/cost/index.ts';
import type { RunPointer, SubdomainPointer } from '../../layers/run/records/index.ts';
import {
  earlierPreparation,
  keys,
  readUploadList,
  runId,
  studyVersion,
  trainingsOf,
  uploadFaults,
} from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { loadStudy } from './load-study.ts';
import { sizesOfFiles } from './sizes-of-files.ts';
import { type TableLimits, writeTables } from './write-tables.ts';

export interface PrepareAnswer {
  readonly state: 'Prepared' | 'Rejected';
  /** Reason of a rejection, in one line without names of files or people; empty otherwise. */
  readonly reason: string;
  /** True if there are more sub-domains than a state can carry; they are then read from `itemsKey`. */
  readonly many: boolean;
  readonly subdomains: readonly SubdomainPointer[];
  readonly itemsKey: string;
  /** Percentage of local models that may be missing, by the quorum. */
  readonly toleratedFailurePercent: number;
}

export interface PrepareSurroundings extends TableLimits {
  /** True if there are GPUs for sub-domains that ask for one. */
  readonly gpu?: boolean;
  /** If absent, no study is too large. */
  readonly capacity?: Capacity;
  /** Limit of the cost of a run; absent if runs are free. */
  readonly budget?: RunBudget | undefined;
  /** Recordings fetched together are at most this large; a larger recording is fetched alone. */
  readonly windowMb?: number | undefined;
  /** Called with the damaged objects of an earlier preparation, before the study is prepared again. */
  readonly onDamage?: (damage: readonly string[]) => void;
}

/**
 * Checks and prepares a study: writes tables, the problem that its sub-domains share, and last the list of pointers. If the
 * study has faults, writes only `study-report.json` with all faults.
 */
export async function prepareRun(
  pointer: RunPointer,
  bucket: Bucket,
  { gpu = false, capacity, budget, windowMb, onDamage, ...limits }: PrepareSurroundings = {},
): Promise<PrepareAnswer> {
  const { study, run } = pointer;
  const itemsKey = keys.prepared(study, run, 'subdomains.json');
  const earlier = await earlierPreparation(bucket, pointer);
  if (earlier && 'pointers' in earlier) {
    return prepared(earlier.pointers, itemsKey, earlier.problem.ensemble.quorum);
  }
  if (earlier) onDamage?.(earlier.damage);

  const mixed = await mixedUpload(bucket, study);
  const loaded = mixed.length > 0 ? { faults: mixed } : await loadStudy(bucket, study, capacity, windowMb);
  const changed = await changeSince(bucket, pointer);
  if (changed) return reject(pointer, bucket, [changed]);
  if ('faults' in loaded) return reject(pointer, bucket, loaded.faults);
  try {
    const { manifest } = loaded;
    const compute: 'lambda' | 'gpu' = gpu ? manifest.training.compute : 'lambda';
    const ready = prepareStudy(loaded.recordings, manifest, run, loaded.joint, (at) => {
      releaseRecording(loaded.recordings[at]!);
      delete loaded.recordings[at];
    });
    const cut = partition(ready.table, ready.problem);
    if (budget) {
      const bytes = await sizesOfFiles(bucket, study);
      const files = filesSize(manifest, (file) => bytes.get(file) ?? 0);
      const size = runSizeOf(ready, cut.subdomains, files);
      const faults = overBudget(size, compute, budget);
      if (faults.length > 0) return reject(pointer, bucket, faults);
    }
    const warnings = [
      ...loaded.warnings,
      ...ready.warnings,
      ...(compute === manifest.training.compute ? [] : [noGpu]),
    ];
    const record = await writeTables(pointer, bucket, ready, cut, { ...loaded, warnings }, limits);
    const pointers = [
      ...trainingsOf(record).map(({ id, learner }): SubdomainPointer => {
        // A forest takes seconds on any CPU, and cannot use a GPU.
        if (learner === 'forest') return { ...pointer, subdomain: id, compute: 'lambda', learner };
        return { ...pointer, subdomain: id, compute };
      }),
      // A fold has forests beside networks, and its trainings are short.
      ...(record.folds ?? []).map(({ id }) => ({ ...pointer, subdomain: id, compute: 'lambda' as const })),
    ];
    await bucket.putJson(keys.prepared(study, run, 'study-report.json'), {
      state: 'Prepared',
      faults: [],
      warnings,
    });
    await bucket.putJson(itemsKey, pointers);
    return prepared(pointers, itemsKey, manifest.ensemble.quorum);
  } catch (error) {
    if (error instanceof FaultError) return reject(pointer, bucket, error.faults);
    throw error;
  }
}

function prepared(pointers: readonly SubdomainPointer[], itemsKey: string, quorum: number): PrepareAnswer {
  const many = pointers.length > inlineMapLimit;
  return {
    state: 'Prepared',
    reason: '',
    many,
    subdomains: many ? [] : pointers,
    itemsKey,
    toleratedFailurePercent: Math.round((1 - quorum) * 1e8) / 1e6,
  };
}

/** A warning: a CPU can do every training of a GPU, only more slowly. */
const noGpu: Fault = {
  code: 'GPU_ABSENT',
  what: 'The study asks for a GPU, but this installation has none. It is trained on the CPU.',
  where: { file: 'study.json', column: 'training.compute' },
  found: 'gpu',
  expected: 'an installation with GPUs (infra/cloud/settings/settings.ts)',
  fix: 'Deploy with gpu: true, or leave "compute" out.',
};

async function reject(
  { study, run }: RunPointer,
  bucket: Bucket,
  faults: readonly Fault[],
): Promise<PrepareAnswer> {
  const reportKey = keys.prepared(study, run, 'study-report.json');
  await bucket.putJson(reportKey, { state: 'Rejected', faults, warnings: [] });
  const codes = new Map<string, number>();
  for (const { code } of faults) codes.set(code, (codes.get(code) ?? 0) + 1);
  const counted = [...codes].map(([code, count]) => (count > 1 ? `${code} x ${count}` : code)).join(', ');
  return {
    state: 'Rejected',
    reason: `The study has ${faults.length} fault${faults.length === 1 ? '' : 's'}: ${counted.slice(0, 1000)}. See ${reportKey}`,
    many: false,
    subdomains: [],
    itemsKey: '',
    toleratedFailurePercent: 0,
  };
}

/** Differences between the bucket and the announced upload. start-run has waited for it, so files that are missing now will not come. */
async function mixedUpload(bucket: Bucket, study: string): Promise<readonly Fault[]> {
  const version = await studyVersion(bucket, study);
  const list = version && (await readUploadList(bucket, version));
  return version && list ? uploadFaults(bucket, version, list) : [];
}

/** A fault if the objects of the study have changed since the run was named by their digest: old and new would mix. */
async function changeSince(bucket: Bucket, { study, run }: RunPointer): Promise<Fault | undefined> {
  const version = await studyVersion(bucket, study);
  if (version && runId(version) === run) return undefined;
  return {
    code: 'STUDY_CHANGED',
    what: 'Files of the study have changed since this run began.',
    where: { file: 'study.json' },
    found: version ? `a study whose run is ${runId(version)}` : 'no manifest',
    expected: `the study of run ${run}`,
    fix: 'Upload all files, then upload study.json again.',
  };
}
