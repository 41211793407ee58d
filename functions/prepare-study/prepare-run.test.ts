import { describe, expect, it } from 'vitest';
import type { Fault } from '../../layers/base/faults/index.ts';
import { fromParquet, rowUses, type SampleTable } from '../../layers/model/dataset/index.ts';
import { inlineMapLimit } from '../../layers/run/capacity/index.ts';
import type { RunPointer } from '../../layers/run/records/index.ts';
import {
  keys,
  readPartition,
  readProblem,
  runId,
  sealed,
  studyVersion,
  type UploadList,
  writeUploadList,
} from '../../layers/run/records/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { prepareRun } from './prepare-run.ts';
import { tinyCsv, tinyManifest, uploadTinyStudy } from './tiny-study.testing.ts';

interface StudyReport {
  readonly state: string;
  readonly faults: readonly Fault[];
}
const reportOf = async (bucket: MemoryBucket, { study, run }: RunPointer) =>
  (await bucket.getJson<StudyReport>(keys.prepared(study, run, 'study-report.json')))!;
const preparedFiles = async (bucket: MemoryBucket) =>
  (await bucket.list('runs/')).map(({ key }) => key.slice(key.lastIndexOf('/') + 1));

async function tableOf(bucket: MemoryBucket, { study, run }: RunPointer, name: string): Promise<SampleTable> {
  return fromParquet((await bucket.getBytes(keys.prepared(study, run, name)))!);
}

/** Rows that are more than history of others. */
const usedRows = ({ use }: SampleTable) => use.filter((one) => one !== rowUses.history).length;

describe('prepareRun', () => {
  it('leaves tables, problem and partition, and the list of pointers last', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    const answer = await prepareRun(pointer, bucket);
    const itemsKey = keys.prepared('tiny', pointer.run, 'subdomains.json');
    expect(answer).toEqual({
      state: 'Prepared',
      reason: '',
      many: false,
      subdomains: ['single', 'subject-1', 'subject-2'].map((subdomain) => ({
        ...pointer,
        subdomain,
        compute: 'lambda',
      })),
      itemsKey,
      toleratedFailurePercent: 20,
    });
    expect(bucket.written.at(-1)).toBe(itemsKey);
    expect(await bucket.getJson(itemsKey)).toEqual(answer.subdomains);
    expect(await preparedFiles(bucket)).toEqual([
      'held-out.parquet',
      'partition.json',
      'problem.json',
      'study-report.json',
      'subdomains.json',
      'subject-1.parquet',
      'subject-2.parquet',
    ]);
    expect(await reportOf(bucket, pointer)).toMatchObject({ state: 'Prepared', faults: [] });
  });

  it('sends sub-domains to a GPU if the study asks for one; without a GPU, it warns', async () => {
    const asking = tinyManifest({ training: { compute: 'gpu' } });
    const { bucket, pointer } = await uploadTinyStudy(asking);
    const { subdomains } = await prepareRun(pointer, bucket, { gpu: true });
    expect(subdomains.map(({ compute }) => compute)).toEqual(['gpu', 'gpu', 'gpu']);

    const without = await uploadTinyStudy(asking);
    const answer = await prepareRun(without.pointer, without.bucket);
    expect(answer.subdomains.map(({ compute }) => compute)).toEqual(['lambda', 'lambda', 'lambda']);
    const report = await reportOf(without.bucket, without.pointer);
    expect(report).toMatchObject({ state: 'Prepared', warnings: [{ code: 'GPU_ABSENT' }] });
  });

  it('adds networks with other seeds and forests, which learn from the tables of the division', async () => {
    const training = { seeds: 2, forests: true };
    const { bucket, pointer } = await uploadTinyStudy(tinyManifest({ training }));
    const { subdomains: pointers } = await prepareRun(pointer, bucket);
    const { subdomains, counts } = await readPartition(bucket, pointer);
    expect(pointers.map(({ subdomain }) => subdomain)).toEqual(subdomains.map(({ id }) => id));
    expect(subdomains.map(({ id, kind, family }) => [id, kind, family])).toEqual([
      ['single', 'single', 'network of everything'],
      ['subject-1', 'local', 'networks by subject'],
      ['subject-2', 'local', 'networks by subject'],
      ['subject-1-seed-2', 'further', 'networks by subject, names given'],
      ['subject-2-seed-2', 'further', 'networks by subject, names given'],
      ['subject-1-forest', 'further', 'forests by subject'],
      ['subject-2-forest', 'further', 'forests by subject'],
      ['everything-forest', 'further', 'forest of everything'],
    ]);
    const of = (id: string) => subdomains.find((one) => one.id === id)!;
    expect(of('subject-2-seed-2')).toMatchObject({
      tables: ['subject-2.parquet'],
      names: { subject: 'ben' },
      needs: ['subject'],
      rows: of('subject-2').rows,
    });
    expect(of('subject-2-forest')).toMatchObject({
      tables: ['subject-2.parquet'],
      recordings: [1],
      learner: 'forest',
      names: { subject: 'ben' },
      needs: ['subject'],
    });
    expect(of('everything-forest')).toMatchObject({
      tables: ['subject-1.parquet', 'subject-2.parquet'],
      rows: counts.trainRows,
      needs: [],
    });
    expect(of('everything-forest')).not.toHaveProperty('recordings');
    expect((await preparedFiles(bucket)).filter((file) => file.endsWith('.parquet'))).toHaveLength(3);
  });

  it('sends networks with other seeds to a GPU, and no forest', async () => {
    const training = { compute: 'gpu', seeds: 2, forests: true } as const;
    const { bucket, pointer } = await uploadTinyStudy(tinyManifest({ training }));
    const { subdomains } = await prepareRun(pointer, bucket, { gpu: true });
    const onGpu = subdomains.filter(({ compute }) => compute === 'gpu').map(({ subdomain }) => subdomain);
    expect(onGpu).toEqual(['single', 'subject-1', 'subject-2', 'subject-1-seed-2', 'subject-2-seed-2']);
  });

  it('lets forests read the tables of all clusters that hold their recordings', async () => {
    const by = { by: 'cluster', count: 3 } as const;
    const manifest = tinyManifest({ subdomains: by, training: { seeds: 1, forests: true } });
    const { bucket, pointer } = await uploadTinyStudy(manifest);
    await prepareRun(pointer, bucket);
    const { subdomains, counts } = await readPartition(bucket, pointer);
    const forests = subdomains.filter(({ learner }) => learner === 'forest');
    expect(forests.map(({ id }) => id)).toEqual([
      'subject-1-forest',
      'subject-2-forest',
      'everything-forest',
    ]);
    for (const { tables, recordings, rows } of forests) {
      const read = await Promise.all(tables.map((name) => tableOf(bucket, pointer, name)));
      const own = read.flatMap(({ use, recording }) =>
        [...recording].filter(
          (one, row) => use[row] === rowUses.train && (recordings?.includes(one) ?? true),
        ),
      );
      expect(own).toHaveLength(rows);
    }
    expect(forests.at(-1)!.rows).toBe(counts.trainRows);
  });

  it('gives scattered sub-domains their neighbours as support, and the model on everything a table of its own', async () => {
    const by = { by: 'cluster', count: 3 } as const;
    const { bucket, pointer } = await uploadTinyStudy(tinyManifest({ subdomains: by }));
    await prepareRun(pointer, bucket);
    const { counts, subdomains } = await readPartition(bucket, pointer);
    const [single, ...clusters] = subdomains;
    expect(single).toMatchObject({ kind: 'single', rows: counts.trainRows, tables: ['everything.parquet'] });
    expect(clusters.length).toBeGreaterThan(1);
    expect(clusters.reduce((sum, { rows }) => sum + rows, 0)).toBe(counts.trainRows);
    const everything = await tableOf(bucket, pointer, 'everything.parquet');
    expect(everything.use.includes(rowUses.support)).toBe(false);
    expect(usedRows(everything)).toBe(counts.trainRows + counts.validationRows);
    const tables = await Promise.all(clusters.map(({ id }) => tableOf(bucket, pointer, `${id}.parquet`)));
    expect(tables.some(({ use }) => use.includes(rowUses.support))).toBe(true);
  });

  it('chooses the division by the training rows if the manifest names none, and records the reason', async () => {
    const { subdomains: _, ...unnamed } = tinyManifest();
    const { bucket, pointer } = await uploadTinyStudy(unnamed);
    const { subdomains } = await prepareRun(pointer, bucket);
    expect(subdomains.map(({ subdomain }) => subdomain)).toEqual(['single', 'subject-1', 'subject-2']);
    expect((await readProblem(bucket, pointer)).subdomains).toEqual({
      by: 'subject',
      count: 8,
      because: 'there is one task and there are 2 subjects',
    });
  });

  it('puts what is held out into no table that is trained on', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    await prepareRun(pointer, bucket);
    const heldOut = await tableOf(bucket, pointer, 'held-out.parquet');
    expect(new Set(heldOut.use)).toEqual(new Set([rowUses.heldOut, rowUses.history]));
    expect(new Set(heldOut.recording)).toEqual(new Set([2]));
    for (const [at, name] of ['subject-1.parquet', 'subject-2.parquet'].entries()) {
      const table = await tableOf(bucket, pointer, name);
      expect(new Set(table.use)).toEqual(new Set([rowUses.train, rowUses.validation, rowUses.history]));
      expect(new Set(table.recording)).toEqual(new Set([at]));
    }
    const { counts, subdomains } = await readPartition(bucket, pointer);
    expect(counts).toMatchObject({ sites: 2, subjects: 2, recordings: 3, heldOutRows: usedRows(heldOut) });
    const [single, first, second] = subdomains;
    expect(single).toMatchObject({
      kind: 'single',
      rows: counts.trainRows,
      tables: [...first!.tables, ...second!.tables],
    });
    expect(first!.rows + second!.rows).toBe(counts.trainRows);
    expect(counts.seconds).toBeCloseTo(3 * (16 - 0.02), 6);
  });

  it('thins too many held-out rows evenly in every stretch, and counts all of them', async () => {
    const recordings = ['bogota/1.csv', 'lyon/2.csv'].map((file) => ({ file, subject: file[0]! }));
    const manifest = tinyManifest({ recordings });
    const all = await uploadTinyStudy(manifest);
    await prepareRun(all.pointer, all.bucket);
    const whole = await tableOf(all.bucket, all.pointer, 'held-out.parquet');
    const some = await uploadTinyStudy(manifest);
    await prepareRun(some.pointer, some.bucket, { mostHeldOutRows: 150 });
    const thinned = await tableOf(some.bucket, some.pointer, 'held-out.parquet');

    const step = Math.ceil(usedRows(whole) / 150);
    const timesOf = (table: SampleTable, recording: number) =>
      [...table.timeS].filter(
        (_, row) => table.recording[row] === recording && table.use[row] === rowUses.heldOut,
      );
    expect(step).toBeGreaterThan(1);
    for (const recording of [0, 1]) {
      expect(timesOf(thinned, recording)).toEqual(
        timesOf(whole, recording).filter((_, at) => at % step === 0),
      );
    }
    const { counts } = await readPartition(some.bucket, some.pointer);
    expect(counts.heldOutRows).toBe(usedRows(whole));
  });

  it('writes down the digest of every file that it read', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    await prepareRun(pointer, bucket);
    const { inputs } = await readPartition(bucket, pointer);
    expect(Object.keys(inputs).sort()).toEqual(['bogota/1.csv', 'lyon/2.csv', 'lyon/3.csv', 'study.json']);
    expect(inputs['bogota/1.csv']).toBe(sha256(tinyCsv(0)));
  });

  it('finds the finished work of an earlier call, and reads nothing again', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    const first = await prepareRun(pointer, bucket);
    await bucket.deletePrefix('studies/');
    const before = bucket.written.length;
    expect(await prepareRun(pointer, bucket)).toEqual(first);
    expect(bucket.written.length).toBe(before);
  });

  it.each([
    'held-out.parquet',
    'partition.json',
    'problem.json',
    'subdomains.json',
    'subject-1.parquet',
    'subject-2.parquet',
  ])(
    'makes the same objects again if %s of an earlier call is damaged, and names the damaged object',
    async (file) => {
      const { bucket, pointer } = await uploadTinyStudy();
      const answer = await prepareRun(pointer, bucket);
      const key = keys.prepared('tiny', pointer.run, file);
      const whole = (await bucket.getBytes(key))!;
      const cut = whole.subarray(0, whole.length - 9);
      const flipped = Uint8Array.from(whole, (byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte));
      for (const bytes of [cut, flipped]) {
        await bucket.put(key, bytes);
        const damage: string[] = [];
        const again = await prepareRun(pointer, bucket, { onDamage: (found) => damage.push(...found) });
        expect(again).toEqual(answer);
        expect(damage).toContainEqual(expect.stringContaining(`${key} is damaged`));
        expect(await bucket.getBytes(key)).toEqual(whole);
      }
    },
  );

  it('makes the same objects again where an earlier release prepared the study', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    const answer = await prepareRun(pointer, bucket);
    const key = keys.prepared('tiny', pointer.run, 'problem.json');
    const written = (await bucket.getBytes(key))!;
    await bucket.putJson(key, sealed({ ...(await readProblem(bucket, pointer)), version: 1 }));
    await expect(readProblem(bucket, pointer)).rejects.toThrow(
      'damaged: found version 1, which another release',
    );
    expect(await prepareRun(pointer, bucket)).toEqual(answer);
    expect(await bucket.getBytes(key)).toEqual(written);
  });

  it('makes the same objects again if an earlier call was cut off', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    await prepareRun(pointer, bucket);
    const digests = async () =>
      Promise.all(
        (await bucket.list('runs/')).map(async ({ key }) => [key, sha256((await bucket.getBytes(key))!)]),
      );
    const first = await digests();
    await bucket.deletePrefix(keys.prepared('tiny', pointer.run, 'subdomains.json'));
    await bucket.deletePrefix(keys.prepared('tiny', pointer.run, 'subject-2.parquet'));
    await prepareRun(pointer, bucket);
    expect(await digests()).toEqual(first);
  });

  it.each(['bogota/1.csv', 'participants.tsv'])(
    'rejects a run whose %s changed since it began',
    async (file) => {
      const { bucket, pointer } = await uploadTinyStudy();
      const changed = file.endsWith('.csv')
        ? tinyCsv(9)
        : 'participant_id\theight_m\tmass_kg\tsex\nana\t1.7\t60\tf\n';
      await bucket.put(keys.studyFile('tiny', file), changed);
      const answer = await prepareRun(pointer, bucket);
      expect(answer).toMatchObject({ state: 'Rejected', subdomains: [] });
      expect(answer.reason).toContain('STUDY_CHANGED');
      expect(await preparedFiles(bucket)).toEqual(['study-report.json']);
      const [fault] = (await reportOf(bucket, pointer)).faults;
      expect(fault).toMatchObject({ code: 'STUDY_CHANGED', expected: `the study of run ${pointer.run}` });
    },
  );

  it('rejects a study at fault with all its faults, and names no file or person in the reason', async () => {
    const { bucket, pointer } = await uploadTinyStudy(tinyManifest(), {
      'bogota/1.csv': 'time_s,emg_1_mV,knee_deg\n0,1,2\n',
      'lyon/2.csv': 'nothing here',
    });
    const answer = await prepareRun(pointer, bucket);
    const { state, faults } = await reportOf(bucket, pointer);
    expect(state).toBe('Rejected');
    expect(new Set(faults.map(({ where }) => where.file))).toEqual(new Set(['bogota/1.csv', 'lyon/2.csv']));
    expect(answer.reason).toMatch(
      /^The study has \d+ faults: [A-Z_]+( x \d+)?(, [A-Z_]+( x \d+)?)*\. See runs\/tiny\//,
    );
    expect(answer.reason).not.toMatch(/csv|ana|ben/);
    expect(await preparedFiles(bucket)).toEqual(['study-report.json']);
  });

  it('rejects a study of which nothing is left to train on', async () => {
    // Of each recording the last quarter is held out, and what is left lies before the oldest lag.
    const recordings = [{ file: 'bogota/1.csv', subject: 'ana' }];
    const manifest = tinyManifest({ recordings, features: { lagsMs: [0, 2000] } });
    const { bucket, pointer } = await uploadTinyStudy(manifest, { 'bogota/1.csv': tinyCsv(0, 2.6) });
    expect((await prepareRun(pointer, bucket)).reason).toContain('TRAINING_EMPTY');
  });

  it('lets the state machine read more sub-domains than one state may carry from the bucket', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    const { itemsKey } = await prepareRun(pointer, bucket);
    const pointers = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...pointer, subdomain: `subject-${at + 1}` }));
    const leave = async (count: number) => {
      const partition = await readPartition(bucket, pointer);
      const records = pointers(count).map(({ subdomain: id }) => ({ ...partition.subdomains[1]!, id }));
      const changed = { ...partition, subdomains: records };
      await bucket.putJson(keys.prepared('tiny', pointer.run, 'partition.json'), changed);
      await bucket.putJson(itemsKey, pointers(count));
    };
    await leave(inlineMapLimit);
    expect(await prepareRun(pointer, bucket)).toMatchObject({
      many: false,
      subdomains: pointers(inlineMapLimit),
    });
    await leave(inlineMapLimit + 1);
    expect(await prepareRun(pointer, bucket)).toMatchObject({ many: true, subdomains: [], itemsKey });
  });

  it('trains no model on everything if the manifest switches it off', async () => {
    const { bucket, pointer } = await uploadTinyStudy(tinyManifest({ training: { single: false } }));
    const { subdomains } = await prepareRun(pointer, bucket);
    expect(subdomains.map(({ subdomain }) => subdomain)).toEqual(['subject-1', 'subject-2']);
  });

  it.each([
    ['time', ['time-1.parquet', 'time-4.parquet'], 'one sub-domain in 3'],
    ['cluster', ['everything.parquet'], 'one recording in 3'],
  ] as const)(
    'lets the model on everything learn from an even share by %s of more than it can hold',
    async (by, tables, label) => {
      const [first, second, third] = tinyManifest().recordings;
      const recordings = [
        { ...first!, split: 'held-out' as const },
        { ...second! },
        { ...third!, split: 'train' as const },
      ];
      const manifest = tinyManifest({ recordings, subdomains: { by, count: 5 } });
      const { bucket, pointer } = await uploadTinyStudy(manifest);
      await prepareRun(pointer, bucket, { mostBytesOfSingle: 100_000 });
      const { counts, subdomains } = await readPartition(bucket, pointer);
      const single = subdomains[0]!;
      expect(single).toMatchObject({ kind: 'single', tables, label });
      const learned = await Promise.all(tables.map((name) => tableOf(bucket, pointer, name)));
      const trained = learned.flatMap(({ use }) => [...use]).filter((use) => use === rowUses.train).length;
      expect(single.rows).toBe(trained);
      expect(single.rows).toBeGreaterThan(0);
      expect(single.rows).toBeLessThan(counts.trainRows);
    },
  );

  it('warns of a sub-domain that was merged', async () => {
    const { bucket, pointer } = await uploadTinyStudy(
      tinyManifest({ subdomains: { by: 'time', count: 20 } }),
    );
    await prepareRun(pointer, bucket);
    const { subdomains, warnings } = await readPartition(bucket, pointer);
    expect(subdomains.filter(({ kind }) => kind === 'local').every(({ rows }) => rows >= 200)).toBe(true);
    expect(warnings.some((warning) => warning.includes('merged into time-'))).toBe(true);
  });

  it('gives the networks inputs at the rate of the model and keeps the settings', async () => {
    const { bucket, pointer } = await uploadTinyStudy();
    await prepareRun(pointer, bucket);
    const problem = await readProblem(bucket, pointer);
    expect(problem).toMatchObject({
      study: 'tiny',
      run: pointer.run,
      joint: 'knee',
      subdomains: { by: 'subject' },
    });
    expect(Object.keys(problem.emgScales)).toEqual(['ana', 'ben']);
    const { timeS } = await tableOf(bucket, pointer, 'subject-1.parquet');
    expect(timeS[1]! - timeS[0]!).toBeCloseTo(1 / problem.signals.rateHz, 9);
  });
});

describe('a study that was uploaded with a list of its digests', () => {
  const manifest = tinyManifest();
  const names = manifest.recordings.map(({ file }) => file!);

  /** The study in the bucket, whose manifest names this list. */
  async function listed(list: (files: UploadList['files']) => UploadList, contents = {}) {
    const { bucket } = await uploadTinyStudy(manifest, contents);
    const files = names.map((file, at) => {
      const text = tinyCsv(at);
      return { file, bytes: Buffer.byteLength(text), sha256: sha256(text) };
    });
    const metadata = await writeUploadList(bucket, 'tiny', list(files));
    const text = (await bucket.getText(keys.manifest('tiny')))!;
    await bucket.putDigested(keys.manifest('tiny'), text, { sha256: sha256(text), metadata });
    const run = runId((await studyVersion(bucket, 'tiny'))!);
    return { bucket, pointer: { bucket: 'memory', study: 'tiny', run } };
  }
  const whole = (files: UploadList['files']) => ({ files, isWhole: true });

  it('is prepared if the bucket holds these bytes', async () => {
    const { bucket, pointer } = await listed(whole);
    expect((await prepareRun(pointer, bucket)).state).toBe('Prepared');
  });

  it('is rejected, with a fault for each file, if the bucket has other bytes', async () => {
    const old = { [names[0]!]: 'of an earlier upload', [names[1]!]: tinyCsv(9) };
    const { bucket, pointer } = await listed(whole, old);
    const answer = await prepareRun(pointer, bucket);
    expect(answer.reason).toMatch(/^The study has 2 faults: UPLOAD_MIXED x 2\./);
    const { faults } = await reportOf(bucket, pointer);
    expect(faults).toMatchObject([
      {
        where: { file: names[0] },
        found: '20 bytes',
        expected: expect.stringMatching(/ bytes with SHA-256 /),
      },
      { where: { file: names[1] }, found: expect.stringContaining(sha256(tinyCsv(9))) },
    ]);
  });

  it('is rejected, with a fault for each file, if some have not arrived', async () => {
    const missing = { file: 'lyon/9.csv', bytes: 5, sha256: sha256('hello') };
    const { bucket, pointer } = await listed((files) => ({ files: [...files, missing], isWhole: true }));
    expect((await prepareRun(pointer, bucket)).state).toBe('Rejected');
    expect((await reportOf(bucket, pointer)).faults).toMatchObject([
      { code: 'UPLOAD_INCOMPLETE', where: { file: 'lyon/9.csv' }, found: 'no such file in the bucket' },
    ]);
  });

  it('is rejected if a recording that it names is left from an earlier upload, and accepted if the list is not whole', async () => {
    const withoutLast = (isWhole: boolean) => (files: UploadList['files']) => ({
      files: files.slice(0, -1),
      isWhole,
    });
    const left = await listed(withoutLast(true));
    expect((await prepareRun(left.pointer, left.bucket)).state).toBe('Rejected');
    expect((await reportOf(left.bucket, left.pointer)).faults).toMatchObject([
      { code: 'UPLOAD_MIXED', where: { file: names.at(-1) } },
    ]);
    const partly = await listed(withoutLast(false));
    expect((await prepareRun(partly.pointer, partly.bucket)).state).toBe('Prepared');
  });
});
