import { existsSync, readFileSync } from 'node:fs';
import type { Verdict } from '../judge/target.ts';
import type { OverSeeds } from './summarise.ts';

/** Selects a row of an experiment's results. Default: with physics, over all held-out rows. */
export interface ResultChoice {
  readonly case: string;
  /** `by task`; undefined for the first division of the case. */
  readonly division?: string;
  readonly arm?: string;
  readonly model: string;
  readonly scope?: string;
  /** Of the task, site, person or muscle, if the scope has several. */
  readonly name?: string;
}

/** The results of one experiment, from `results/<experiment>.json`. */
export interface Results {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
  readonly machine: string;
  readonly date: string;
  /** RMSE of the angle in degrees, or of a force in N: mean and deviation over seeds; undefined if there is no such row. */
  error(pick: ResultChoice): OverSeeds | undefined;
}

type Row = readonly [
  division: string,
  arm: string,
  model: string,
  scope: string,
  name: string,
  unit: string,
  rmse: number | null,
  deviation: number | null,
  ...rest: unknown[],
];

/** Undefined if the experiment was never run to its end. */
export function readResults(folder: URL, experiment: string): Results | undefined {
  const file = new URL(`${experiment}.json`, folder);
  if (!existsSync(file)) return undefined;
  const json = JSON.parse(readFileSync(file, 'utf8'));
  const cases: readonly { readonly name: string; readonly rows: readonly Row[] }[] = json.cases ?? [];
  return {
    name: json.name,
    verdicts: json.verdicts,
    machine: json.machine,
    date: json.date,
    error({ case: caseName, division, arm = 'physics', model, scope = 'all', name }) {
      const rows = cases.find((one) => one.name === caseName)?.rows ?? [];
      const found = rows.find(
        (row) =>
          row[0] === (division ?? rows[0]?.[0]) &&
          row[1] === arm &&
          row[2] === model &&
          row[3] === scope &&
          (name === undefined || row[4] === name),
      );
      return found && { mean: found[6], deviation: found[7] };
    },
  };
}
