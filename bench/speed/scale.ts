import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { keys } from '../../layers/run/records/index.ts';
import { FolderBucket } from './folder-bucket.ts';
import { bundled, inFolder, type Spent } from './scale/bundled-worker.ts';
import { leaveMovement, type RecordedKind } from './scale/recorded-study.ts';
import { pointer, writeTrainedRun } from './scale/trained-run.ts';

const sizes = [1000, 3000, 10_000];
/** About what Node gives itself in functions of 3,008 MB and of 512 MB. */
const heapMb = { preparing: 1536, aggregating: 256 };

interface Preparation extends Spent {
  readonly subdomains: number;
  readonly kind: string;
  readonly recordings: number;
  readonly rows: number;
  readonly filesMb: number;
}

interface Aggregation extends Spent {
  readonly models: number;
  readonly weightsMb: number;
  readonly modelJsonMb: number;
}

const file = new URL('./results/scale.json', import.meta.url);

/**
 * Time and memory of preparing studies of many sub-domains and of aggregating as many local models, by the functions as they
 * are bundled, on a folder, each in a process of its own. `npm run bench -- scale envelope 1000` measures one of them anew, of
 * the kinds `envelope` and `raw` (prepared) and `models` (aggregated), and keeps the others.
 */
export async function run(parts: readonly string[] = []): Promise<void> {
  const isWanted = (...names: readonly (string | number)[]) =>
    parts.length === 0 || parts.every((part) => names.some((name) => String(name) === part));
  const earlier = parts.length === 0 ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  const preparations: Preparation[] = [];
  const preparing = bundled('prepare-worker.ts', heapMb.preparing);
  for (const kind of ['envelope', 'raw'] satisfies RecordedKind[]) {
    for (const subdomains of sizes) {
      if (!isWanted(kind, subdomains)) {
        const is = (one: Preparation) => one.kind === kind && one.subdomains === subdomains;
        preparations.push(...(earlier.preparations as Preparation[]).filter(is));
        continue;
      }
      const spent = await inFolder((folder) => {
        leaveMovement(folder, kind);
        return preparing.run<Omit<Preparation, 'subdomains' | 'kind'>>(folder, String(subdomains), kind);
      });
      preparations.push({ ...spent, subdomains, kind });
      const { rows, filesMb } = spent;
      say(
        `prepared ${subdomains} sub-domains, ${rows} rows of ${kind} EMG in ${filesMb.toFixed(0)} MB`,
        spent,
      );
    }
  }
  preparing.remove();

  const aggregations: Aggregation[] = [];
  const aggregating = bundled('aggregate-worker.ts', heapMb.aggregating);
  for (const models of sizes) {
    if (!isWanted('models', models)) {
      aggregations.push(...(earlier.aggregations as Aggregation[]).filter((one) => one.models === models));
      continue;
    }
    const row = await inFolder(async (folder) => {
      await writeTrainedRun(new FolderBucket(folder), models);
      const spent = aggregating.run<Spent>(folder);
      const sizeMb = (file: string) =>
        statSync(join(folder, keys.model(pointer.study, pointer.run, file))).size / 1e6;
      return { models, ...spent, weightsMb: sizeMb('weights.bin'), modelJsonMb: sizeMb('model.json') };
    });
    aggregations.push(row);
    const { weightsMb, modelJsonMb } = row;
    say(
      `aggregated ${models} models, weights.bin ${weightsMb.toFixed(0)} MB, model.json ${modelJsonMb.toFixed(1)} MB`,
      row,
    );
  }
  aggregating.remove();

  const report = {
    what: 'prepare-study of two-minute wrist recordings of 100 subjects, five channels and an angle; aggregate-models of default networks of 40 inputs and 5 muscles, 20,000 held-out rows; both bundled, on a folder',
    machine: cpus()[0]!.model,
    date: new Date().toISOString().slice(0, 10),
    heapMb,
    preparations,
    aggregations: aggregations.map((row) => ({
      ...row,
      cpuMillisecondsEach: (1000 * row.cpuSeconds) / row.models,
    })),
  };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

function say(what: string, { seconds, cpuSeconds, peakMb }: Spent): void {
  console.log(
    `${what}: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of a processor), ${peakMb.toFixed(0)} MB at most`,
  );
}
