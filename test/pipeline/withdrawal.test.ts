import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../functions/start-run/start-run.ts';
import { keys, withdrawSubject } from '../../layers/run/records/index.ts';
import { connectRuns, monotonicMs } from '../../layers/run/storage/index.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { sarcomere } from '../sarcomere.testing.ts';
import { smallStudy, type UploadedFiles } from '../small-study.testing.ts';

/** A pseudonym that is in no other word. */
const person = 'Zq7xWv';
const study = 'wrist-withdrawal';

describe('the withdrawal of one person', () => {
  let under: WorldUnderTest;
  let dataDir: string;
  const files = named(
    smallStudy(study, { training: { forests: true, epochs: 6, lbfgsIterations: 3, hidden: [16] } }),
    person,
  );

  beforeAll(async () => {
    under = await worldUnderTest();
    dataDir = under.dataDir;
    await under.upload(study, files);
    expect((await under.ended(study)).state).toBe('Published');
  });
  afterAll(() => under.close());

  it('refuses an unknown name, without naming other subjects', async () => {
    const refused = withdrawSubject(under.bucket, study, 'Zq7xWw', { startsRun: false });
    await expect(refused).rejects.toMatchObject({ faults: [{ code: 'SUBJECT_UNKNOWN' }] });
    await refused.catch((error) => expect(JSON.stringify(error.faults)).not.toContain(person));
    expect((await under.bucket.list(keys.modelsPrefix(study))).length).toBeGreaterThan(0);
  });

  it('leaves nothing of the person in the bucket, in executions or in the log', async () => {
    const { run } = (await under.runsOf(study))[0]!;
    const model = JSON.parse((await under.bucket.getText(keys.model(study, run, 'model.json')))!);
    // The person has a forest in the model, under the pseudonym.
    const own = model.localModels.filter(({ label }: { label: string }) => label.includes(person));
    expect(own.some(({ learner }: { learner?: string }) => learner === 'forest')).toBe(true);
    for (const { id } of model.localModels) expect(id).not.toContain(person);
    expect(filesThatSay(person, dataDir).length).toBeGreaterThan(4);
    const { code, json, stderr } = await sarcomere(
      ...['delete', study, '--subject', person, '--yes', '--json', '--data', dataDir],
    );
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ study, isPublishedModelWithdrawn: true, isRunPossible: true, retained: [] });
    expect(json.recordings).toBeGreaterThan(0);
    expect(json.models).toHaveLength(1);
    expect(filesThatSay(person, dataDir)).toEqual([]);
    expect(under.log.filter((line) => line.includes(person))).toEqual([]);
    expect(await under.bucket.head(keys.latest(study))).toBeUndefined();
    expect(stderr).not.toContain(person);
  });

  it('leaves the others: their recordings are there as they were uploaded', async () => {
    const manifest = JSON.parse((await under.bucket.getText(keys.manifest(study)))!);
    expect(manifest.recordings.length).toBeGreaterThan(0);
    const named = manifest.recordings.flatMap(({ files }: { files: object }) => Object.values(files));
    for (const file of named)
      expect(await under.bucket.getText(keys.studyFile(study, file))).toBe(files.get(file));
  });

  it('starts no run by itself, and one without the person when it is asked for', async () => {
    const parts = {
      bucket: under.bucket,
      runs: connectRuns(under.world.env),
      patience: { settleS: 0.1, uploadS: 1, deadlineMs: monotonicMs() + 5_000 },
    };
    expect(await startRun(keys.manifest(study), parts)).toMatchObject({ state: 'Ignored' });
    const before = (await under.runsOf(study)).length;

    await under.upload(study, files); // with the person again
    await expect.poll(async () => (await under.runsOf(study)).length).toBe(before + 1);
    expect((await under.ended(study)).state).toBe('Published');
    await withdrawSubject(under.bucket, study, person, { startsRun: true });
    await expect.poll(async () => (await under.runsOf(study)).length).toBe(before + 2);
    expect((await under.ended(study)).state).toBe('Published');
    expect(filesThatSay(person, dataDir)).toEqual([]);
  });
});

/** The study with the first subject under another name, in files and folders too. */
function named(files: UploadedFiles, name: string): UploadedFiles {
  const manifest = JSON.parse(files.get('study.json')!);
  const first: string = manifest.recordings[0].subject;
  const renamed = [...files].map(([file, text]): [string, string] => {
    const isTable = file.endsWith('.csv');
    return [renamedIn(file, first, name), isTable ? text : renamedIn(text, first, name)];
  });
  return new Map(renamed);
}

function renamedIn(text: string, from: string, to: string): string {
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${from}(?![A-Za-z0-9])`, 'g'), to);
}

/** Files below a folder that have the name in their path or in their bytes. */
function filesThatSay(name: string, folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      // Whoever opens and closes the lock in the process that holds it gives it back.
      .filter((entry) => entry.isFile() && entry.name !== 'lock')
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => path.includes(name) || readFileSync(path).includes(name))
  );
}
