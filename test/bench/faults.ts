import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { smallStudy } from '../fixtures/small-study.ts';
import { runSchedule, type ScheduleOutcome } from './faults/run-schedule.ts';
import { type FaultSchedule, faultSchedule } from './faults/schedule.ts';

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
  for (let seed = 1; seed <= count; seed++) {
    const outcome = await runSchedule(files, faultSchedule(seed), expected);
    outcomes.push(outcome);
    const { state, redrives, kills, seconds, violations } = outcome;
    process.stderr.write(
      `schedule ${seed}: ${state}, ${kills} kills, ${redrives} redrives, ${seconds.toFixed(1)} s${violations.map((line) => `\n  ${line}`).join('')}\n`,
    );
  }
  const violations = outcomes.filter((outcome) => outcome.violations.length > 0);
  const summary = {
    schedules: count,
    published: outcomes.filter(({ state }) => state === 'Published').length,
    withoutRedrive: outcomes.filter(({ redrives }) => redrives === 0).length,
    kills: outcomes.reduce((sum, { kills }) => sum + kills, 0),
    fullDisks: outcomes.filter(({ isDiskFilled }) => isDiskFilled).length,
    faultsMet: metTogether(outcomes),
    violations: violations.map(({ seed, violations: lines }) => ({ seed, lines })),
  };
  const results = {
    machine: `${cpus()[0]?.model}, ${cpus().length} cores`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    command: `npm run bench -- faults ${count}`,
    ...summary,
  };
  writeFileSync(
    join(import.meta.dirname, 'results/faults.json'),
    `${JSON.stringify(results, undefined, 1)}\n`,
  );
  process.stderr.write(`${JSON.stringify(summary, undefined, 1)}\n`);
  if (violations.length > 0) process.exitCode = 1;
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
