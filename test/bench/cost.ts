import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainSubdomain } from '../../functions/train-subdomain/train-subdomain.ts';
import { keys } from '../../layers/storage/keys.ts';
import type { TrainingRecord } from '../../layers/storage/run-objects.ts';
import { costTable, typicalParameters } from './cost/cost-table.ts';
import { FolderBucket } from './folder-bucket.ts';
import { pointer, writeLargeRun } from './training/large-run.ts';

const results = new URL('./results/', import.meta.url);
const document = new URL('../../docs/cost.md', import.meta.url);
const begin = '<!-- npm run bench -- cost: begin -->';
const end = '<!-- npm run bench -- cost: end -->';

/**
 * What runs cost: the speed of training from results/training.json in the unit that `sarcomere estimate` counts in, to
 * `results/cost.json`, and the table of docs/cost.md.
 */
export async function run(): Promise<void> {
  const { machine, date, cost } = JSON.parse(readFileSync(new URL('training.json', results), 'utf8'));
  const { rows, seconds } = cost;
  const passes = await passesOf(rows);
  const kernelNsPerRowParameterPass = (seconds.median * 1e9) / (rows * typicalParameters * passes);
  const report = {
    what: 'the sub-domain of results/training.json, its seconds there and the passes that it takes',
    machine,
    date,
    rows,
    parameters: typicalParameters,
    passes,
    seconds: seconds.median,
    kernelNsPerRowParameterPass: Number(kernelNsPerRowParameterPass.toPrecision(3)),
  };
  writeFileSync(new URL('cost.json', results), `${JSON.stringify(report, null, 2)}\n`);
  const text = readFileSync(document, 'utf8');
  const [before, after] = [text.split(begin)[0]!, text.split(end)[1]!];
  const told = `${begin}\n${costTable()}\n${end}`;
  writeFileSync(document, `${before}${told}${after}`);
  console.log(`${report.kernelNsPerRowParameterPass} ns a row, weight and pass\n${costTable()}`);
}

/** The same on every machine, as training is repeatable. */
async function passesOf(rows: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-cost-'));
  try {
    await writeLargeRun(folder, [rows], {});
    const bucket = new FolderBucket(folder);
    const item = { ...pointer, subdomain: 'part-1' };
    await trainSubdomain(item, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
    const record = await bucket.getJson<TrainingRecord>(
      keys.local(pointer.study, pointer.run, 'part-1', 'training.json'),
    );
    return record!.passes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
