import { setTimeout as sleep } from 'node:timers/promises';
import { keys, listRuns, type RunState, redriveRun } from '../../../layers/run/records/index.ts';
import type { UploadedFiles } from '../../../test/small-study.testing.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { FaultSchedule, RequestFault } from './schedule.ts';
import { ServedWorld } from './served-world.ts';
import { SmallDisk } from './small-disk.ts';
import { type PublishedModel, publishedModel, violationsOf } from './violations.ts';

/** Outcome of a study under one schedule. */
export interface ScheduleOutcome {
  readonly seed: number;
  readonly state: RunState['state'];
  /** Number of restarts that were needed after the faults were over. */
  readonly redrives: number;
  readonly kills: number;
  readonly isDiskFilled: boolean;
  readonly met: Partial<Record<RequestFault, number>>;
  /** Violated invariants. */
  readonly violations: readonly string[];
  readonly model?: PublishedModel;
  readonly seconds: number;
}

const study = 'wrist-faults';
const longestMs = 300_000;
const mostRedrives = 3;

/** Runs a study from its upload to its end while the schedule's faults happen, then starts it again if it failed. */
export async function runSchedule(
  files: UploadedFiles,
  schedule: FaultSchedule,
  expected?: PublishedModel,
): Promise<ScheduleOutcome> {
  const startMs = performance.now();
  const disk = new SmallDisk();
  const proxy = new FaultProxy();
  const world = new ServedWorld(disk.folder, proxy, await proxy.listen());
  const happenings = new AbortController();
  try {
    await world.start();
    const isCalm = letFaultsHappen(schedule, proxy);
    const others = [killing(schedule, world, happenings.signal), filling(schedule, disk, happenings.signal)];
    await uploaded(world, files);
    let run = await ended(world, startMs);
    let redrives = 0;
    while (run.state === 'Failed' && redrives < mostRedrives) {
      await isCalm;
      await Promise.all(others);
      const failed = run;
      await untilDone(() => redriveRun(world, failed));
      redrives++;
      run = await ended(world, startMs);
    }
    await Promise.all(others);
    const isPublished = run.state === 'Published';
    const model = isPublished ? await untilDone(() => publishedModel(world.bucket, study)) : undefined;
    return {
      seed: schedule.seed,
      state: run.state,
      redrives,
      kills: schedule.killsAfterMs.length,
      isDiskFilled: schedule.diskFull !== undefined && disk.canFill,
      met: proxy.met,
      violations: [
        ...world.deaths.map((death) => `the process ended: ${death}`),
        ...(isPublished ? [] : [`${run.state} in the end: ${run.reason}`]),
        ...(await violationsOf(world.bucket, study, await runsOf(world), expected)),
      ],
      ...(model ? { model } : {}),
      seconds: (performance.now() - startMs) / 1000,
    };
  } finally {
    happenings.abort();
    await world.stop();
    proxy.close();
    disk.remove();
  }
}

/** Resolves after the last fault. */
async function letFaultsHappen({ seed, shares, faultsForMs }: FaultSchedule, proxy: FaultProxy) {
  let state = seed >>> 0 || 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  proxy.useFaults(() => {
    let left = random();
    for (const [fault, share] of Object.entries(shares) as [RequestFault, number][]) {
      if (left < share) return fault;
      left -= share;
    }
    return undefined;
  });
  await sleep(faultsForMs);
  proxy.useFaults(() => undefined);
}

async function killing({ killsAfterMs }: FaultSchedule, world: ServedWorld, signal: AbortSignal) {
  for (const afterMs of killsAfterMs) {
    await sleep(afterMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await world.killAndStart();
  }
}

async function filling({ diskFull }: FaultSchedule, disk: SmallDisk, signal: AbortSignal) {
  if (!diskFull) return;
  await sleep(diskFull.fromMs, undefined, { signal }).catch(() => {});
  if (signal.aborted) return;
  disk.fill();
  await sleep(diskFull.forMs, undefined, { signal }).catch(() => {});
  disk.empty();
}

/** Repeats a request until it succeeds, as a client would. */
async function uploaded(world: ServedWorld, files: UploadedFiles): Promise<void> {
  for (const [file, text] of files) {
    await untilDone(async () => world.bucket.put(keys.studyFile(study, file), text));
  }
}

async function ended(world: ServedWorld, startMs: number): Promise<RunState> {
  for (;;) {
    const runs = await untilDone(() => runsOf(world));
    const [latest] = runs;
    if (latest && latest.state !== 'Running') return latest;
    if (performance.now() - startMs > longestMs)
      throw new Error(`no end after ${longestMs / 1000} s: ${world.traces()}`);
    await sleep(100);
  }
}

async function runsOf(world: ServedWorld): Promise<RunState[]> {
  return (await listRuns(world.runs)).runs.filter((run) => run.study === study);
}

async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(200);
    }
  }
}
