import { z } from 'zod';
import type { Fault } from '../../base/faults/index.ts';
import { manifestFile } from '../../study/manifest/index.ts';
import { type Estimate, type Installation, onGpu, onLambda, type RunSize } from './estimate-run.ts';

/** What one run may cost, and what its trainings would run on. */
export interface RunBudget {
  readonly usd: number;
  readonly installation: Installation;
}

const budgetSchema = z.object({
  usd: z.number().positive(),
  installation: z.object({
    training: z.object({ memoryMb: z.number(), timeoutS: z.number() }),
    preparing: z.object({ memoryMb: z.number() }),
    aggregating: z.object({ memoryMb: z.number() }),
    trainingsAtOnce: z.number(),
    gpuJobsAtOnce: z.number(),
  }),
});

/** The budget that the environment gives; undefined on one machine, where a run costs nobody anything. */
export function runBudgetOf(
  env: Readonly<Record<string, string | undefined>> = process.env,
): RunBudget | undefined {
  const text = env.SARCOMERE_RUN_BUDGET;
  return text === undefined ? undefined : budgetSchema.parse(JSON.parse(text));
}

/** A fault where the run of a study would cost more than a run may, by the estimate that `sarcomere estimate` shows. */
export function overBudget(size: RunSize, compute: 'lambda' | 'gpu', budget: RunBudget): Fault[] {
  const costOf = (other: RunSize, by = compute) =>
    by === 'gpu' ? onGpu(other, budget.installation) : onLambda(other, budget.installation);
  const estimate = costOf(size);
  if (estimate.usd <= budget.usd) return [];
  const ways = [
    ...cheaperOn(compute, costOf(size, 'lambda'), budget),
    ...fewerEpochs(size, costOf, budget),
    `Whoever has deployed Sarcomere can write runBudgetUsd: ${ceiled(estimate.usd)} into infra/cloud/settings/settings.ts, and deploy.`,
    'Then upload study.json once more.',
  ];
  const rows = size.trainings.reduce((sum, one) => sum + one, 0);
  return [
    {
      code: 'RUN_OVER_BUDGET',
      what: 'A run of this study would cost more than a run may.',
      where: { file: manifestFile, column: 'training' },
      found: `about ${ceiled(estimate.usd)} USD (${partsOf(estimate)}) for ${count(size.trainings.length)} trainings of ${count(rows)} rows in all, ${count(size.parameters)} parameters each`,
      expected: `at most ${budget.usd} USD a run`,
      fix: ways.join(' '),
    },
  ];
}

function cheaperOn(compute: 'lambda' | 'gpu', onFunctions: Estimate, { usd }: RunBudget): string[] {
  if (compute === 'lambda' || onFunctions.usd > usd) return [];
  return [`Leave "compute" out of "training": on functions it costs ${ceiled(onFunctions.usd)} USD.`];
}

/** The most epochs that the budget pays for, where fewer are enough. */
function fewerEpochs(size: RunSize, costOf: (other: RunSize) => Estimate, { usd }: RunBudget): string[] {
  const fits = (epochs: number) => costOf({ ...size, epochs }).usd <= usd;
  if (!fits(1)) return ['Fewer epochs are not enough: name fewer recordings, or cut fewer sub-domains.'];
  let [enough, tooMany] = [1, size.epochs];
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (fits(middle)) enough = middle;
    else tooMany = middle;
  }
  return [`Write "epochs": ${enough} into "training" (now ${size.epochs}), or name fewer recordings.`];
}

/** Where the money goes, the largest part first. */
function partsOf({ parts }: Estimate): string {
  return Object.entries(parts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, usd]) => `${name} ${usd.toFixed(2)}`)
    .join(', ');
}

/** In cents, never less than it is: a budget of this many USD is enough. */
function ceiled(usd: number): string {
  return (Math.ceil(usd * 100) / 100).toFixed(2);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
