import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { lambdaPrices, trainingCostUsd, trainingMemoryMb } from './training/lambda-prices.ts';
import { measureRace } from './training/race.ts';
import { measureSteps } from './training/steps.ts';
import { trainingTables } from './training/tables.ts';
import { measureMemory, measureSideBySide, measureTypical } from './training/workers.ts';

const results = new URL('./results/', import.meta.url);
const document = new URL('../../docs/training.md', import.meta.url);
const begin = '<!-- npm run bench -- training: begin -->';
const end = '<!-- npm run bench -- training: end -->';

export type TrainingReport = Awaited<ReturnType<typeof measureAll>>;

/** Training in numbers: `results/training.json`, and the tables of docs/training.md. */
export async function run(): Promise<void> {
  const report = await measureAll();
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('training.json', results), `${JSON.stringify(report, null, 2)}\n`);
  const told = trainingTables(report);
  console.log(told);
  if (!existsSync(document)) return;
  const text = readFileSync(document, 'utf8');
  const [before, after] = [text.split(begin)[0]!, text.split(end)[1] ?? ''];
  if (text.includes(begin)) writeFileSync(document, `${before}${begin}\n${told}${end}${after}`);
}

async function measureAll() {
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
