import { beforeAll, describe, expect, it } from 'vitest';
import {
  concatTables,
  contiguousRanges,
  rowUses,
  type SampleTable,
  withInputs,
} from '../../layers/model/dataset/index.ts';
import { buildFeatures, withNames } from '../../layers/model/inputs/index.ts';
import { BatchBuilder, coverByStretches, ScaledInputs } from '../../layers/model/training/testing.ts';
import { normalise } from '../../layers/physics/signals/index.ts';
import {
  heldOutTable,
  keys,
  readPartition,
  readPreparedTable,
  readProblem,
  runId,
  studyVersion,
} from '../../layers/run/records/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import { simulateStudy } from '../../layers/study/simulation/testing.ts';
import { loadStudy } from './load-study.ts';
import { prepareRun } from './prepare-run.ts';

const { files } = simulateStudy({
  joint: 'wrist',
  subjects: 2,
  sites: 2,
  seed: 3,
  recordingsPerSubject: 3,
  secondsPerRecording: 20,
});

/** The simulated wrist study prepared, and the inputs of every sample of every recording, made from the whole recording. */
async function prepared(by: 'time' | 'cluster' | 'subject', mostHeldOutRows?: number) {
  const bucket = new MemoryBucket();
  const manifest = JSON.parse(files.get('study.json')!) as ManifestInput;
  const { study } = manifest;
  // Without a split, the last quarter of an only recording is held out behind a gap.
  const recordings = manifest.recordings.map(({ split: _, ...entry }, at) => ({
    ...entry,
    task: `task${at % 3}`,
  }));
  for (const [name, text] of files) await bucket.put(keys.studyFile(study, name), text);
  await bucket.putJson(keys.manifest(study), { ...manifest, recordings, subdomains: { by, count: 7 } });
  const pointer = { bucket: 'memory', study, run: runId((await studyVersion(bucket, study))!) };
  const limits = mostHeldOutRows === undefined ? {} : { mostHeldOutRows };
  expect(await prepareRun(pointer, bucket, limits)).toMatchObject({ state: 'Prepared' });
  const problem = await readProblem(bucket, pointer);
  const partition = await readPartition(bucket, pointer);
  const loaded = await loadStudy(bucket, study);
  if ('faults' in loaded) throw new Error('the study is at fault');
  const expected = loaded.recordings.map(({ recording, aligned }) => {
    const scales = problem.emgScales[recording.subject]!;
    const envelopes = aligned.envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
    const features = buildFeatures(envelopes, problem.features, problem.signals.rateHz);
    return { timeS: aligned.timeS, inputs: withNames(features, problem.inputNames, recording) };
  });
  const read = (name: string) => readPreparedTable(bucket, pointer, partition, name);
  return { bucket, pointer, problem, partition, expected, read };
}
type Prepared = Awaited<ReturnType<typeof prepared>>;

/** Of each row of use, the inputs as they are found in its whole recording. */
function expectedInputs(table: SampleTable, { expected, problem }: Prepared): Float32Array {
  const width = problem.inputNames.length;
  const rows = [...table.use.keys()].filter((row) => table.use[row] !== rowUses.history);
  const inputs = new Float32Array(rows.length * width);
  for (const [to, row] of rows.entries()) {
    const own = expected[table.recording[row]!]!;
    const at = own.timeS.indexOf(table.timeS[row]!);
    inputs.set(own.inputs.subarray(at * width, (at + 1) * width), to * width);
  }
  return inputs;
}

const isSame = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

describe.each(['time', 'cluster', 'subject'] as const)(
  'inputs made of the tables of a study cut by %s',
  (by) => {
    let study: Prepared;
    beforeAll(async () => {
      study = await prepared(by);
    });

    it('are those of the whole recordings, to the bit, in every sub-domain and in what is held out', async () => {
      const { partition, problem, read } = study;
      expect(problem.inputNames).toHaveLength(5 * 8 + 2);
      for (const name of [heldOutTable, ...partition.subdomains.flatMap(({ tables }) => tables)]) {
        const table = await read(name);
        expect(table.inputNames).toHaveLength(5 * 3);
        const used = withInputs(table, problem);
        expect(used.rows).toBeGreaterThan(100);
        expect(isSame(used.inputs, expectedInputs(table, study)), name).toBe(true);
      }
    });

    it('are the same in a batch, made before or while it is built, and cut the same stretches', async () => {
      const { partition, problem, read } = study;
      const single = partition.subdomains.find(({ kind }) => kind === 'single')!;
      const table = concatTables(await Promise.all(single.tables.map(read)));
      const whole = withInputs(table, problem);
      const stretches = coverByStretches(contiguousRanges(table), 64);
      const stretchesOfWhole = coverByStretches(contiguousRanges(whole), 64);
      expect(stretches.map(({ rows }) => rows)).toEqual(stretchesOfWhole.map(({ rows }) => rows));
      const batch = new BatchBuilder(table, problem).build(stretches);
      expect(batch).toEqual(new BatchBuilder(whole, problem).build(stretchesOfWhole));
      const { start, rows } = stretches.at(-1)!;
      const [held, made] = [undefined, 0].map((mostBytes) => {
        const inputs = new Float32Array(rows * problem.inputNames.length);
        new ScaledInputs(table, problem, mostBytes).write(start, rows, inputs, 0);
        return inputs;
      });
      expect(isSame(held!, made!)).toBe(true);
      expect(new Set(held).size).toBeGreaterThan(rows);
    });
  },
);

describe('tables of a prepared study', () => {
  it('have a column for each lag if held-out rows were thinned', async () => {
    const study = await prepared('time', 200);
    const table = await study.read(heldOutTable);
    expect(table.inputNames).toHaveLength(5 * 8);
    expect(table.use.includes(rowUses.history)).toBe(false);
    expect(isSame(withInputs(table, study.problem).inputs, expectedInputs(table, study))).toBe(true);
  });

  it.each(['2', '9'])(
    'are damaged, so that the study is prepared anew, if they are of version %s',
    async (version) => {
      const { bucket, pointer, partition } = await prepared('subject');
      const name = 'subject-1.parquet';
      const key = keys.prepared(pointer.study, pointer.run, name);
      const bytes = Buffer.from((await bucket.getBytes(key))!);
      const at = bytes.lastIndexOf('sarcomere.table') + 'sarcomere.table'.length;
      bytes[bytes.indexOf('3', at)] = version.charCodeAt(0);
      await bucket.put(key, bytes);
      await expect(readPreparedTable(bucket, pointer, { digests: {} }, name)).rejects.toThrow(
        new RegExp(`damaged: found no table .*version ${version}`),
      );
      expect(partition.digests?.[name]).toBeDefined();
      const damage: string[] = [];
      await prepareRun(pointer, bucket, { onDamage: (found) => damage.push(...found) });
      expect(damage).toHaveLength(1);
      expect((await readPreparedTable(bucket, pointer, partition, name)).rows).toBeGreaterThan(200);
    },
  );
});
