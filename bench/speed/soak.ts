import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keys, listRuns } from '../../layers/run/records/index.ts';
import { connectBucket, connectRuns } from '../../layers/run/storage/index.ts';
import { smallStudy } from '../../test/small-study.testing.ts';
import { type Held, type ServedProcess, startServing } from './endurance/served-process.ts';
import { runWrk } from './soak/run-wrk.ts';

const study = 'soak';
const connections = 8;
/** Until then threads start and modules load. */
const settledAfterS = 60;

/**
 * `npm run bench -- soak [SECONDS]`: predictions from ten seconds of raw EMG, asked for by eight connections of `wrk`
 * (Debian package wrk) without a pause for five minutes: no answer but 200, no broken connection, level memory.
 */
export async function run(): Promise<void> {
  const seconds = Number(process.argv[3] ?? 300);
  if (spawnSync('wrk', ['--version']).error) throw new Error('wrk is not installed: apt-get install wrk');
  const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-soak-'));
  const served = await startServing(dataDir, 512);
  try {
    const body = await publishedStudy(served);
    const samples: (Held & { readonly atS: number })[] = [];
    const startMs = performance.now();
    const timer = setInterval(() => {
      samples.push({ atS: Math.round((performance.now() - startMs) / 1000), ...served.held() });
    }, 5000);
    const url = `${served.apiUrl}/v1/models/${study}/predictions`;
    const found = await runWrk({ url, body, authorization: served.authorization, connections, seconds });
    clearInterval(timer);
    const settled = samples.filter(({ atS }) => atS >= settledAfterS);
    const report = {
      what: `POST ${study}/predictions, ${body.split('\n').length} lines of CSV, ${connections} connections for ${seconds} s, through one "sarcomere serve --workers 2" under ulimit -n 512`,
      machine: `${cpus()[0]!.model}, ${cpus().length} cores`,
      node: process.version,
      date: new Date().toISOString().slice(0, 10),
      command: `npm run bench -- soak ${seconds}`,
      ...found,
      rssMb: ofAll(settled.map(({ rssMb }) => Math.round(rssMb))),
      handles: ofAll(settled.map(({ handles }) => handles)),
    };
    writeFileSync(
      new URL('./results/soak.json', import.meta.url),
      `${JSON.stringify(report, undefined, 1)}\n`,
    );
    console.log(JSON.stringify(report, undefined, 1));
    if (found.otherAnswers > 0 || found.brokenConnections > 0 || !served.isAlive()) process.exitCode = 1;
  } finally {
    await served.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** @returns a recording as CSV, ten seconds of it */
async function publishedStudy(served: ServedProcess): Promise<string> {
  const bucket = connectBucket(served.env);
  const runs = connectRuns(served.env);
  const files = smallStudy(study);
  for (const [file, text] of files) await bucket.put(keys.studyFile(study, file), text);
  for (;;) {
    const [latest] = (await listRuns(runs)).runs;
    if (latest?.state === 'Published') break;
    if (latest && latest.state !== 'Running')
      throw new Error(`the study is ${latest.state}: ${latest.reason}`);
    await sleep(200);
  }
  return [...files].find(([file]) => file.endsWith('_emg.csv'))![1];
}

function ofAll(values: readonly number[]) {
  return { least: Math.min(...values), most: Math.max(...values), first: values[0], last: values.at(-1) };
}
