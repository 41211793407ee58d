import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainSubdomain } from '../../functions/train-subdomain/train-subdomain.ts';
import { sarcomereApp } from '../../infra/cloud/app.ts';
import { type Settings, settings } from '../../infra/cloud/settings/settings.ts';
import type { TrainingRecord } from '../../layers/run/records/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { costTable, typicalParameters } from './cost/cost-table.ts';
import { idleTable, type Resources } from './cost/idle-cost.ts';
import { keptVersionsTable } from './cost/kept-versions.ts';
import { FolderBucket } from './folder-bucket.ts';
import { pointer, writeLargeRun } from './training/large-run.ts';

const results = new URL('./results/', import.meta.url);
const document = new URL('../../docs/cost.md', import.meta.url);

/**
 * The cost of runs: writes the speed of training from results/training.json, in the unit of `sarcomere estimate`, to
 * `results/cost.json`, and the tables of docs/cost.md.
 */
export async function run(): Promise<void> {
  const { machine, date, cost } = JSON.parse(readFileSync(new URL('training.json', results), 'utf8'));
  const { rows, seconds } = cost;
  const { passes, checkpointBytes } = await trainOnce(rows);
  const kernelNsPerRowParameterPass = (seconds.median * 1e9) / (rows * typicalParameters * passes);
  const report = {
    what: 'the sub-domain of results/training.json, its seconds there, the passes that it takes and the largest of its checkpoints',
    machine,
    date,
    rows,
    parameters: typicalParameters,
    passes,
    checkpointBytes,
    seconds: seconds.median,
    kernelNsPerRowParameterPass: Number(kernelNsPerRowParameterPass.toPrecision(3)),
  };
  writeFileSync(new URL('cost.json', results), `${JSON.stringify(report, null, 2)}\n`);
  writeTable('', costTable());
  writeTable(', idle', idleTable(resourcesOf));
  writeTable(', locked', keptVersionsTable(checkpointBytes));
  console.log(`${report.kernelNsPerRowParameterPass} ns a row, weight and pass\n${costTable()}`);
}

/** Replaces the text between the two comments of docs/cost.md with its name. */
function writeTable(name: string, table: string): void {
  const [begin, end] = ['begin', 'end'].map((edge) => `<!-- npm run bench -- cost${name}: ${edge} -->`);
  const text = readFileSync(document, 'utf8');
  const [before, after] = [text.split(begin!)[0]!, text.split(end!)[1]!];
  writeFileSync(document, `${before}${begin}\n${table}\n${end}${after}`);
}

/** The same on every machine, as training is repeatable. Its clock is so fast that each step writes a checkpoint. */
async function trainOnce(rows: number): Promise<{ passes: number; checkpointBytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-cost-'));
  try {
    await writeLargeRun(folder, [rows], {});
    const bucket = new FolderBucket(folder);
    let checkpointBytes = 0;
    const put = bucket.put.bind(bucket);
    bucket.put = async (key, body) => {
      if (key.endsWith('/checkpoint.bin')) checkpointBytes = Math.max(checkpointBytes, body.length);
      await put(key, body);
    };
    let nowMs = 0;
    const now = () => {
      nowMs += 600_000;
      return nowMs;
    };
    const item = { ...pointer, subdomain: 'part-1' };
    await trainSubdomain(item, { bucket, deadlineMs: Number.POSITIVE_INFINITY, now });
    const record = await bucket.getJson<TrainingRecord>(
      keys.local(pointer.study, pointer.run, 'part-1', 'training.json'),
    );
    return { passes: record!.passes, checkpointBytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of the template for some settings, without the functions' code. */
function resourcesOf(chosen: Partial<Settings>): Resources {
  process.env.CDK_VALIDATION = 'false';
  const outdir = mkdtempSync(join(tmpdir(), 'sarcomere-cost-'));
  try {
    const app = sarcomereApp(
      { outdir, context: { 'aws:cdk:bundling-stacks': [] } },
      { ...settings, ...chosen },
    );
    return app.synth().getStackByName('Sarcomere').template.Resources as Resources;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
