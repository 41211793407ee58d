import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWithAllNames, scoredLabel } from '../layers/ensemble/score.ts';
import { openMetrics } from '../layers/storage/run-metrics.ts';

/** The held-out errors of a downloaded model, as a table for a terminal and as the summary for `--json`. */
export async function scoreLines(modelDir: string) {
  const { mode, scores, warnings } = openMetrics(
    JSON.parse(readFileSync(join(modelDir, 'metrics.json'), 'utf8')),
  );
  const angle = scores.filter(({ unit }) => unit === 'deg');
  const models = [...new Set(angle.map(scoredLabel))];
  const rows = scores.filter(({ scope }) => scope !== 'subject' && scope !== 'muscle' && scope !== 'all');
  const groups = [...new Set([...rows.map(({ scope, name }) => `${scope} ${name}`)]), 'all'];
  const scoreOf = (group: string, model: string) =>
    angle.find(
      (one) =>
        scoredLabel(one) === model &&
        (group === 'all' ? one.scope === 'all' : `${one.scope} ${one.name}` === group),
    );
  const cell = (group: string, model: string) => {
    const score = scoreOf(group, model);
    return score?.rmse == null ? '-' : `${score.rmse.toFixed(1)} (${score.r?.toFixed(2) ?? '-'})`;
  };
  const width = Math.max(...groups.map((group) => group.length), 8) + 2;
  const columnWidth = Math.max(...models.map((model) => model.length), 14) + 2;
  const lines = [
    '',
    `Held-out joint angle: RMSE in degrees (Pearson r). Published: ${mode}`,
    `${' '.repeat(width)}${models.map((model) => model.padEnd(columnWidth)).join('')}`,
    ...groups.map(
      (group) =>
        `${group.padEnd(width)}${models.map((model) => cell(group, model).padEnd(columnWidth)).join('')}`,
    ),
  ];
  const forces = scores.filter((one) => one.scope === 'muscle' && one.model === mode && isWithAllNames(one));
  const table = angle.length > 0 ? lines : ['', 'Nothing was held out, so nothing could be scored.'];
  return {
    lines: [...warnings.map((warning) => `warning: ${warning}`), ...table],
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
    },
  };
}
