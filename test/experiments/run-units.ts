import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scale } from './studies/study-source.ts';
import type { Unit } from './unit.ts';
import type { Answer, Job } from './worker.ts';

const program = fileURLToPath(new URL('./worker.ts', import.meta.url));

export interface Surroundings {
  readonly workers: number;
  readonly scale: Scale;
  readonly folder: string;
  readonly code: string;
  readonly log: (line: string) => void;
}

/** Has units worked on by so many processes side by side. @returns those that failed */
export async function runUnits(units: readonly Unit[], around: Surroundings): Promise<Unit[]> {
  const waiting = [...units];
  const failed: Unit[] = [];
  let done = 0;
  const work = async () => {
    let child: ChildProcess | undefined;
    for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
      child ??= fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const name = `${unit.experiment.name} ${unit.case.name}, seed ${unit.seed}`;
      const answer = await ask(child, jobOf(unit, around));
      done++;
      if (answer.error === undefined) {
        const figures = `${answer.coreSeconds!.toFixed(0)} s of a core, ${answer.peakMb} MB`;
        around.log(`${done} of ${units.length}: ${name}: ${figures}`);
        continue;
      }
      around.log(`${done} of ${units.length}: ${name} failed: ${answer.error}`);
      failed.push(unit);
      child.kill();
      child = undefined;
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: Math.min(around.workers, units.length) }, work));
  return failed;
}

async function ask(child: ChildProcess, job: Job): Promise<Answer> {
  child.send(job);
  const died = new AbortController();
  const answered = once(child, 'message', { signal: died.signal }).then(([answer]) => answer as Answer);
  const ended = once(child, 'exit', { signal: died.signal }).then(
    ([code, signal]): Answer => ({ error: `the worker ended with ${code ?? signal}`, peakMb: 0 }),
  );
  const first = await Promise.race([answered, ended]);
  died.abort();
  await Promise.allSettled([answered, ended]);
  return first;
}

function jobOf(unit: Unit, { scale, folder, code }: Surroundings): Job {
  return { experiment: unit.experiment.name, case: unit.case.name, seed: unit.seed, scale, folder, code };
}
