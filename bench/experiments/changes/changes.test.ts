import { describe, expect, it } from 'vitest';
import { labelsOf, rowUses } from '../../../layers/model/dataset/index.ts';
import { expand } from '../../../layers/model/inputs/index.ts';
import { readProblem } from '../../../layers/run/records/index.ts';
import { pointer, preparedRun } from '../../../layers/run/records/testing.ts';
import type { MemoryBucket } from '../../../layers/run/storage/testing.ts';
import { corruptSubdomain } from './corrupt-subdomain.ts';
import { readRunTable } from './edit-table.ts';
import { fewLabels } from './few-labels.ts';
import { loseChannel } from './lose-channel.ts';

const names = ['time-1.parquet', 'time-2.parquet', 'time-3.parquet', 'held-out.parquet'];

async function tablesOf(bucket: MemoryBucket) {
  return Promise.all(names.map((name) => readRunTable(bucket, pointer, name)));
}

describe('a corrupted sub-domain', () => {
  it('has its labels half a second late and its gain wrong; the other sub-domains and held-out rows stay unchanged', async () => {
    const { bucket } = await preparedRun();
    const before = await tablesOf(bucket);
    await corruptSubdomain(bucket, pointer, 1);
    const after = await tablesOf(bucket);
    for (const at of [0, 2, 3]) expect(after[at]).toEqual(before[at]);
    const [was, is] = [before[1]!, after[1]!];
    expect(is.labels.slice(3 * 25, 3 * 240)).toEqual(was.labels.slice(0, 3 * 215));
    const factor = is.inputs[0]! / was.inputs[0]!;
    expect(Math.abs(Math.log(factor))).toBeGreaterThan(0.01);
    expect(Math.abs(Math.log(factor))).toBeLessThan(Math.log(3));
    for (const [at, value] of is.inputs.entries()) expect(value).toBeCloseTo(factor * was.inputs[at]!, 4);
  });
});

describe('changes to compressed envelopes if names are inputs too', () => {
  const run = () =>
    preparedRun({ features: { lagsMs: [0, 100], contextS: 0.5, compression: 'log', names: ['subject'] } });
  const columns = ['emg@0ms', 'emg@100ms', 'emg~mean', 'emg~deviation', 'subject=ana', 'subject=ben'];

  it('give an envelope another gain under the logarithm, and leave names alone', async () => {
    const { bucket } = await run();
    const before = (await tablesOf(bucket))[1]!;
    await corruptSubdomain(bucket, pointer, 1);
    const after = (await tablesOf(bucket))[1]!;
    expect(after.inputNames).toEqual(columns);
    const factor = expand(after.inputs[0]!) / expand(before.inputs[0]!);
    expect(Math.abs(Math.log(factor))).toBeGreaterThan(0.01);
    for (let at = 0; at < after.inputs.length; at++) {
      const [was, is] = [before.inputs[at]!, after.inputs[at]!];
      if (at % 6 < 3) expect(expand(is)).toBeCloseTo(Math.max(0, factor * expand(was)), 3);
      else expect(is).toBe(was);
    }
  });

  it('silence a channel under the logarithm, and leave names alone', async () => {
    const { bucket } = await run();
    const before = (await tablesOf(bucket))[3]!;
    await loseChannel(bucket, pointer, 1);
    const after = (await tablesOf(bucket))[3]!;
    for (let at = 0; at < after.inputs.length; at++) {
      const silent = [Math.log(0.02), Math.log(0.02), Math.log(0.02), 0][at % 6] ?? before.inputs[at]!;
      expect(after.inputs[at]).toBeCloseTo(silent, 6);
    }
  });
});

describe('few labels', () => {
  it('leave 2.5 s of each recording, the last half second of them for validation, and new scales', async () => {
    const { bucket } = await preparedRun();
    await fewLabels(bucket, pointer, 1);
    const [table, , , heldOut] = await tablesOf(bucket);
    for (let row = 0; row < 240; row++) {
      const labels = table!.labels.subarray(3 * row, 3 * row + 3);
      expect([...labels].map(Number.isNaN)).toEqual(new Array(3).fill(row >= 125));
      expect(table!.use[row]).toBe(row >= 100 && row < 125 ? rowUses.validation : rowUses.train);
    }
    expect(labelsOf(heldOut!, 0).some(Number.isNaN)).toBe(false);
    const labelled = labelsOf(table!, 0).slice(0, 100);
    const { outputs } = await readProblem(bucket, pointer);
    const { mean } = outputs[0]!.scale;
    expect(mean).toBeGreaterThan(Math.min(...labelled));
    expect(mean).toBeLessThan(Math.max(...labelled));
  });
});

describe('a lost channel', () => {
  it('is silent in held-out rows alone', async () => {
    const { bucket } = await preparedRun();
    const before = await tablesOf(bucket);
    await loseChannel(bucket, pointer, 1);
    const after = await tablesOf(bucket);
    for (const at of [0, 1, 2]) expect(after[at]).toEqual(before[at]);
    expect(after[3]!.inputs.every((value) => value === 0)).toBe(true);
    expect(after[3]!.labels).toEqual(before[3]!.labels);
  });
});
