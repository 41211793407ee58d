import { FaultError } from '../../../base/faults/index.ts';
import type { Bucket } from '../../storage/index.ts';
import { ifSound, sha256 } from '../../storage/index.ts';
import { keys } from '../keys.ts';
import { readLatest } from '../latest-model.ts';
import { namedFiles } from '../study-version.ts';
import { runHoldsSubject } from './holds-subject.ts';
import { type Kept, purge } from './purge.ts';
import { type ManifestWithout, manifestWithout, participantsWithout } from './without-subject.ts';

/** What a withdrawal took away, and what it could not. */
export interface Withdrawal {
  readonly study: string;
  /** Recordings taken out of the manifest. */
  readonly recordings: number;
  /** Runs that held the person: their prepared tables, local models, metrics and reports are gone. */
  readonly runs: readonly string[];
  /** Runs whose global models are gone. */
  readonly models: readonly string[];
  /** Whether the published model was among them: nothing answers until a run without the person has ended. */
  readonly isPublishedModelWithdrawn: boolean;
  /** Whether other people's recordings are left, so that a run without the person is possible. */
  readonly isRunPossible: boolean;
  /**
   * Up to a hundred other files of the study that its manifest does not name. Files of earlier manifests are found by the
   * person's name in their path; those without it somebody must look at.
   */
  readonly unnamedFiles: readonly string[];
  /** Objects deleted, with all their earlier versions. */
  readonly deleted: number;
  /** What the bucket refused to delete (a retention lock, say), with its reason. */
  readonly retained: readonly Kept[];
}

export interface WithdrawOptions {
  /** Whether the manifest without the person starts a run at once. */
  readonly startsRun: boolean;
}

/**
 * Takes one person out of a study for good, earlier versions of objects included: recordings, row of
 * `participants.tsv`, every run that held them with prepared tables, local models and metrics, and every global model
 * with its EMG scales and report. The pointer goes first, so that no model with the person answers meanwhile; the
 * manifest comes last, so that a withdrawal that was cut short can be repeated.
 *
 * No run of the study may be going on.
 *
 * @throws FaultError `SUBJECT_UNKNOWN` if neither the study nor any of its runs holds such a person
 */
export async function withdrawSubject(
  bucket: Bucket,
  study: string,
  subject: string,
  { startsRun }: WithdrawOptions,
): Promise<Withdrawal> {
  const manifestText = await bucket.getText(keys.manifest(study));
  const without = manifestText === undefined ? undefined : manifestWithout(manifestText, subject);
  if (manifestText !== undefined && !without) throw new FaultError([manifestUnreadable]);
  const { runs, models } = await runsThatHold(bucket, study, subject);
  const unnamed = await filesUnnamed(bucket, study, manifestText);
  const leftBehind = unnamed.filter((file) => namesSubject(file, subject));
  const isKnown = [without?.recordings ?? 0, runs.length, models.length, leftBehind.length].some(
    (n) => n > 0,
  );
  if (!isKnown) throw new FaultError([unknownSubject(study)]);

  const outcome = { deleted: 0, retained: [] as Kept[] };
  const remove = async (
    ...what: Parameters<typeof purge> extends [unknown, ...infer Rest] ? Rest : never
  ) => {
    const { deleted, kept } = await purge(bucket, ...what);
    outcome.deleted += deleted;
    outcome.retained.push(...kept);
  };

  const isPublishedModelWithdrawn = await isPublishedOneOf(bucket, study, models);
  if (isPublishedModelWithdrawn) await remove(keys.latest(study));
  for (const run of models) await remove(keys.modelPrefix(study, run));
  for (const run of runs) await remove(keys.runPrefix(study, run));
  const files = [...(without?.files ?? []), ...leftBehind];
  const own = new Set(files.flatMap((file) => keyOf(study, file) ?? []));
  await remove(keys.studyPrefix(study), { isMeant: (key) => own.has(key) });
  await remove(keys.uploadListsPrefix(study)); // they name files, those of the person too
  await rewriteParticipants(bucket, study, subject, remove);
  if (without) await rewriteManifest(bucket, study, without, startsRun, remove);
  return {
    study,
    recordings: without?.recordings ?? 0,
    runs,
    models,
    isPublishedModelWithdrawn,
    isRunPossible: without?.text !== undefined,
    unnamedFiles: unnamed.filter((file) => !leftBehind.includes(file)).slice(0, mostFilesTold),
    ...outcome,
  };
}

const mostFilesTold = 100;

/** Files of the study that its manifest does not name: of recordings that an earlier one named, say. */
async function filesUnnamed(bucket: Bucket, study: string, manifestText = ''): Promise<string[]> {
  const prefix = keys.studyPrefix(study);
  const named = new Set([...namedFiles(manifestText), 'study.json', 'participants.tsv']);
  const files = (await bucket.list(prefix)).map(({ key }) => key.slice(prefix.length));
  const lists = keys.uploadListsPrefix(study).slice(prefix.length);
  return files.filter((file) => !named.has(file) && !file.startsWith(lists));
}

/** Whether the path of a file has the pseudonym as a word of its own: `7N` is in `lab/7N_sit.csv`, not in `lab/17N_sit.csv`. */
function namesSubject(file: string, subject: string): boolean {
  const isLetter = (char: string | undefined) => char !== undefined && /[A-Za-z0-9]/.test(char);
  for (let at = file.indexOf(subject); at >= 0; at = file.indexOf(subject, at + 1)) {
    if (!isLetter(file[at - 1]) && !isLetter(file[at + subject.length])) return true;
  }
  return false;
}

/** A pointer that is damaged leads to none of the others either. */
async function isPublishedOneOf(bucket: Bucket, study: string, models: readonly string[]): Promise<boolean> {
  if (models.length === 0 || !(await bucket.head(keys.latest(study)))) return false;
  const latest = await ifSound(() => readLatest(bucket, study));
  return latest === undefined || models.includes(latest.run);
}

type Remove = (prefix: string, which?: Parameters<typeof purge>[2]) => Promise<void>;

async function runsThatHold(bucket: Bucket, study: string, subject: string) {
  const [runs, models] = [
    await namesBelow(bucket, keys.runsPrefix(study)),
    await namesBelow(bucket, keys.modelsPrefix(study)),
  ];
  const holding: string[] = [];
  for (const run of new Set([...runs, ...models]))
    if (await runHoldsSubject(bucket, study, run, subject)) holding.push(run);
  return {
    runs: runs.filter((run) => holding.includes(run)),
    models: models.filter((run) => holding.includes(run)),
  };
}

/** `r1` and `r2` of `runs/knee/r1/…` and `runs/knee/r2/…`. */
async function namesBelow(bucket: Bucket, prefix: string): Promise<string[]> {
  const below = (await bucket.list(prefix)).map(({ key }) => key.slice(prefix.length).split('/'));
  return [...new Set(below.flatMap(([name, ...rest]) => (rest.length > 0 ? [name!] : [])))];
}

async function rewriteParticipants(bucket: Bucket, study: string, subject: string, remove: Remove) {
  const key = keys.studyFile(study, 'participants.tsv');
  const text = await bucket.getText(key);
  const rest = text && participantsWithout(text, subject);
  if (rest !== undefined && rest !== text) await bucket.put(key, rest, 'text/tab-separated-values');
  // Also where the person is not in it by now: a withdrawal may have been cut short here, or an upload have taken them out.
  await remove(key, { isMeant: (one) => one === key, keepsLatest: true });
}

async function rewriteManifest(
  bucket: Bucket,
  study: string,
  { text, recordings }: ManifestWithout,
  startsRun: boolean,
  remove: Remove,
): Promise<void> {
  const key = keys.manifest(study);
  const isMeant = (one: string) => one === key;
  if (text === undefined) return remove(key, { isMeant });
  if (recordings > 0) {
    const metadata = startsRun ? {} : startsNoRun;
    await bucket.putDigested(key, text, { sha256: sha256(text), metadata, contentType: 'application/json' });
  }
  await remove(key, { isMeant, keepsLatest: true });
}

/** Metadata of a manifest whose arrival starts no run. */
export const startsNoRun = { 'starts-run': 'no' } as const;

/** A name that cannot be a key is in no bucket. */
function keyOf(study: string, file: string): string | undefined {
  try {
    return keys.studyFile(study, file);
  } catch (error) {
    if (error instanceof FaultError) return undefined;
    throw error;
  }
}

const manifestUnreadable = {
  code: 'MANIFEST_SYNTAX',
  what: 'The manifest cannot be read, so nobody knows which files are the person’s.',
  where: { file: 'study.json' },
  found: 'no JSON object with recordings',
  expected: 'a manifest that names the recordings of each subject',
  fix: 'Upload a manifest that can be read, and withdraw the subject again. To delete everything: "sarcomere delete STUDY --yes".',
};

/** Other subjects are not named: they are nobody's business here. */
function unknownSubject(study: string) {
  return {
    code: 'SUBJECT_UNKNOWN',
    what: 'No recording, run or model of the study is of that subject.',
    where: { column: 'subject' },
    found: `a name that ${study} does not hold`,
    expected: 'a subject as study.json names it',
    fix: 'Check the spelling, upper and lower case included. If the subject was withdrawn before, nothing is left to do.',
  };
}
