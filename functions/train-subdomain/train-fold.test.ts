import { beforeAll, describe, expect, it } from 'vitest';
import type { SampleTable } from '../../layers/model/dataset/index.ts';
import { fromParquet, rowUses } from '../../layers/model/dataset/index.ts';
import { chooseEngine } from '../../layers/model/training/index.ts';
import type { FoldResultRecord, PartitionRecord, RunPointer } from '../../layers/run/records/index.ts';
import { keys, readPartition, readPreparedTable, readProblem } from '../../layers/run/records/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { prepareRun } from '../prepare-study/prepare-run.ts';
import { tinyCsv, tinyManifest, uploadTinyStudy } from '../prepare-study/tiny-study.testing.ts';
import { trainFold } from './train-fold.ts';
import { trainSubdomain } from './train-subdomain.ts';

let prepared: { readonly bucket: MemoryBucket; readonly pointer: RunPointer };
let partition: PartitionRecord;
beforeAll(async () => {
  const subjects = ['ana', 'ben', 'cleo', 'dan'];
  prepared = await uploadTinyStudy(
    tinyManifest({
      recordings: subjects.map((subject) => ({ file: `${subject}.csv`, subject, task: 'walk' })),
      training: { folds: true, epochs: 4, lbfgsIterations: 2, hidden: [4] },
    }),
  );
  await prepareRun(prepared.pointer, prepared.bucket);
  partition = await readPartition(prepared.bucket, prepared.pointer);
});

const known = 'fold-known-2';
const newSubject = 'fold-new-subject-1';

/** A fold trained into a bucket of its own. @param change of the tables before the training */
async function trained(
  id: string,
  {
    change = (table: SampleTable) => table,
    trainings = Number.POSITIVE_INFINITY,
    into = new MemoryBucket(),
  } = {},
) {
  const { bucket, pointer } = prepared;
  const problem = await readProblem(bucket, pointer);
  const fold = partition.folds!.find((one) => one.id === id)!;
  let left = trainings;
  const isDone = await trainFold(into, (file) => keys.local('tiny', pointer.run, id, file), {
    problem,
    partition,
    fold,
    engine: await chooseEngine('kernel'),
    read: async (name) => change(await readPreparedTable(bucket, pointer, partition, name)),
    isTimeOver: () => --left < 1,
    now: () => 0,
  });
  const bytes = (file: string) => into.getBytes(keys.local('tiny', pointer.run, id, file));
  return {
    isDone,
    fold,
    problem,
    into,
    outputs: await bytes('outputs.bin'),
    rows: await bytes('rows.parquet'),
  };
}

describe('a fold', () => {
  it('is trained by the function like a sub-domain, and its record comes last', async () => {
    const { bucket, pointer } = prepared;
    const event = { ...pointer, subdomain: newSubject };
    const surroundings = { bucket, deadlineMs: Number.POSITIVE_INFINITY };
    expect(await trainSubdomain(event, surroundings)).toEqual({ state: 'trained', subdomain: newSubject });
    const key = (file: string) => keys.local('tiny', pointer.run, newSubject, file);
    expect(bucket.written.at(-1)).toBe(key('training.json'));
    const record = (await bucket.getJson<FoldResultRecord>(key('training.json')))!;
    const rows = await fromParquet((await bucket.getBytes(key('rows.parquet')))!);
    expect(record).toMatchObject({ fold: newSubject, rows: rows.rows });
    const before = bucket.written.length;
    await trainSubdomain(event, surroundings);
    expect(bucket.written).toHaveLength(before);
  });

  it('predicts the rows that it sets aside, and no other', async () => {
    const { fold, rows } = await trained(known);
    const table = await fromParquet(rows!);
    expect(table.rows).toBeGreaterThan(50);
    for (let row = 0; row < table.rows; row++) {
      const own = fold.aside.find(({ recording }) => recording === table.recording[row])!;
      expect(table.timeS[row]).toBeGreaterThanOrEqual(own.fromS);
      expect(table.timeS[row]).toBeLessThanOrEqual(own.toS);
    }
  });

  it.each([known, newSubject])('learns nothing from the rows that it sets aside (%s)', async (id) => {
    const { outputs, fold } = await trained(id);
    const isAside = (table: SampleTable, row: number) =>
      fold.aside.some(
        (one) =>
          one.recording === table.recording[row] &&
          table.timeS[row]! >= one.fromS &&
          table.timeS[row]! <= one.toS,
      );
    const relabelled = (is: boolean) => (table: SampleTable) => ({
      ...table,
      labels: table.labels.map((label, at) =>
        isAside(table, Math.floor(at / table.outputs.length)) === is ? 2 * label + 1 : label,
      ),
    });
    expect((await trained(id, { change: relabelled(true) })).outputs).toEqual(outputs);
    expect((await trained(id, { change: relabelled(false) })).outputs).not.toEqual(outputs);
  });

  it('goes on where it stopped, to the same bytes', async () => {
    const whole = await trained(known);
    const into = new MemoryBucket();
    let calls = 1;
    let last = await trained(known, { trainings: 2, into });
    expect(last.outputs).toBeUndefined();
    for (; !last.isDone; calls++) last = await trained(known, { trainings: 2, into });
    expect(calls).toBeGreaterThan(2);
    expect(last.outputs).toEqual(whole.outputs);
    expect(last.rows).toEqual(whole.rows);
  });

  it('starts anew if what it left is not its own', async () => {
    const whole = await trained(known);
    const into = new MemoryBucket();
    const key = (file: string) => keys.local('tiny', prepared.pointer.run, known, file);
    await into.put(key('partial.bin'), new Uint8Array(12));
    await into.putJson(key('partial.json'), { trained: 2, milliseconds: 5 });
    expect((await trained(known, { into })).outputs).toEqual(whole.outputs);
  });

  it('gives the network of a subject who is left out the mean of the others', async () => {
    const { outputs, rows, problem } = await trained(newSubject);
    const table = await fromParquet(rows!);
    expect(new Set(table.use)).toEqual(new Set([rowUses.heldOut]));
    const values = new Float32Array(Uint8Array.from(outputs!).buffer);
    const size = table.rows * problem.outputs.length;
    // The single network and those of four subjects: all rows, without names.
    expect(values).toHaveLength(5 * size);
    const of = (at: number) => values.subarray(at * size, (at + 1) * size);
    const mean = of(1).map((_, value) => (of(2)[value]! + of(3)[value]! + of(4)[value]!) / 3);
    expect(of(1)).toEqual(mean);
  });

  it('is trained though a short recording leaves nothing for the forest of its person and task', async () => {
    const recordings = ['ana', 'ben', 'cleo'].flatMap((subject) =>
      ['sit', 'walk'].map((task) => ({ file: `${subject}-${task}.csv`, subject, task })),
    );
    const { bucket, pointer } = await uploadTinyStudy(
      tinyManifest({
        recordings,
        subdomains: { by: 'task' },
        training: { folds: true, forests: true, epochs: 2, lbfgsIterations: 0, hidden: [4] },
      }),
      { 'ana-sit.csv': tinyCsv(0, 7.6) },
    );
    await prepareRun(pointer, bucket);
    const { folds, subdomains } = await readPartition(bucket, pointer);
    expect(subdomains.some(({ needs }) => needs?.includes('subject'))).toBe(true);
    for (const { id } of folds!) {
      const surroundings = { bucket, deadlineMs: Number.POSITIVE_INFINITY };
      const answer = await trainSubdomain({ ...pointer, subdomain: id }, surroundings);
      expect(answer).toEqual({ state: 'trained', subdomain: id });
    }
  });

  it('predicts no row of a task that only those who are left out have done', async () => {
    const entries = ['ana', 'ben', 'cleo', 'dan'].map((subject) => ({
      file: `${subject}.csv`,
      subject,
      task: 'walk',
    }));
    const { bucket, pointer } = await uploadTinyStudy(
      tinyManifest({
        recordings: [...entries, { file: 'ana-sits.csv', subject: 'ana', task: 'sit' }],
        subdomains: { by: 'task' },
        training: { folds: true, forests: true, epochs: 2, lbfgsIterations: 0, hidden: [4] },
      }),
    );
    await prepareRun(pointer, bucket);
    const problem = await readProblem(bucket, pointer);
    const event = { ...pointer, subdomain: newSubject };
    const surroundings = { bucket, deadlineMs: Number.POSITIVE_INFINITY };
    expect(await trainSubdomain(event, surroundings)).toMatchObject({ state: 'trained' });
    const key = keys.local('tiny', pointer.run, newSubject, 'rows.parquet');
    const { recording } = await fromParquet((await bucket.getBytes(key))!);
    const cards = [...new Set(recording)].map((at) => problem.recordings[at]!);
    expect(cards.map(({ subject, task }) => [subject, task])).toEqual([['ana', 'walk']]);
  });
});

describe('a fold that sets aside all rows of a task', () => {
  it('is trained without the forest of the task, and predicts the other tasks', async () => {
    const tasks = { ana: 'climb', ben: 'walk', cleo: 'walk', dan: 'walk', eve: 'walk' };
    const { bucket, pointer } = await uploadTinyStudy(
      tinyManifest({
        recordings: Object.entries(tasks).map(([subject, task]) => ({
          file: `${subject}.csv`,
          subject,
          task,
        })),
        training: { folds: true, forests: true, epochs: 2, lbfgsIterations: 0, hidden: [4] },
      }),
    );
    await prepareRun(pointer, bucket);
    const { folds } = await readPartition(bucket, pointer);
    const { id, aside } = folds!.find(({ condition }) => condition === 'new-subject')!;
    expect(aside.map(({ recording }) => recording)).toEqual([0, 4]);
    const surroundings = { bucket, deadlineMs: Number.POSITIVE_INFINITY };
    await trainSubdomain({ ...pointer, subdomain: id }, surroundings);
    const rows = await bucket.getBytes(keys.local('tiny', pointer.run, id, 'rows.parquet'));
    expect(new Set((await fromParquet(rows!)).recording)).toEqual(new Set([4]));
  });
});
