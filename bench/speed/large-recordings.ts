import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../infra/cloud/bundle/bundle.ts';
import { projectRoot } from '../../infra/cloud/root.ts';
import { functions } from '../../infra/system.ts';
import { study, writeLongStudy } from './large-recordings/long-study.ts';

/** Recordings and megabytes of EMG in each. */
const studies = [
  [4, 100],
  [12, 400],
] as const;
const idleS = 20;
/** About the heap of Node in a function of 3,008 MB. */
const heapMb = 1536;

interface Spent {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** High-water mark of the resident set of the process that prepares. */
  readonly peakMb: number;
  readonly requests: number;
  readonly retries: number;
}

/**
 * Memory and time of preparing recordings of hundreds of megabytes by the function as it is bundled, through its S3 client, from a
 * server in another process that closes connections after 20 s without data.
 */
export async function run(): Promise<void> {
  const bundle = mkdtempSync(join(tmpdir(), 'sarcomere-large-bundle-'));
  const { memoryMb } = functions['prepare-study'];
  try {
    bundleFunction(join(projectRoot, 'bench/speed/large-recordings/prepare-from-s3.ts'), bundle);
    const preparations = [];
    for (const [recordings, megabytesEach] of studies) {
      const spent = await prepare(join(bundle, 'handler.mjs'), recordings, megabytesEach);
      preparations.push({ recordings, megabytesEach, ...spent });
      console.log(
        `prepared ${recordings} recordings of ${megabytesEach} MB, ${spent.rows} rows: ${spent.seconds.toFixed(0)} s (${spent.cpuSeconds.toFixed(0)} s of a processor), ${spent.peakMb.toFixed(0)} MB of ${memoryMb}, ${spent.retries} of ${spent.requests} requests tried again`,
      );
    }
    const report = {
      what: 'prepare-study of recordings of five channels at 2 kHz and an angle at 200 Hz, bundled, from a server that closes connections that are idle for 20 s',
      machine: cpus()[0]!.model,
      date: new Date().toISOString().slice(0, 10),
      heapMb,
      idleS,
      memoryMb,
      preparations,
    };
    const file = new URL('./results/large-recordings.json', import.meta.url);
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    if (preparations.some(({ peakMb }) => peakMb > memoryMb)) {
      throw new Error(`more than ${memoryMb} MB`);
    }
  } finally {
    rmSync(bundle, { recursive: true });
  }
}

async function prepare(handler: string, recordings: number, megabytesEach: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-large-'));
  let server: ChildProcess | undefined;
  try {
    const long = writeLongStudy(folder, recordings, megabytesEach);
    writeFileSync(join(folder, 'long.json'), JSON.stringify(long));
    const serve = join(projectRoot, 'bench/speed/large-recordings/serve-study.ts');
    server = spawn(process.execPath, [serve, folder, String(idleS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(server.stdout!, 'data')) as [Buffer];
    const env = {
      ...process.env,
      SARCOMERE_BUCKET: study,
      SARCOMERE_S3_PATH_STYLE: 'true',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${String(port).trim()}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    };
    const filesMb = ((statSync(long.emg).size + statSync(long.ik).size) * recordings) / 1e6;
    return { filesMb, ...(await answerOf<Spent>([`--max-old-space-size=${heapMb}`, handler], env)) };
  } finally {
    server?.kill();
    rmSync(folder, { recursive: true });
  }
}

/** The last line that a process prints. */
async function answerOf<T>(args: readonly string[], env: NodeJS.ProcessEnv): Promise<T> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`the process that prepares ended with ${code}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}
