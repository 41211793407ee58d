import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { median } from '../../layers/base/numbers/index.ts';
import { smallStudy } from '../../test/small-study.testing.ts';
import { runSchedule, type ScheduleOutcome } from './faults/run-schedule.ts';
import { type FaultSchedule, faultSchedule } from './faults/schedule.ts';

/** Schedules wait for most of their time. */
const atOnce = 4;

/**
 * `npm run bench -- faults [SCHEDULES]`: as many random schedules of faults (throttled, failed, cut, lost and stalled
 * requests, kills, a full disk) through the local pipeline, each on a real study from its upload to its published
 * model, which must be that of a run without faults, to the bit.
 */
export async function run(): Promise<void> {
  const count = Number(process.argv[3] ?? 200);
  const files = smallStudy('wrist-faults');
  const { model: expected } = await runSchedule(files, withoutFaults);
  if (!expected) throw new Error('the study is not published even without faults');
  const outcomes: ScheduleOutcome[] = [];
  const seeds = Array.from({ length: count }, (_, at) => at + 1);
  const one = async (seed: number) => {
    const outcome = await runSchedule(files, faultSchedule(seed), expected);
    outcomes.push(outcome);
    const { state, redrives, kills, seconds, violations } = outcome;
    process.stderr.write(
      `schedule ${seed}: ${state}, ${kills} kills, ${redrives} redrives, ${seconds.toFixed(1)} s${violations.map((line) => `\n  ${line}`).join('')}\n`,
    );
    write(outcomes);
  };
  await pMap(seeds, one, { concurrency: atOnce });
  if (outcomes.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
}

/** Writes after each schedule, so that a failure loses only the last one. */
function write(outcomes: readonly ScheduleOutcome[]): void {
  const results = {
    machine: `${cpus()[0]?.model}, ${cpus().length} cores`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    command: `npm run bench -- faults ${outcomes.length}`,
    schedules: outcomes.length,
    published: outcomes.filter(({ state }) => state === 'Published').length,
    withoutRedrive: outcomes.filter(({ redrives }) => redrives === 0).length,
    kills: outcomes.reduce((sum, { kills }) => sum + kills, 0),
    fullDisks: outcomes.filter(({ isDiskFilled }) => isDiskFilled).length,
    faultsMet: metTogether(outcomes),
    medianSeconds: median(outcomes.map(({ seconds }) => seconds)),
    violations: outcomes
      .filter(({ violations }) => violations.length > 0)
      .map(({ seed, violations }) => ({ seed, lines: violations })),
  };
  writeFileSync(
    join(import.meta.dirname, 'results/faults.json'),
    `${JSON.stringify(results, undefined, 1)}\n`,
  );
}

const withoutFaults: FaultSchedule = {
  seed: 0,
  shares: { throttle: 0, fail: 0, reset: 0, cut: 0, lost: 0, stall: 0 },
  faultsForMs: 0,
  killsAfterMs: [],
};

function metTogether(outcomes: readonly ScheduleOutcome[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { met } of outcomes)
    for (const [fault, times] of Object.entries(met)) sum[fault] = (sum[fault] ?? 0) + times;
  return sum;
}
