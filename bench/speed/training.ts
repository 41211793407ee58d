import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { measureAll } from './training/measure-all.ts';
import { trainingTables } from './training/tables.ts';

const results = new URL('./results/', import.meta.url);
const document = new URL('../../docs/training.md', import.meta.url);
const begin = '<!-- npm run bench -- training: begin -->';
const end = '<!-- npm run bench -- training: end -->';

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
