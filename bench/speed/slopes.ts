import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { FolderBucket } from './folder-bucket.ts';
import { bundled, inFolder, type Spent } from './scale/bundled-worker.ts';
import { leaveMovement } from './scale/recorded-study.ts';
import { writeTrainedRun } from './scale/trained-run.ts';

/** About what Node gives itself in a function of 3,008 MB. */
const heapMb = 1536;
const channels = [2, 5];
const heldOutRows = [20_000, 200_000];
const models = 200;

const file = new URL('./results/slopes.json', import.meta.url);

/**
 * Growth of time and memory with the quantities that `npm run bench -- scale` keeps constant: columns, and held-out rows.
 * `npm run bench -- slopes preparing` measures the first alone.
 */
export async function run([part]: readonly string[] = []): Promise<void> {
  const preparing = bundled('prepare-worker.ts', heapMb);
  const preparations = [];
  for (const count of channels) {
    const spent = await inFolder((folder) => {
      leaveMovement(folder, 'envelope');
      const args = [folder, '1000', 'envelope', String(count)];
      return preparing.run<Spent & { rows: number; filesMb: number }>(...args);
    });
    preparations.push({ channels: count, emgInputs: 8 * count, subdomains: 1000, ...spent });
    console.log(`prepared ${spent.rows} rows of ${count} channels`, spent);
  }
  preparing.remove();

  const aggregating = bundled('aggregate-worker.ts', heapMb);
  const aggregations: unknown[] =
    part === 'preparing' ? JSON.parse(readFileSync(file, 'utf8')).aggregations : [];
  for (const rows of part === 'preparing' ? [] : heldOutRows) {
    const spent = await inFolder(async (folder) => {
      await writeTrainedRun(new FolderBucket(folder), models, rows);
      return aggregating.run<Spent>(folder);
    });
    aggregations.push({ models, heldOutRows: rows, ...spent });
    console.log(`aggregated ${models} models and ${rows} held-out rows`, spent);
  }
  aggregating.remove();

  const report = {
    what: 'prepare-study and aggregate-models as in scale.json, by columns and by held-out rows',
    machine: cpus()[0]!.model,
    date: new Date().toISOString().slice(0, 10),
    heapMb,
    preparations,
    aggregations,
  };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
