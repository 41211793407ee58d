import { FaultError } from '../../../base/faults/index.ts';
import type { Bucket } from '../../storage/index.ts';
import { sha256 } from '../../storage/index.ts';
import { keys } from '../keys.ts';
import { soundLatest } from '../latest-model.ts';
import { namedFiles } from '../study-version.ts';
import { runHoldsSubject } from './holds-subject.ts';
import { purge, type RetainedObject } from './purge.ts';
import { type ManifestWithout, manifestWithout, participantsWithout } from './without-subject.ts';

/** Result of a withdrawal: the objects deleted and retained. */
export interface Withdrawal {
  readonly study: string;
  /** Number of recordings removed from the manifest. */
  readonly recordings: number;
  /** Runs with data of the person: their prepared tables, local models, metrics and reports were deleted. */
  readonly runs: readonly string[];
  /** Runs whose global models were deleted. */
  readonly models: readonly string[];
  /** True if the published model was among them: there are no predictions until a run without the person has ended. */
  readonly isPublishedModelWithdrawn: boolean;
  /** True if recordings of other people remain, so that a run without the person is possible. */
  readonly isRunPossible: boolean;
  /**
   * Up to 100 other files of the study that the manifest does not name. Files of earlier manifests are recognised by the
   * pseudonym in their path; somebody must check the others.
   */
  readonly unnamedFiles: readonly string[];
  /** Number of objects deleted, each with all its versions. */
  readonly deleted: number;
  /** Objects that the bucket refused to delete (because of a retention lock, say), with the reason. */
  readonly retained: readonly RetainedObject[];
}

export interface WithdrawOptions {
  /** True if the manifest without the person starts a run at once. */
  readonly startsRun: boolean;
}

/**
 * Removes one person permanently from a study, earlier versions of objects included: the recordings, the row of
 * `participants.tsv`, every run with data of the person (prepared tables, local models, metrics), and every global model with
 * its EMG scales and report. The pointer is deleted first, so that no prediction uses such a model meanwhile. The manifest is
 * rewritten last, so that an interrupted withdrawal can be repeated.
 *
 * No run of the study may be running.
 *
 * @throws FaultError `SUBJECT_UNKNOWN` if neither the study nor any of its runs has such a person
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

  const outcome = { deleted: 0, retained: [] as RetainedObject[] };
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
  await remove(keys.uploadListsPrefix(study)); // they name files of the person too
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

/** Files of the study that the manifest does not name, such as recordings of an earlier manifest. */
async function filesUnnamed(bucket: Bucket, study: string, manifestText = ''): Promise<string[]> {
  const prefix = keys.studyPrefix(study);
  const named = new Set([...namedFiles(manifestText), 'study.json', 'participants.tsv']);
  const files = (await bucket.list(prefix)).map(({ key }) => key.slice(prefix.length));
  const lists = keys.uploadListsPrefix(study).slice(prefix.length);
  return files.filter((file) => !named.has(file) && !file.startsWith(lists));
}

/** True if the path of a file has the pseudonym as a whole word: `7N` is in `lab/7N_sit.csv`, not in `lab/17N_sit.csv`. */
function namesSubject(file: string, subject: string): boolean {
  const isLetter = (char: string | undefined) => char !== undefined && /[A-Za-z0-9]/.test(char);
  for (let at = file.indexOf(subject); at >= 0; at = file.indexOf(subject, at + 1)) {
    if (!isLetter(file[at - 1]) && !isLetter(file[at + subject.length])) return true;
  }
  return false;
}

/** True if the published model is one of these. A damaged pointer counts as such, since it leads to no other model. */
async function isPublishedOneOf(bucket: Bucket, study: string, models: readonly string[]): Promise<boolean> {
  if (models.length === 0 || !(await bucket.head(keys.latest(study)))) return false;
  const latest = await soundLatest(bucket, study);
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
  // Even if the person is not in the table now: a withdrawal may have been interrupted here, or an upload removed the row.
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

/** Metadata of a manifest that starts no run. */
export const startsNoRun = { 'starts-run': 'no' } as const;

/** The key of a file; undefined if the name cannot be a key, and so is in no bucket. */
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
  what: 'The manifest cannot be read, so the files of the person are unknown.',
  where: { file: 'study.json' },
  found: 'not a JSON object with recordings',
  expected: 'a manifest that names the recordings of each subject',
  fix: 'Upload a valid manifest and repeat the withdrawal. To delete everything: "sarcomere delete STUDY --yes".',
};

/** The fault does not name other subjects: the caller need not know them. */
function unknownSubject(study: string) {
  return {
    code: 'SUBJECT_UNKNOWN',
    what: 'The subject is in no recording, run or model of the study.',
    where: { column: 'subject' },
    found: `a subject that is not in ${study}`,
    expected: 'a subject of study.json',
    fix: 'Check the spelling, upper and lower case included. If the subject was already withdrawn, nothing is left to do.',
  };
}
