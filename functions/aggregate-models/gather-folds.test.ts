import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ModelJson } from '../../layers/model/predictor/index.ts';
import type {
  MetricsJson,
  PartitionRecord,
  RunPointer,
  SubdomainPointer,
} from '../../layers/run/records/index.ts';
import { keys, readPartition, readProblem } from '../../layers/run/records/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { prepareRun } from '../prepare-study/prepare-run.ts';
import { tinyManifest, uploadTinyStudy } from '../prepare-study/tiny-study.testing.ts';
import { trainSubdomain } from '../train-subdomain/train-subdomain.ts';
import { aggregateRun } from './aggregate-run.ts';
import { gatherFolds } from './gather-folds.ts';

let bucket: MemoryBucket;
let pointer: RunPointer;
let partition: PartitionRecord;
beforeAll(async () => {
  const entries = ['ana', 'ben', 'cleo', 'dan'].flatMap((subject) =>
    ['walk', 'sit'].map((task) => ({ file: `${subject}-${task}.csv`, subject, task })),
  );
  ({ bucket, pointer } = await uploadTinyStudy(
    tinyManifest({
      recordings: entries,
      subdomains: { by: 'task' },
      training: { folds: true, forests: true, seeds: 2, epochs: 4, lbfgsIterations: 2, hidden: [4] },
    }),
  ));
  const { subdomains } = await prepareRun(pointer, bucket);
  for (const item of subdomains as readonly SubdomainPointer[])
    await trainSubdomain(item, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
  partition = await readPartition(bucket, pointer);
});

const gathered = async () => {
  const places = partition.subdomains.map((_, at) => at);
  return gatherFolds(bucket, pointer, partition, await readProblem(bucket, pointer), places);
};
const fileOf = (id: string, file: string) => keys.local('tiny', pointer.run, id, file);
const model = <T>(file: string) => bucket.getJson<T>(keys.model('tiny', pointer.run, file));

describe('the folds of a run', () => {
  it('are evidence of known people and of new ones', async () => {
    const { evidence, dropped } = await gathered();
    expect(dropped.size).toBe(0);
    for (const judged of [evidence.known!, evidence.newSubject!]) {
      expect(judged.isOfFolds).toBe(true);
      expect(new Set(judged.table.recording).size).toBe(8);
      expect(judged.outputs).toHaveLength(partition.subdomains.length);
    }
  });

  it('determine the choice of the mode, and what is said of new people', async () => {
    await aggregateRun(pointer, { bucket });
    const { judgedOn, expectedErrors, validationErrors } = (await model<MetricsJson>('metrics.json'))!;
    expect(judgedOn).toBe('folds');
    expect(validationErrors.every(({ error }) => error !== null)).toBe(true);
    const { knownPerson, newPerson } = expectedErrors!;
    expect([knownPerson!.people, newPerson!.people]).toEqual([4, 4]);
    expect(newPerson!.given).toEqual(['task']);
    for (const { lowRad, medianRad, highRad } of [knownPerson!, newPerson!]) {
      expect(lowRad).toBeGreaterThan(0);
      expect(medianRad).toBeGreaterThanOrEqual(lowRad);
      expect(highRad).toBeGreaterThanOrEqual(medianRad);
    }
    expect(await bucket.getText(keys.model('tiny', pointer.run, 'report.html'))).toMatch(
      /A new person whose task is named: about \d+ degrees \(\d+ to \d+ for four of five people; 4 were left out/,
    );
    const { intervals, mode } = (await model<ModelJson>('model.json'))!;
    expect(intervals[mode]!.taskOnly!.angles[0]!.factor).toBeGreaterThan(0);
  });

  it('that are altered or missing are left out, with the reason in the report', async () => {
    const outputs = (await bucket.getBytes(fileOf('fold-known-1', 'outputs.bin')))!;
    const record = await bucket.getJson(fileOf('fold-new-subject-2', 'training.json'));
    await bucket.put(fileOf('fold-known-1', 'outputs.bin'), outputs.with(0, outputs[0]! ^ 1));
    await bucket.put(fileOf('fold-new-subject-2', 'training.json'), '{');
    const { evidence, dropped } = await gathered();
    expect([...dropped]).toEqual([
      ['fold-known-1', expect.stringContaining('the digests differ')],
      ['fold-new-subject-2', 'it was never trained'],
    ]);
    const lost = fileOf('fold-new-subject-2', 'lost.json');
    await bucket.putJson(lost, { error: 'States.Timeout', cause: 'after 900 s' });
    expect((await gathered()).dropped.get('fold-new-subject-2')).toBe(
      'its training failed: States.Timeout after 900 s',
    );
    await bucket.deletePrefix(lost);
    expect(new Set(evidence.newSubject!.table.recording).size).toBe(6);
    await aggregateRun(pointer, { bucket });
    expect(await bucket.getText(keys.model('tiny', pointer.run, 'report.html'))).toContain(
      'The fold fold-known-1 is no evidence for weights and intervals',
    );
    await bucket.put(fileOf('fold-known-1', 'outputs.bin'), outputs);
    await bucket.putJson(fileOf('fold-new-subject-2', 'training.json'), record);
  });

  it('are left out with the cause if their training has failed', async () => {
    const key = fileOf('fold-known-2', 'training.json');
    const record = await bucket.getJson(key);
    await bucket.put(key, '{');
    await bucket.putJson(fileOf('fold-known-2', 'lost.json'), { error: 'OutOfMemory', cause: 'killed' });
    expect((await gathered()).dropped.get('fold-known-2')).toBe('its training failed: OutOfMemory killed');
    await bucket.putJson(key, record);
  });

  it('are not left out if the bucket cannot be read for a moment', async () => {
    const problem = await readProblem(bucket, pointer);
    const getBytes = vi.spyOn(bucket, 'getBytes').mockRejectedValue(new Error('SlowDown'));
    await expect(gatherFolds(bucket, pointer, partition, problem, [0])).rejects.toThrow('SlowDown');
    getBytes.mockRestore();
    expect((await gathered()).dropped.size).toBe(0);
  });

  it('leave a model without them if all are lost', async () => {
    for (const { id } of partition.folds!) await bucket.put(fileOf(id, 'training.json'), '{');
    await aggregateRun(pointer, { bucket });
    const { judgedOn, expectedErrors } = (await model<MetricsJson>('metrics.json'))!;
    expect([judgedOn, expectedErrors]).toEqual([undefined, undefined]);
  });
});
