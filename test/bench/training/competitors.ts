import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../../../layers/learning/engine.ts';
import type { BenchCase } from './bench-case.ts';

/** Something that computes loss and gradient of a case. */
export interface Competitor {
  readonly name: string;
  /** What it is made of, with versions. */
  readonly about: string;
  /** Some steps, one after the other. */
  run(which: number, steps: number): Promise<{ msAStep: number; loss: number }>;
  close(): void;
}

export function engineCompetitor(name: string, engine: Engine, cases: readonly BenchCase[]): Competitor {
  const objectives = cases.map(({ shape, problem }) => engine.objective(shape, problem));
  const gradient = new Float64Array(Math.max(...cases.map(({ parameters }) => parameters.length)));
  return {
    name,
    about: `${engine.name} on ${engine.backend}, Node ${process.version}`,
    async run(which, steps) {
      const { batch, parameters } = cases[which]!;
      let loss = 0;
      const start = performance.now();
      for (let step = 0; step < steps; step++) {
        loss = objectives[which]!.evaluate(parameters, batch, batch.counts, 1, gradient).total;
      }
      return { msAStep: (performance.now() - start) / steps, loss };
    },
    close() {},
  };
}

/** PyTorch eager, where a Python that has it is found. */
export async function pytorchCompetitor(files: readonly string[]): Promise<Competitor | undefined> {
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import torch, numpy']).status === 0,
  );
  if (!python) return undefined;
  const script = fileURLToPath(new URL('./pytorch.py', import.meta.url));
  return programCompetitor('PyTorch eager', 'PyTorch', python, [script, ...files]);
}

/** C++ with OpenBLAS, where a compiler and the library are found. */
export async function blasCompetitor(
  files: readonly string[],
  folder: string,
): Promise<Competitor | undefined> {
  const source = fileURLToPath(new URL('./blas.cpp', import.meta.url));
  const program = join(folder, 'blas');
  const flags = ['-O3', '-march=native', '-ffast-math', '-o', program, source, '-lopenblas'];
  if (spawnSync('g++', flags).status !== 0) return undefined;
  return programCompetitor('C++ with OpenBLAS', 'g++ -O3 -march=native -ffast-math,', program, files);
}

/** Tells its version in its first line; then answers "case steps" by "ms loss". */
async function programCompetitor(
  name: string,
  about: string,
  command: string,
  args: readonly string[],
): Promise<Competitor> {
  const oneCore = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, ...oneCore },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! });
  const nextLine = async () => (await once(lines, 'line'))[0] as string;
  const version = await nextLine();
  return {
    name,
    about: `${about} ${version}`,
    async run(which, steps) {
      const answer = nextLine();
      child.stdin!.write(`${which} ${steps}\n`);
      const [msAStep, loss] = (await answer).split(' ').map(Number) as [number, number];
      return { msAStep, loss };
    },
    close() {
      child.stdin!.end();
    },
  };
}
