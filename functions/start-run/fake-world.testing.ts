import { MemoryStepFunctions } from '../../layers/run/records/testing.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { type StartRunOptions, startRun } from './start-run.ts';

export const startMs = Date.parse('2026-03-02T12:00:00Z');

/** A bucket and a Step Functions in memory, and a clock that moves only while somebody waits. */
export function fakeWorld(files: Record<string, string>) {
  const happenings: { atMs: number; happen: () => unknown }[] = [];
  const nowMs = { value: startMs };
  const now = () => new Date(nowMs.value);
  const bucket = new MemoryBucket(now);
  const runs = new MemoryStepFunctions(now);
  const put = (file: string, text: string) => bucket.put(`studies/knee/${file}`, text);
  for (const [file, text] of Object.entries(files)) put(file, text);
  const options: StartRunOptions = {
    bucket,
    runs,
    patience: {
      settleS: 3,
      uploadS: 20,
      deadlineMs: startMs + 60_000,
      now: () => nowMs.value,
      wait: async (durationMs: number) => {
        nowMs.value += durationMs;
        for (const one of happenings.splice(0)) {
          if (startMs + one.atMs <= nowMs.value) await one.happen();
          else happenings.push(one);
        }
      },
    },
  };
  return {
    bucket,
    runs,
    put,
    started: () => [...runs.executions.keys()],
    start: () => startRun('studies/knee/study.json', options),
    options,
    passMs: (durationMs: number) => {
      nowMs.value += durationMs;
    },
    waitedMs: () => nowMs.value - startMs,
    at: (atMs: number, happen: () => unknown) => happenings.push({ atMs, happen }),
  };
}
