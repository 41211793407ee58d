import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import cloud from '../../../bench/speed/results/cloud.json' with { type: 'json' };
import scale from '../../../bench/speed/results/scale.json' with { type: 'json' };
import { inlineMapLimit } from '../../../layers/run/capacity/index.ts';
import { functions, mostGpuJobsAtOnce, reservedConcurrency, stateMachineFile } from '../../system.ts';
import { gpuSettings } from '../constructs/gpu-training.ts';
import { projectRoot } from '../root.ts';

const document = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
/** The rows of the table of quotas, by their first words: the quota, its number, what we do. */
const rows = new Map(
  document
    .slice(document.indexOf('## Quotas that bind'), document.indexOf('## Ten thousand sub-domains'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| quota'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, quota, number, ours]) => [quota!, { number: number!, ours: ours! }]),
);
const row = (quota: string) => rows.get(quota) ?? { number: '', ours: '' };
const { States } = JSON.parse(readFileSync(join(projectRoot, stateMachineFile), 'utf8')) as {
  States: Record<string, { MaxConcurrency?: number }>;
};
const reserved = Object.values(reservedConcurrency).reduce((sum, count) => sum + count, 0);

describe('the quotas in docs/operations.md', () => {
  it('are those that bind', () => {
    expect([...rows.keys()]).toEqual([
      'payload of a state',
      'history of an execution',
      'items of an inline Map at once',
      'children of a Distributed Map at once',
      'concurrent Lambda executions',
      'time of a Lambda',
      'memory of a Lambda',
      'connections',
      'code of all Lambdas in a region',
      'code of a Lambda, unzipped',
      'answer of a Lambda',
      'body of a request to the API',
      'G and VT spot vCPUs',
      'open executions, StartExecution',
    ]);
    for (const [quota, { number, ours }] of rows) {
      expect(number, quota).toMatch(/\d|MiB/);
      expect(ours.length, quota).toBeGreaterThan(20);
    }
  });

  it('say how many sub-domains an inline Map takes', () => {
    expect(row('items of an inline Map at once').number).toBe(String(inlineMapLimit));
    expect(States.TrainSubdomains!.MaxConcurrency).toBe(inlineMapLimit);
    expect(row('history of an execution').ours).toContain(`more than ${inlineMapLimit} sub-domains`);
  });

  it('let a Distributed Map train as many at once as training has executions', () => {
    const atOnce = States.TrainManySubdomains!.MaxConcurrency!;
    expect(atOnce).toBe(reservedConcurrency['train-subdomain']);
    expect(row('children of a Distributed Map at once').ours).toContain(`\`MaxConcurrency\` ${atOnce}`);
    expect(atOnce).toBeLessThanOrEqual(10_000);
  });

  it('say how many executions the functions keep for themselves, and what an account needs', () => {
    expect(row('concurrent Lambda executions').ours).toContain(`${reserved} are reserved`);
    expect(document).toContain(`functions reserve ${reserved} executions`);
    expect(document).toContain(`the account needs ${reserved + 100} at least`);
    expect(reserved + 100).toBeLessThanOrEqual(1000);
  });

  it('are not passed by the settings of any function', () => {
    for (const [name, { timeoutS, memoryMb }] of Object.entries(functions)) {
      expect(timeoutS, name).toBeLessThanOrEqual(15 * 60);
      expect(memoryMb, name).toBeLessThanOrEqual(10_240);
    }
    const { memoryMb } = functions['aggregate-models'];
    expect(row('memory of a Lambda').ours).toContain(`${memoryMb.toLocaleString('en')} MB`);
  });

  it('have the vCPUs that the largest number of GPU jobs takes', () => {
    const { vcpus } = gpuSettings;
    expect(row('G and VT spot vCPUs').ours).toContain(`${vcpus} a job, ${mostGpuJobsAtOnce} jobs at most`);
  });
});

describe('aggregation, as measured', () => {
  const { aggregations } = scale;
  const largest = aggregations.at(-1)!;

  it('takes less than 512 MB for 10,000 models, and as much as docs/operations.md says', () => {
    expect(largest.models).toBe(10_000);
    for (const { models, peakMb } of aggregations) expect(peakMb, `${models} models`).toBeLessThan(512);
    expect(row('memory of a Lambda').ours).toContain(`${Math.round(largest.peakMb)} MB for 10,000`);
  });

  it('takes time in proportion to the number of models, and within that of a Lambda', () => {
    const each = aggregations.map(({ cpuMillisecondsEach }) => cpuMillisecondsEach);
    expect(Math.max(...each.slice(1))).toBeLessThan(1.5 * each[0]!);
    expect(largest.cpuSeconds).toBeLessThan(15 * 60);
    expect(row('time of a Lambda').ours).toContain(`${Math.round(largest.cpuSeconds)} s for 10,000`);
  });
});

describe('preparation, as measured', () => {
  const largest = scale.preparations.filter(({ subdomains }) => subdomains === 10_000);

  it('fits 10,000 sub-domains into the function, as docs/operations.md says', () => {
    const { memoryMb } = functions['prepare-study'];
    expect(largest.map(({ kind }) => kind)).toEqual(['envelope', 'raw']);
    const peakMb = Math.max(...largest.map((one) => one.peakMb));
    expect(peakMb).toBeLessThan(0.9 * memoryMb);
    expect(row('memory of a Lambda').ours).toContain(
      `${Math.round(peakMb).toLocaleString('en')} MB for those`,
    );
    for (const { cpuSeconds } of largest) {
      expect(cpuSeconds).toBeLessThan((15 * 60) / 2);
      expect(row('time of a Lambda').ours).toContain(`${Math.round(cpuSeconds)} s`);
    }
  });
});

describe('the prediction bundle, as measured', () => {
  const { zippedBytes, coldImportMs } = cloud.bundles.find(({ name }) => name === 'serve-api')!;

  it('is smaller than a megabyte and imported within 150 ms', () => {
    expect(zippedBytes).toBeLessThan(1_000_000);
    expect(coldImportMs.median).toBeLessThan(150);
  });

  it('predicts 1,000 rows from as many rows of envelopes within 10 ms', () => {
    expect(cloud.warmPredictionMs.envelope.median).toBeLessThan(10);
  });
});
