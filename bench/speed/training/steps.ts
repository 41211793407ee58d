import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  kernelEngine,
  kernelModule,
  tensorEngine,
  wasmBackend,
} from '../../../layers/model/training/testing.ts';
import { batchRows, benchCase, writeCase } from './bench-case.ts';
import {
  blasCompetitor,
  type Competitor,
  engineCompetitor,
  nativeCompetitor,
  pytorchCompetitor,
} from './competitors.ts';
import { spread } from './spread.ts';

const rounds = 9;
/** Steps of one round take about this long, but at least one is made. */
const roundMs = 60;

/**
 * Milliseconds for loss and gradient of a 6-64-64-64-6 network with the residual, one core each. Every round has all
 * competitors one after the other, so that what else the machine does meets them alike.
 */
export async function measureSteps() {
  const cases = batchRows.map(benchCase);
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-bench-'));
  const files = cases.map((one) => join(folder, `${one.rows}.bin`));
  for (const [at, one] of cases.entries()) writeCase(one, files[at]!);
  const competitors = [
    engineCompetitor('kernel', kernelEngine(kernelModule()), cases),
    engineCompetitor('kernel, plain SIMD', kernelEngine(kernelModule('plain')), cases),
    engineCompetitor('tensor, wasm', tensorEngine(await wasmBackend()), cases),
    await nativeCompetitor(),
    await pytorchCompetitor(files),
    await blasCompetitor(files, folder),
  ].filter((one) => one !== undefined);
  const batches = [];
  for (const [which, { rows }] of cases.entries()) {
    batches.push({ batchRows: rows, msAStep: await measure(competitors, which) });
  }
  for (const competitor of competitors) competitor.close();
  rmSync(folder, { recursive: true });
  return {
    what: 'loss and gradient of a 6-64-64-64-6 tanh network with the residual, ms a step on one core',
    rounds,
    competitors: Object.fromEntries(competitors.map(({ name, about }) => [name, about])),
    batches,
  };
}

async function measure(competitors: readonly Competitor[], which: number) {
  const steps = new Map<Competitor, number>();
  const losses: number[] = [];
  for (const competitor of competitors) {
    // Compilers that warm up do so here.
    await competitor.run(which, 3);
    const { msAStep, loss } = await competitor.run(which, 3);
    losses.push(loss);
    steps.set(competitor, Math.max(1, Math.round(roundMs / msAStep)));
  }
  for (const [at, loss] of losses.entries()) {
    const isSame = Math.abs(loss / losses[0]! - 1) < 1e-5;
    if (!isSame) throw new Error(`${competitors[at]!.name} has loss ${loss}, the kernel ${losses[0]}`);
  }
  const times = new Map(competitors.map((competitor) => [competitor, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const competitor of competitors) {
      const { msAStep } = await competitor.run(which, steps.get(competitor)!);
      times.get(competitor)!.push(msAStep);
    }
  }
  return Object.fromEntries([...times].map(([{ name }, found]) => [name, spread(found)]));
}
