import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimals } from '../../layers/base/numbers/index.ts';
import { keys, readPartition } from '../../layers/run/records/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { FolderBucket } from '../speed/folder-bucket.ts';
import { pointer } from '../speed/training/large-run.ts';
import { type Spread, spread } from '../speed/training/spread.ts';
import { timeControl } from '../speed/training/workers.ts';
import { compactJson } from './report/compact-json.ts';
import { markdownTable } from './report/markdown.ts';
import { verdictTable } from './report/verdict-table.ts';
import { writeEvidence } from './report/write-evidence.ts';
import { machine, today } from './report/write-results.ts';
import { prepare } from './run-pipeline.ts';
import type { Scale } from './studies/study-source.ts';
import { wristStudy } from './studies/wrist.ts';
import { trainSideBySide } from './train-side-by-side.ts';

const divisions = [1, 2, 4, 8];
const workers = 2;

/** Early stopping needs 25 points without improvement, so all trainings make the same number of passes. */
const equalPasses = { epochs: 25, lbfgsIterations: 0 };

export interface CostScale extends Scale {
  readonly rounds: number;
}

/** Cost of a division: medians over rounds. */
export interface Cost {
  readonly division: string;
  readonly models: number;
  readonly passes: readonly number[];
  /** Training time of all models, and of the longest one, which counts if each model has a worker. s */
  readonly serialS: number;
  readonly longestS: number;
  /** From the first worker's start to the last one's end, on two processes; `single` is one, s. */
  readonly wallS: number;
  /** Wall time divided by that of `single` in the same round, so that other load on the machine affects both. */
  readonly overSingle: Spread;
  /** The largest resident memory of a worker, Node included. */
  readonly peakMb: number;
}

/** One way to train the study: the models of a prepared run, and the number of processes. */
interface WayToTrain {
  readonly name: string;
  readonly ids: readonly string[];
  readonly processes: number;
  /** Writes the prepared run to a folder. */
  readonly layIn: (folder: string) => Promise<void>;
}

/** Trains the nonstationary wrist study as one model and as K local ones, each row seen equally often, by two processes. */
export async function measureCost({ rounds, ...scale }: CostScale) {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-cost-'));
  try {
    const all = await prepareDivisions(scale);
    const measured = all.map((): Trained[] => []);
    const control: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [at, { ids, processes, layIn }] of all.entries()) {
        const own = join(folder, `${round}-${at}`);
        await layIn(own);
        measured[at]!.push(await trainSideBySide(own, ids, processes));
      }
      const [one, two] = [await timeControl(1), await timeControl(2)];
      control.push(two / (2 * one));
    }
    const costs = all.map((division, at) => costOf(division, measured[at]!, measured[0]!));
    return { costs, control: spread(control) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Trained = Awaited<ReturnType<typeof trainSideBySide>>;

/** `single`, then K local models for each K. */
async function prepareDivisions(scale: Scale): Promise<WayToTrain[]> {
  const { manifest, files } = wristStudy({ load: 'mixed' }).build(1, 0, scale);
  const bucket = new MemoryBucket();
  for (const [file, content] of files) await bucket.put(keys.studyFile(manifest.study, file), content);
  const all: WayToTrain[] = [];
  for (const count of divisions) {
    const training = { ...scale.training, ...equalPasses };
    const prepared = await prepare(bucket, { ...manifest, subdomains: { by: 'time', count }, training });
    const { subdomains } = await readPartition(bucket, prepared);
    const prefix = `${keys.runPrefix(prepared.study, prepared.run)}prepared/`;
    const layIn = async (folder: string) => {
      const target = new FolderBucket(folder);
      for (const { key } of await bucket.list(prefix)) {
        const file = keys.prepared(pointer.study, pointer.run, key.slice(prefix.length));
        await target.put(file, (await bucket.getBytes(key))!);
      }
    };
    const ids = (kind: string) => subdomains.filter((one) => one.kind === kind).map(({ id }) => id);
    if (all.length === 0) all.push({ name: '`single`', ids: ids('single'), processes: 1, layIn });
    all.push({ name: `${count} by time`, ids: ids('local'), processes: workers, layIn });
  }
  return all;
}

function costOf({ name, ids }: WayToTrain, rounds: readonly Trained[], single: readonly Trained[]): Cost {
  const median = (of: (one: Trained) => number) => spread(rounds.map(of)).median;
  return {
    division: name,
    models: ids.length,
    passes: [...new Set(rounds.flatMap(({ trainings }) => trainings.map(({ passes }) => passes)))],
    serialS: median(({ trainings }) => trainings.reduce((sum, { seconds }) => sum + seconds, 0)),
    longestS: median(({ trainings }) => Math.max(...trainings.map(({ seconds }) => seconds))),
    wallS: median(({ wallS }) => wallS),
    overSingle: spread(rounds.map(({ wallS }, round) => wallS / single[round]!.wallS)),
    peakMb: median(({ peakMb }) => peakMb),
  };
}

/** Measures, and writes `cost.json`, `cost.md` and the part of docs/evidence.md. */
export async function runCost(results: URL, document: URL, dataDir: string): Promise<void> {
  const rounds = 5;
  const { costs, control } = await measureCost({ dataDir, rounds });
  const verdicts = costs.slice(2).map(({ division, overSingle }) => ({
    experiment: 'cost',
    claim: `${division}: less wall time on ${workers} processes than \`single\`, at equal passes`,
    measured: `ratio ${decimals(overSingle.median, 2)}`,
    interval: `${rounds} rounds: ${decimals(overSingle.least, 2)} to ${decimals(overSingle.most, 2)}`,
    isReached: overSingle.median < 1,
  }));
  const findings = [
    'The nonstationary wrist study, trained as one model and as K local ones: each row is passed over equally often. Wall time is that of ' +
      'two processes, their start included, against the one process that a single model can use; `longest` is what a cloud would take with a worker for each.',
    verdictTable(verdicts),
    markdownTable(
      ['', 'models', 'passes', 'in turn, s', 'longest, s', 'wall time, s', 'peak memory a worker, MB'],
      costs.map((cost) => [
        cost.division,
        `${cost.models}`,
        cost.passes.join(', '),
        decimals(cost.serialS, 2),
        decimals(cost.longestS, 2),
        decimals(cost.wallS, 2),
        decimals(cost.peakMb, 0),
      ]),
    ),
    `Medians of ${rounds} rounds. A loop that only computes takes ${control.median} of its serial time on two processes (0.5 if two cores are ` +
      `free, 1 if there is in effect one). Measured ${today()} on ${machine()}, Node ${process.version}.`,
  ].join('\n\n');
  console.log(findings);
  mkdirSync(results, { recursive: true });
  const report = {
    name: 'cost',
    machine: machine(),
    node: process.version,
    date: today(),
    rounds,
    verdicts,
    costs,
  };
  writeFileSync(new URL('cost.json', results), compactJson(report));
  writeFileSync(new URL('cost.md', results), `# cost\n\n${findings}\n`);
  writeEvidence(document, results);
}
