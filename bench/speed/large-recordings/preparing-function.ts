import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../../infra/cloud/bundle/bundle.ts';
import { projectRoot } from '../../../infra/cloud/root.ts';
import { study, writeLongStudy } from './long-study.ts';

export const idleS = 20;
/** About the heap of Node in a function of 3,008 MB. */
export const heapMb = 1536;

export interface Spent {
  readonly filesMb: number;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** High-water mark of the resident set of the process that prepares. */
  readonly peakMb: number;
  readonly requests: number;
  readonly retries: number;
}

export interface Conditions {
  /** Recordings fetched together, in megabytes; that of the product if absent. */
  readonly windowMb?: number;
  /** Time before an answer begins, and speed of each body; without them as fast as loopback. */
  readonly store?: { readonly firstByteMs: number; readonly mbPerS: number };
}

/** `prepare-study` as it is bundled: each run is a process, which reads a study by its S3 client from a server in another one. */
export class PreparingFunction {
  private readonly bundle = mkdtempSync(join(tmpdir(), 'sarcomere-large-bundle-'));

  constructor() {
    bundleFunction(join(projectRoot, 'bench/speed/large-recordings/prepare-from-s3.ts'), this.bundle);
  }

  async run(recordings: number, megabytesEach: number, { windowMb, store }: Conditions = {}): Promise<Spent> {
    const folder = mkdtempSync(join(tmpdir(), 'sarcomere-large-'));
    let server: ChildProcess | undefined;
    try {
      const long = writeLongStudy(folder, recordings, megabytesEach);
      writeFileSync(join(folder, 'long.json'), JSON.stringify(long));
      const serve = join(projectRoot, 'bench/speed/large-recordings/serve-study.ts');
      const pace = store ? [store.firstByteMs, store.mbPerS].map(String) : [];
      server = spawn(process.execPath, [serve, folder, String(idleS), ...pace], {
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
      const args = [`--max-old-space-size=${heapMb}`, join(this.bundle, 'handler.mjs')];
      if (windowMb !== undefined) args.push(String(windowMb));
      return { filesMb, ...(await answerOf<Omit<Spent, 'filesMb'>>(args, env)) };
    } finally {
      server?.kill();
      rmSync(folder, { recursive: true });
    }
  }

  remove(): void {
    rmSync(this.bundle, { recursive: true });
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
