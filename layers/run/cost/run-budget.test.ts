import { describe, expect, it } from 'vitest';
import { prepareRun } from '../../../functions/prepare-study/prepare-run.ts';
import { tinyManifest, uploadTinyStudy } from '../../../functions/prepare-study/tiny-study.testing.ts';
import { installation } from '../../../infra/system.ts';
import type { Fault } from '../../base/faults/index.ts';
import type { ManifestInput } from '../../study/manifest/index.ts';
import { keys } from '../records/index.ts';
import { onGpu, onLambda, type RunSize } from './estimate-run.ts';
import { overBudget, runBudgetOf } from './run-budget.ts';

/** 2,000 trainings of many rows: some tens of USD. */
const large: RunSize = {
  trainings: new Array<number>(2000).fill(4_000_000),
  parameters: 4614,
  epochs: 60,
  lbfgsIterations: 20,
  batchRows: 256,
  study: {
    filesMb: 4000,
    largestRecordingMb: 10,
    rows: 4e6,
    channels: 5,
    emgInputs: 40,
    nameInputs: 0,
    muscles: 5,
    subdomains: 2000,
  },
};
const budgetOf = (usd: number) => ({ usd, installation });
const largeUsd = onLambda(large, installation).usd;
const number = (pattern: RegExp, { fix }: Fault) => Number(pattern.exec(fix)![1]);

describe('the budget of a run', () => {
  it('lets a run pass that costs as much, and refuses one that costs more', () => {
    expect(overBudget(large, 'lambda', budgetOf(largeUsd))).toEqual([]);
    const [fault] = overBudget(large, 'lambda', budgetOf(0.99 * largeUsd));
    expect(fault).toMatchObject({ code: 'RUN_OVER_BUDGET', where: { file: 'study.json' } });
  });

  it('states the cost, its largest parts and the limit', () => {
    const [{ found, expected }] = overBudget(large, 'lambda', budgetOf(10)) as [Fault];
    expect(number(/about ([\d.]+) USD/, { fix: found } as Fault)).toBeCloseTo(largeUsd, 1);
    expect(found).toMatch(/USD \(training [\d.]+, /);
    expect(found).toContain('2,000 trainings of networks of 8,000,000,000 rows');
    expect(expected).toBe('at most 10 USD a run');
  });

  it('has fixes that are enough if they are followed exactly', () => {
    const [fault] = overBudget(large, 'lambda', budgetOf(20)) as [Fault];
    const epochs = number(/"epochs": (\d+)/, fault);
    expect(overBudget({ ...large, epochs }, 'lambda', budgetOf(20))).toEqual([]);
    expect(overBudget({ ...large, epochs: epochs + 1 }, 'lambda', budgetOf(20))).toHaveLength(1);
    expect(overBudget(large, 'lambda', budgetOf(number(/runBudgetUsd: ([\d.]+)/, fault)))).toEqual([]);
  });

  it('says that fewer epochs are not enough if the epochs are not the cost', () => {
    const [fault] = overBudget(large, 'lambda', budgetOf(0.01)) as [Fault];
    expect(fault.fix).toContain('Fewer epochs are not enough');
    expect(fault.fix).toContain('runBudgetUsd: ');
  });

  it('counts GPU jobs if the study needs them, and offers functions, which cost less', () => {
    const usd = onGpu(large, installation).usd;
    expect(overBudget(large, 'gpu', budgetOf(usd))).toEqual([]);
    const small = {
      ...large,
      trainings: new Array<number>(100).fill(2000),
      study: { ...large.study, filesMb: 40, rows: 3e5, subdomains: 100 },
    };
    const [fault] = overBudget(small, 'gpu', budgetOf(0.1)) as [Fault];
    expect(fault.fix).toContain('Leave "compute" out');
    expect(overBudget(small, 'lambda', budgetOf(0.1))).toEqual([]);
  });

  it('comes from the environment, and is none on one machine', () => {
    expect(runBudgetOf({})).toBeUndefined();
    expect(runBudgetOf({ SARCOMERE_RUN_BUDGET: JSON.stringify(budgetOf(3)) })).toMatchObject({
      usd: 3,
      installation: { training: { memoryMb: 1769, timeoutS: 900 }, trainingsAtOnce: 200 },
    });
    expect(() => runBudgetOf({ SARCOMERE_RUN_BUDGET: '{"usd":"3"}' })).toThrow('usd');
  });
});

describe('preparing a study under a budget', () => {
  const prepare = async (usd: number, changes: Partial<ManifestInput> = {}) => {
    const { bucket, pointer } = await uploadTinyStudy(tinyManifest(changes));
    const answer = await prepareRun(pointer, bucket, { budget: budgetOf(usd) });
    const written = (await bucket.list(keys.runPrefix('tiny', pointer.run))).map(({ key }) => key);
    return { answer, written, report: await reportOf(bucket, pointer.run) };
  };

  it('refuses it before a table is written, with a fault in its report', async () => {
    const { answer, written, report } = await prepare(0.0001);
    expect(answer.state).toBe('Rejected');
    expect(answer.reason).toContain('RUN_OVER_BUDGET');
    expect(report.faults.map(({ code }) => code)).toEqual(['RUN_OVER_BUDGET']);
    expect(written).toEqual([expect.stringMatching(/study-report\.json$/)]);
  });

  it('prepares it if the budget is enough', async () => {
    const { answer, written } = await prepare(1);
    expect(answer.state).toBe('Prepared');
    expect(written.some((key) => key.endsWith('.parquet'))).toBe(true);
  });
});

async function reportOf(
  bucket: Awaited<ReturnType<typeof uploadTinyStudy>>['bucket'],
  run: string,
): Promise<{ faults: Fault[] }> {
  return (await bucket.getJson<{ faults: Fault[] }>(keys.prepared('tiny', run, 'study-report.json')))!;
}
