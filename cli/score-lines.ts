import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWithAllNames, scoredLabel } from '../layers/model/weighing/index.ts';
import { openMetrics } from '../layers/run/records/index.ts';
import type { ContributionRow } from '../layers/run/report/index.ts';
import { modelResult, type Provenance } from './terminal/model-result.ts';
import { resultLines } from './terminal/result-lines.ts';

/**
 * The held-out errors of a downloaded model: lines for a terminal, and the summary for `--json`.
 *
 * @param width columns of the window
 */
export async function scoreLines(modelDir: string, width = 80) {
  const stored = readJson<unknown>(modelDir, 'metrics.json');
  if (stored === undefined) throw new Error(`there is no metrics.json in ${modelDir}`);
  const metrics = openMetrics(stored);
  const { mode, scores, warnings } = metrics;
  const angle = scores.filter(({ unit }) => unit === 'deg');
  const models = [...new Set(angle.map(scoredLabel))];
  const rows = angle.filter(({ scope }) => scope !== 'subject' && scope !== 'all');
  const groups = [...new Set([...rows.map(({ scope, name }) => `${scope} ${name}`)]), 'all'];
  const scoreOf = (group: string, model: string) =>
    angle.find(
      (one) =>
        scoredLabel(one) === model &&
        (group === 'all' ? one.scope === 'all' : `${one.scope} ${one.name}` === group),
    );
  const result = modelResult(
    metrics,
    readJson<Provenance>(modelDir, 'provenance.json'),
    readJson<ContributionRow[]>(modelDir, 'contributions.json'),
  );
  const torques = scores.filter(
    (one) => one.scope === 'torque' && one.unit === 'N m' && one.model === mode && isWithAllNames(one),
  );
  const forces = scores.filter((one) => one.scope === 'muscle' && one.model === mode && isWithAllNames(one));
  return {
    lines: [...warnings.map((warning) => `warning: ${warning}`), ...resultLines(result, width)],
    metrics: {
      mode,
      warnings,
      angleRmseDeg: scoreOf('all', mode)?.rmse ?? null,
      angleR: scoreOf('all', mode)?.r ?? null,
      angleRmseDegByModel: Object.fromEntries(
        groups.map((group) => [
          group,
          Object.fromEntries(models.map((model) => [model, scoreOf(group, model)?.rmse ?? null])),
        ]),
      ),
      forceRmseN: Object.fromEntries(forces.map(({ name, rmse }) => [name, rmse])),
      ...(torques.length > 0
        ? { torqueRmseNm: Object.fromEntries(torques.map(({ name, rmse }) => [name, rmse])) }
        : {}),
    },
  };
}

function readJson<T>(directory: string, name: string): T | undefined {
  const path = join(directory, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}
