import { z } from 'zod';
import type { Fault } from '../../base/faults/index.ts';
import { manifestFile } from '../../study/manifest/index.ts';
import { type Estimate, type Installation, onGpu, onLambda, type RunSize } from './estimate-run.ts';

/** Limit of the cost of one run, and the installation that its trainings would use. */
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

/** The budget in the environment; undefined on one machine, where runs are free. */
export function runBudgetOf(
  env: Readonly<Record<string, string | undefined>> = process.env,
): RunBudget | undefined {
  const text = env.SARCOMERE_RUN_BUDGET;
  return text === undefined ? undefined : budgetSchema.parse(JSON.parse(text));
}

/** A fault if the estimated cost of a run, as shown by `sarcomere estimate`, exceeds the budget. */
export function overBudget(size: RunSize, compute: 'lambda' | 'gpu', budget: RunBudget): Fault[] {
  const costOf = (other: RunSize, by = compute) =>
    by === 'gpu' ? onGpu(other, budget.installation) : onLambda(other, budget.installation);
  const estimate = costOf(size);
  if (estimate.usd <= budget.usd) return [];
  const ways = [
    ...cheaperOn(compute, costOf(size, 'lambda'), budget),
    ...fewerEpochs(size, costOf, budget),
    `Or the operator can set runBudgetUsd: ${ceiled(estimate.usd)} in infra/cloud/settings/settings.ts and deploy.`,
    'Then upload study.json again.',
  ];
  const rows = size.trainings.reduce((sum, one) => sum + one, 0);
  return [
    {
      code: 'RUN_OVER_BUDGET',
      what: 'A run of this study would exceed the budget of a run.',
      where: { file: manifestFile, column: 'training' },
      found: `about ${ceiled(estimate.usd)} USD (${partsOf(estimate)}) for ${count(size.trainings.length)} trainings of networks of ${count(rows)} rows in all, ${count(size.parameters)} parameters each${forestsText(size)}`,
      expected: `at most ${budget.usd} USD a run`,
      fix: ways.join(' '),
    },
  ];
}

function cheaperOn(compute: 'lambda' | 'gpu', onFunctions: Estimate, { usd }: RunBudget): string[] {
  if (compute === 'lambda' || onFunctions.usd > usd) return [];
  return [
    `Leave "compute" out of "training": on Lambda functions the run costs ${ceiled(onFunctions.usd)} USD.`,
  ];
}

/** The largest number of epochs within the budget, if fewer epochs are enough. */
function fewerEpochs(size: RunSize, costOf: (other: RunSize) => Estimate, { usd }: RunBudget): string[] {
  const fits = (epochs: number) => costOf({ ...size, epochs }).usd <= usd;
  if (!fits(1)) return ['Fewer epochs are not enough: name fewer recordings, or use fewer sub-domains.'];
  let [enough, tooMany] = [1, size.epochs];
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (fits(middle)) enough = middle;
    else tooMany = middle;
  }
  return [`Set "epochs": ${enough} in "training" (now ${size.epochs}), or name fewer recordings.`];
}

function forestsText({ forests = [] }: RunSize): string {
  return forests.length === 0 ? '' : `, and ${count(forests.length)} forests`;
}

/** Cost by purpose, the largest part first. */
function partsOf({ parts }: Estimate): string {
  return Object.entries(parts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, usd]) => `${name} ${usd.toFixed(2)}`)
    .join(', ');
}

/** Rounded up to cents, so that a budget of this amount is enough. */
function ceiled(usd: number): string {
  return (Math.ceil(usd * 100) / 100).toFixed(2);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
