import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCalibration } from './calibration.ts';
import { runCost } from './cost.ts';
import type { Case, Experiment } from './experiment.ts';
import { experiments } from './experiments.ts';
import { runFlags } from './flags.ts';
import { writeKneeFigure } from './knee-figure.ts';
import type { ExperimentOutcome } from './report/experiment-outcome.ts';
import { writeEvidence } from './report/write-evidence.ts';
import { markdown, writeResults } from './report/write-results.ts';
import { runUnits } from './run-units.ts';
import { parseSeeds } from './seeds.ts';
import { codeDigest, type Unit, UnitStore } from './unit.ts';

const usage = `usage: npm run study -- all|calibration|cost|evidence|figure|flags|${experiments.map(({ name }) => name).join('|')} [options]
  calibration      only calibrates the knee study to new people
  evidence         only writes docs/evidence.md anew, from the results that there are
  flags            only judges EMG with faults; trains nothing
  figure           only draws docs/knee.svg anew: the knee study, trained and predicted
  --seeds 1-5      seeds instead of the experiment's own: 3, 1,2 or 1-5
  --cases A,B      only these cases of the experiment; nothing is then written to results and docs
  --workers 2      processes side by side
  --data DIR       real recordings; default: $SARCOMERE_DATA, else ../shared/data beside the project
  --list           what there is, and what of it is done
  --fresh          do everything anew; without it work that is done already is taken as it is
`;
const results = new URL('./results/', import.meta.url);
const document = new URL('../../docs/evidence.md', import.meta.url);
const kneeFigure = new URL('../../docs/knee.svg', import.meta.url);
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'out/experiments');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    cases: { type: 'string' },
    workers: { type: 'string', default: '2' },
    data: { type: 'string' },
    list: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});
const dataDir = resolve(root, values.data ?? process.env.SARCOMERE_DATA ?? '../shared/data');
const workers = Math.max(1, Number(values.workers));
const scale = { dataDir };
const store = new UnitStore(folder, codeDigest(), scale);
const [name = ''] = positionals;
const chosen = experiments.filter((one) => name === 'all' || one.name === name);

if (values.list) {
  list();
} else if (name === 'evidence') {
  writeEvidence(document, results);
} else if (name === 'figure') {
  await writeKneeFigure(kneeFigure, dataDir);
} else if (name === 'flags') {
  await runFlags(results, dataDir);
} else if (name === 'calibration') {
  await runCalibration(results, dataDir);
} else if (chosen.length === 0 && name !== 'cost') {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  for (const experiment of chosen) await study(experiment);
  if (name === 'all' || name === 'cost') await runCost(results, document, dataDir);
  if (name === 'all') await runFlags(results, dataDir);
  if (name === 'all') await runCalibration(results, dataDir);
}

function list(): void {
  for (const experiment of experiments) {
    console.log(`${experiment.name}: ${experiment.asks}`);
    for (const one of experiment.cases) {
      const done = unitsOf(experiment, one).filter((unit) => store.read(unit)).length;
      console.log(
        `  ${one.name}: ${skipReason(one) ?? `${done} of ${seedsOf(experiment).length} seeds done`}`,
      );
    }
  }
  console.log(
    'cost: How long do K sub-domains take on this machine, and how much memory does a worker need?',
  );
}

async function study(experiment: Experiment): Promise<void> {
  const only = values.cases?.split(',');
  const cases = experiment.cases.filter((one) => !only || only.includes(one.name));
  const units = cases.flatMap((one) => (skipReason(one) ? [] : unitsOf(experiment, one)));
  const left = units.filter((unit) => values.fresh || !store.read(unit));
  const log = (line: string) => process.stderr.write(`${line}\n`);
  log(`${experiment.name}: ${left.length} of ${units.length} units to do`);
  const failed = await runUnits(left, { workers, scale, folder, code: codeDigest(), log });
  if (failed.length > 0) {
    process.exitCode = 1;
    return;
  }
  const outcome = outcomeOf(experiment, cases);
  console.log(markdown(outcome, experiment.independentOver));
  if (only) return;
  writeResults(results, outcome, experiment.independentOver, codeDigest());
  writeEvidence(document, results);
}

function outcomeOf(experiment: Experiment, cases: readonly Case[]): ExperimentOutcome {
  const outcome = cases.map((one) => {
    const skipped = skipReason(one);
    const units = skipped ? [] : unitsOf(experiment, one).map((unit) => store.read(unit)!);
    const { name: caseName, asks, study: source, change, ...settings } = one;
    return {
      name: caseName,
      asks,
      settings: { ...settings, study: source.settings, ...(change ? { change: change.name } : {}) },
      units,
      ...(skipped ? { skipped } : {}),
    };
  });
  const units = outcome.flatMap((one) => one.units);
  const verdicts = experiment.targets.map((target) => ({
    experiment: experiment.name,
    claim: target.claim,
    ...target.judge(units),
  }));
  const coreSeconds = units.reduce((sum, unit) => sum + unit.coreSeconds, 0);
  return {
    name: experiment.name,
    asks: experiment.asks,
    seeds: seedsOf(experiment),
    cases: outcome,
    verdicts,
    coreSeconds,
  };
}

function unitsOf(experiment: Experiment, one: Case): Unit[] {
  return seedsOf(experiment).map((seed) => ({ experiment, case: one, seed }));
}

function seedsOf({ seeds }: Experiment): readonly number[] {
  return values.seeds === undefined ? seeds : parseSeeds(values.seeds);
}

function skipReason({ study: { folder: needed } }: Case): string | undefined {
  if (needed === undefined || existsSync(join(dataDir, needed))) return undefined;
  return `Skipped: there is no folder ${needed} among the real recordings (--data).`;
}
