import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scale } from './studies/study-source.ts';
import type { Unit } from './unit.ts';
import type { Job, WorkerOutcome } from './worker.ts';

const program = fileURLToPath(new URL('./worker.ts', import.meta.url));

export interface Surroundings {
  readonly workers: number;
  readonly scale: Scale;
  readonly folder: string;
  readonly code: string;
  readonly log: (line: string) => void;
}

/** Runs units, a number of them side by side. @returns the failed units */
export async function runUnits(units: readonly Unit[], around: Surroundings): Promise<Unit[]> {
  const waiting = [...units];
  const failed: Unit[] = [];
  let done = 0;
  const work = async () => {
    for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
      const name = `${unit.experiment.name} ${unit.case.name}, seed ${unit.seed}`;
      const answer = await ask(jobOf(unit, around));
      done++;
      if (answer.error === undefined) {
        const figures = `${answer.coreSeconds!.toFixed(0)} s of a core, ${answer.peakMb} MB`;
        around.log(`${done} of ${units.length}: ${name}: ${figures}`);
      } else {
        around.log(`${done} of ${units.length}: ${name} failed: ${answer.error}`);
        failed.push(unit);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(around.workers, units.length) }, work));
  return failed;
}

/** Runs each unit in its own process, so that memory does not accumulate and each peak is its own. */
async function ask(job: Job): Promise<WorkerOutcome> {
  const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const settled = new AbortController();
  const { signal } = settled;
  const answered = once(child, 'message', { signal }).then(([answer]) => answer as WorkerOutcome);
  const ended = once(child, 'exit', { signal }).then(
    ([code, killedBy]): WorkerOutcome => ({ error: `the worker ended with ${code ?? killedBy}`, peakMb: 0 }),
  );
  child.send(job);
  const first = await Promise.race([answered, ended]);
  settled.abort();
  await Promise.allSettled([answered, ended]);
  child.kill();
  return first;
}

function jobOf(unit: Unit, { scale, folder, code }: Surroundings): Job {
  return { experiment: unit.experiment.name, case: unit.case.name, seed: unit.seed, scale, folder, code };
}
