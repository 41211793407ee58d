import { cpus } from 'node:os';
import { lambdaPrices, trainingCostUsd, trainingMemoryMb } from './lambda-prices.ts';
import { measureRace } from './race.ts';
import { measureSteps } from './steps.ts';
import { measureMemory, measureSideBySide, measureTypical } from './workers.ts';

/** All that the benchmark of training measures. */
export type TrainingReport = Awaited<ReturnType<typeof measureAll>>;

export async function measureAll() {
  const steps = await measureSteps();
  const race = measureRace();
  const memory = await measureMemory();
  const typical = await measureTypical();
  const sideBySide = await measureSideBySide();
  const seconds = typical.seconds.median;
  return {
    machine: `${cpus()[0]!.model.trim()}, ${cpus().length} cores`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    steps,
    race,
    memory,
    sideBySide,
    cost: {
      ...typical,
      memoryMb: trainingMemoryMb,
      prices: lambdaPrices,
      usd: { arm64: trainingCostUsd(seconds, 'arm64'), x86: trainingCostUsd(seconds, 'x86') },
    },
  };
}
