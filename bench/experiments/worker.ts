import { experiments } from './experiments.ts';
import { runCase } from './run-case.ts';
import type { Scale } from './studies/study-source.ts';
import { UnitStore } from './unit.ts';

/** The task of a worker process. */
export interface Job {
  readonly experiment: string;
  readonly case: string;
  readonly seed: number;
  readonly scale: Scale;
  readonly folder: string;
  readonly code: string;
}

/** The answer of a worker: time of one core in s and peak memory, or the reason of a failure. */
export interface WorkerOutcome {
  readonly coreSeconds?: number;
  readonly peakMb: number;
  readonly error?: string;
}

process.on('message', async ({ experiment: name, case: caseName, seed, scale, folder, code }: Job) => {
  const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);
  try {
    const experiment = experiments.find((one) => one.name === name)!;
    const one = experiment.cases.find((found) => found.name === caseName)!;
    const result = await runCase(one, seed, scale);
    new UnitStore(folder, code, scale).write({ experiment, case: one, seed }, result);
    process.send!({ coreSeconds: result.coreSeconds, peakMb: peakMb() } satisfies WorkerOutcome);
  } catch (error) {
    process.send!({
      error: (error as Error).stack ?? String(error),
      peakMb: peakMb(),
    } satisfies WorkerOutcome);
  }
});
