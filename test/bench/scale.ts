import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../infra/cloud/bundle.ts';
import { projectRoot } from '../../infra/cloud/root.ts';
import { keys } from '../../layers/storage/keys.ts';
import { FolderBucket } from './folder-bucket.ts';
import { pointer, writeTrainedRun } from './scale/trained-run.ts';

const sizes = [1000, 3000, 10_000];
/** What Node gives itself in a function of 512 MB. */
const heapMb = 256;

interface Aggregation {
  readonly models: number;
  readonly seconds: number;
  /** What others do on the machine hardly changes it. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly weightsMb: number;
  readonly modelJsonMb: number;
}

/** Time and memory of aggregating runs of many local models, bundled as it is deployed, each in a process of its own. */
export async function run(): Promise<void> {
  const rows: Aggregation[] = [];
  const bundle = mkdtempSync(join(tmpdir(), 'sarcomere-scale-bundle-'));
  bundleFunction(join(projectRoot, 'test/bench/scale/aggregate-worker.ts'), bundle);
  for (const models of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'sarcomere-scale-'));
    try {
      await writeTrainedRun(new FolderBucket(folder), models);
      const { seconds, cpuSeconds, peakMb } = inItsOwnProcess(bundle, folder);
      const sizeMb = (file: string) =>
        statSync(join(folder, keys.model(pointer.study, pointer.run, file))).size / 1e6;
      rows.push({
        models,
        seconds,
        cpuSeconds,
        peakMb,
        weightsMb: sizeMb('weights.bin'),
        modelJsonMb: sizeMb('model.json'),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    const { seconds, cpuSeconds, peakMb, weightsMb, modelJsonMb } = rows.at(-1)!;
    console.log(
      `${models} models: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of a processor), ${peakMb.toFixed(0)} MB at most; weights.bin ${weightsMb.toFixed(0)} MB, model.json ${modelJsonMb.toFixed(1)} MB`,
    );
  }
  rmSync(bundle, { recursive: true });
  const report = {
    what: 'aggregate-models, bundled, on a folder: 40 inputs, default networks, 5 muscles, 20,000 held-out rows',
    machine: cpus()[0]!.model,
    date: new Date().toISOString().slice(0, 10),
    heapMb,
    aggregations: rows.map((row) => ({ ...row, cpuMillisecondsEach: (1000 * row.cpuSeconds) / row.models })),
  };
  writeFileSync(new URL('./results/scale.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
}

function inItsOwnProcess(
  bundle: string,
  folder: string,
): Pick<Aggregation, 'seconds' | 'cpuSeconds' | 'peakMb'> {
  const worker = join(bundle, 'handler.mjs');
  const stdout = execFileSync(process.execPath, [`--max-old-space-size=${heapMb}`, worker, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}
