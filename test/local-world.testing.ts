import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalWorld, startLocalWorld } from '../infra/local/index.ts';
import type { LocalWorldOptions } from '../infra/local/testing.ts';
import type { Fault } from '../layers/base/faults/index.ts';
import { keys, listRuns, type RunState } from '../layers/run/records/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';
import { connectBucket, connectRuns } from '../layers/run/storage/index.ts';
import type { UploadedFiles } from './small-study.testing.ts';

export interface WorldUnderTest {
  readonly world: LocalWorld;
  /** Folder that holds everything. */
  readonly dataDir: string;
  readonly bucket: Bucket;
  readonly log: readonly string[];
  /** Uploads in the order of the files. */
  upload(study: string, files: UploadedFiles): Promise<void>;
  runsOf(study: string): Promise<RunState[]>;
  /** Waits until all runs of a study have ended, at least one. @returns the latest */
  ended(study: string): Promise<RunState>;
  faultsOf(run: RunState): Promise<Fault[]>;
  close(): Promise<void>;
}

/** The whole system in a new folder, with short delays before retries. */
export async function worldUnderTest(options: Partial<LocalWorldOptions> = {}): Promise<WorldUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-test-'));
  const log: string[] = [];
  const world = await startLocalWorld({
    dataDir,
    ports: { bucket: 0, stepFunctions: 0, api: 0 },
    workers: 2,
    retryDelayMs: 10,
    log: ({ functionName, line }) => log.push(`${functionName} ${line}`),
    ...options,
    env: { SARCOMERE_SETTLE_S: '0.5', ...options.env },
  });
  const bucket = connectBucket(world.env);
  const runs = connectRuns(world.env);
  const runsOf = async (study: string) => (await listRuns(runs)).runs.filter((run) => run.study === study);
  return {
    world,
    dataDir,
    bucket,
    log,
    runsOf,
    async upload(study, files) {
      for (const [file, text] of files) await bucket.put(keys.studyFile(study, file), text);
    },
    async ended(study) {
      for (;;) {
        const found = await runsOf(study);
        if (found.length > 0 && found.every(({ state }) => state !== 'Running')) return found[0]!;
        await sleep(50);
      }
    },
    async faultsOf({ study, run }) {
      const report = await bucket.getJson<{ faults: Fault[] }>(
        keys.prepared(study!, run, 'study-report.json'),
      );
      return report?.faults ?? [];
    },
    async close() {
      await world.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
