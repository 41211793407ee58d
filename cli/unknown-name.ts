import { FaultError, nearestName } from '../layers/base/faults/index.ts';
import { keys, listRuns, type Runs } from '../layers/run/records/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';

/** Most names in a fault. */
const mostListed = 10;

/** The fault of an unknown run, with the latest runs and the one that was probably meant. */
export async function unknownRun(runs: Runs, name: string): Promise<FaultError> {
  const known = (await listRuns(runs)).runs.map(({ run }) => run);
  return unknownName('RUN_UNKNOWN', 'run', name, known, '"sarcomere status" lists the runs.');
}

/** True if the bucket holds files, runs or models of a study. */
export async function holdsStudy(bucket: Pick<Bucket, 'list'>, study: string): Promise<boolean> {
  const prefixes = [keys.studyPrefix(study), keys.runsPrefix(study), keys.modelsPrefix(study)];
  const entries = await Promise.all(prefixes.map((prefix) => bucket.list(prefix)));
  return entries.some((own) => own.length > 0);
}

/** The fault of an unknown study, with the studies in the bucket and the one that was probably meant. */
export async function unknownStudy(bucket: Pick<Bucket, 'list'>, name: string): Promise<FaultError> {
  const entries = await Promise.all(['models/', 'runs/', 'studies/'].map((prefix) => bucket.list(prefix)));
  const known = [...new Set(entries.flat().flatMap(({ key }) => key.split('/')[1] ?? []))].sort();
  return unknownName(
    'STUDY_UNKNOWN',
    'study',
    name,
    known,
    'Name an uploaded study, or upload it first by "sarcomere run" or "sarcomere upload".',
  );
}

function unknownName(
  code: string,
  kind: string,
  name: string,
  known: readonly string[],
  otherwise: string,
): FaultError {
  const nearest = nearestName(name, known);
  const more = known.length > mostListed ? `, or one of ${known.length - mostListed} more` : '';
  return new FaultError([
    {
      code,
      what: `There is no ${kind} ${name}.`,
      where: {},
      found: JSON.stringify(name),
      expected:
        known.length === 0
          ? `a ${kind}; there are none yet`
          : `one of ${known
              .slice(0, mostListed)
              .map((one) => JSON.stringify(one))
              .join(', ')}${more}`,
      fix: nearest === undefined ? otherwise : `Write ${JSON.stringify(nearest)} if that is meant.`,
    },
  ]);
}
