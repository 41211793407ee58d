import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { comparisons } from './physics/comparisons.ts';
import { holds, measurementTable } from './physics/measurement.ts';
import { simulatedTruth } from './physics/simulated-truth.ts';
import { speeds } from './physics/speeds.ts';

const seed = 1;
const results = new URL('./results/', import.meta.url);
const document = new URL('../../docs/physics.md', import.meta.url);
const begin = '<!-- npm run bench -- physics: begin -->';
const end = '<!-- npm run bench -- physics: end -->';

/** The physics in numbers: `results/physics.json`, `results/physics.md`, and the table of docs/physics.md. */
export function run(): void {
  const figures = [...comparisons(seed), ...simulatedTruth(seed), ...speeds(seed)];
  const report = {
    machine: `${cpus()[0]!.model.trim()}, ${cpus().length} cores`,
    versions: { node: process.version, v8: process.versions.v8 },
    date: new Date().toISOString().slice(0, 10),
    seed,
    figures: figures.map((figure) => ({ ...figure, holds: holds(figure) })),
  };
  const table = measurementTable(figures);
  const told = `${table}\n\nMeasured ${report.date} on ${report.machine}, Node ${process.version}, seed ${seed}.\n`;
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('physics.json', results), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(new URL('physics.md', results), told);
  if (existsSync(document)) {
    const text = readFileSync(document, 'utf8');
    const [before, after] = [text.split(begin)[0]!, text.split(end)[1] ?? ''];
    if (text.includes(begin)) writeFileSync(document, `${before}${begin}\n${told}${end}${after}`);
  }
  console.log(told);
  const broken = figures.filter((figure) => !holds(figure));
  for (const { what } of broken) console.error(`does not hold: ${what}`);
  if (broken.length > 0) process.exitCode = 1;
}
