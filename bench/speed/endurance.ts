import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRun, keys, type Runs, runId, studyVersion } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { connectBucket, connectRuns } from '../../layers/run/storage/index.ts';
import { smallStudy } from '../../test/small-study.testing.ts';
import { type Held, type ServedProcess, startServing } from './endurance/served-process.ts';

const handleLimit = 512;
const runsInARow = 60;
const runsAtOnce = 8;
/** Warm-up: threads start, modules load and connections open. */
const settledAfterRuns = 15;

interface Sample extends Held {
  readonly run: number;
  readonly state: string;
  readonly seconds: number;
}

/**
 * Sixty runs one after another through one `sarcomere serve` that may open 512 files, then eight at once, then one more:
 * each must be published, and the process's memory and files must stay constant.
 */
export async function run(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-endurance-'));
  const served = await startServing(dataDir, handleLimit);
  try {
    const bucket = connectBucket(served.env);
    const runs = connectRuns(served.env);
    const samples: Sample[] = [];
    for (let number = 1; number <= runsInARow; number += 1) {
      samples.push(await oneRun(served, bucket, runs, number));
    }
    const peak = watchPeak(served);
    const together = await Promise.all(
      Array.from({ length: runsAtOnce }, (_, at) =>
        oneRun(served, bucket, runs, runsInARow + 1 + at, `endurance-${at}`),
      ),
    );
    const last = await oneRun(served, bucket, runs, runsInARow + runsAtOnce + 1);
    const report = reportOf(samples, together, await peak.end(), last);
    writeFileSync(
      new URL('./results/endurance.json', import.meta.url),
      `${JSON.stringify(report, undefined, 2)}\n`,
    );
    console.log(JSON.stringify({ ...report, samples: undefined }, undefined, 1));
    if (!report.isLevel || !served.isAlive()) process.exitCode = 1;
  } finally {
    await served.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Uploads a study that no run has seen, waits for its run, asks the API for its model, and looks at the process. */
async function oneRun(
  served: ServedProcess,
  bucket: Bucket,
  runs: Runs,
  number: number,
  study = 'endurance',
): Promise<Sample> {
  const startedMs = performance.now();
  const files = smallStudy(study, {
    training: { epochs: 1, lbfgsIterations: 0, hidden: [4], seed: number, single: false },
  });
  for (const [file, text] of files) await bucket.put(keys.studyFile(study, file), text);
  const name = runId((await studyVersion(bucket, study))!);
  let state = await describeRun(runs, name);
  while (!state || state.state === 'Running') {
    await sleep(100);
    state = await describeRun(runs, name);
  }
  const answer = await fetch(`${served.apiUrl}/v1/models/${study}`, {
    headers: { authorization: served.authorization },
  });
  await answer.arrayBuffer();
  const seconds = (performance.now() - startedMs) / 1000;
  const sample = { run: number, state: `${state.state}, API ${answer.status}`, seconds, ...served.held() };
  if (number % 10 === 0) console.log(JSON.stringify(sample));
  return sample;
}

function watchPeak(served: ServedProcess) {
  let most = served.held();
  const timer = setInterval(() => {
    const now = served.held();
    most = {
      handles: Math.max(most.handles, now.handles),
      rssMb: Math.max(most.rssMb, now.rssMb),
      threads: Math.max(most.threads, now.threads),
    };
  }, 200);
  return {
    async end() {
      clearInterval(timer);
      return most;
    },
  };
}

function reportOf(samples: readonly Sample[], together: readonly Sample[], peak: Held, last: Sample) {
  const settled = samples.slice(settledAfterRuns);
  const handles = settled.map((sample) => sample.handles);
  const handlesGrowAsMuchAs = slope(handles);
  const rssMbGrowsAsMuchAs = slope(settled.map(({ rssMb }) => rssMb));
  const isPublished = [...samples, ...together, last].every(({ state }) => state === 'Published, API 200');
  return {
    what: `${runsInARow} runs in a row and ${runsAtOnce} at once through one "sarcomere serve --workers 2" under ulimit -n ${handleLimit}; two virtual subjects, three recordings of 8 s each, one epoch; held by the process after each run`,
    machine: cpus()[0]!.model,
    date: new Date().toISOString().slice(0, 10),
    isPublished,
    inARow: {
      settledAfterRuns,
      handles: { least: Math.min(...handles), most: Math.max(...handles) },
      handlesARun: handlesGrowAsMuchAs,
      rssMb: { first: settled[0]!.rssMb, last: settled.at(-1)!.rssMb },
      rssMbARun: rssMbGrowsAsMuchAs,
      medianSeconds: samples.map(({ seconds }) => seconds).sort((a, b) => a - b)[samples.length >> 1],
    },
    atOnce: { peak, slowestSeconds: Math.max(...together.map(({ seconds }) => seconds)) },
    afterwards: last,
    isLevel:
      isPublished &&
      handlesGrowAsMuchAs < 0.2 &&
      rssMbGrowsAsMuchAs < 1.5 &&
      peak.handles < 0.75 * handleLimit,
    samples,
  };
}

/** Growth from one value to the next, by least squares. */
function slope(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, at) => sum + (at - meanX) * (value - meanY), 0);
  const under = values.reduce((sum, _, at) => sum + (at - meanX) ** 2, 0);
  return over / under;
}
