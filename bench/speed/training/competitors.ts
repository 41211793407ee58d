import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../../../layers/model/training/testing.ts';
import { nativeFolderVariable } from '../../../layers/model/training/testing.ts';
import type { BenchCase } from './bench-case.ts';

/** Programs of the system, each used only if it is found. */
const tools = { compiler: 'g++', pin: 'taskset' };

/** Something that computes loss and gradient of a case. */
export interface Competitor {
  readonly name: string;
  /** Its parts, with versions. */
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

/** PyTorch eager; undefined if no Python with PyTorch is found. */
export async function pytorchCompetitor(files: readonly string[]): Promise<Competitor | undefined> {
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import torch, numpy']).status === 0,
  );
  if (!python) return undefined;
  const script = fileURLToPath(new URL('./pytorch.py', import.meta.url));
  return programCompetitor('PyTorch eager', 'PyTorch', python, [script, ...files]);
}

const mirror = fileURLToPath(new URL('../../../../shared/tools/tfjs-node-mirror.mjs', import.meta.url));

/**
 * The tensor engine on native TensorFlow, in a process of its own on one core. It is installed from the mirror into
 * a cache below the temporary folder unless SARCOMERE_TFJS_NODE names an installation; undefined if there is neither.
 */
export async function nativeCompetitor(): Promise<Competitor | undefined> {
  const native = process.env[nativeFolderVariable] ?? installNative();
  if (!native) {
    console.log(
      `tensor, native tfjs-node: skipped, ${nativeFolderVariable} is not set and there is no mirror`,
    );
    return undefined;
  }
  const script = fileURLToPath(new URL('./native-steps.ts', import.meta.url));
  const hasTaskset = spawnSync(tools.pin, ['-V']).status === 0;
  const command = hasTaskset ? [tools.pin, '-c', '0', process.execPath] : [process.execPath];
  const args = [...command.slice(1), script, native];
  return programCompetitor('tensor, tfjs-node', 'tensor on native', command[0]!, args);
}

function installNative(): string | undefined {
  if (!existsSync(mirror)) return undefined;
  const cache = join(tmpdir(), 'sarcomere-tfjs-node');
  const native = join(cache, 'app');
  if (existsSync(join(native, 'node_modules/@tensorflow/tfjs-node/lib'))) return native;
  mkdirSync(native, { recursive: true });
  const install = ['npm', 'i', '--no-save', '--prefix', native, '@tensorflow/tfjs-node@4.22.0'];
  const options = { stdio: 'ignore', timeout: 240_000 } as const;
  const done = spawnSync(process.execPath, [mirror, join(cache, 'mirror'), '--', ...install], options);
  return done.status === 0 ? native : undefined;
}

/** C++ with OpenBLAS; undefined if the compiler or the library is not found. */
export async function blasCompetitor(
  files: readonly string[],
  folder: string,
): Promise<Competitor | undefined> {
  const source = fileURLToPath(new URL('./blas.cpp', import.meta.url));
  const program = join(folder, 'blas');
  const flags = ['-O3', '-march=native', '-ffast-math', '-o', program, source, '-lopenblas'];
  if (spawnSync(tools.compiler, flags).status !== 0) return undefined;
  return programCompetitor('C++ with OpenBLAS', 'g++ -O3 -march=native -ffast-math,', program, files);
}

/** Prints its version in its first line; then answers "case steps" by "ms loss". */
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
