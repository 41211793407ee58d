import * as Plot from '@observablehq/plot';
import { decimals, words } from '../../../base/numbers/index.ts';
import { scoredLabel } from '../../../model/weighing/index.ts';
import { colour, colourOfModel } from '../palette.ts';
import type { MetricRow } from '../run-report.ts';
import { figureSvg } from '../svg.ts';
import { columnsFor, gridOf, panelTitles } from './grid.ts';

/** Bars of the held-out angle RMSE in degrees: one panel for all rows and one for each task, one bar for each model. */
export function errorByModeSvg(metrics: readonly MetricRow[]): string {
  const rows = metrics.filter(
    (row) => row.unit === 'deg' && (row.scope === 'all' || row.scope === 'task') && row.rmse !== null,
  );
  const models = [...new Set(rows.map(scoredLabel))];
  const scopes = [...new Set(rows.map(labelOf))];
  const { cells, plot } = gridOf(
    scopes,
    columnsFor(scopes.length),
    920,
    models.length * 20 + 40,
    marginFor(models),
  );
  const bars = cells.flatMap(({ item: scope, fx, fy }) =>
    rows
      .filter((row) => labelOf(row) === scope)
      .map((row) => ({ scope, fx, fy, label: scoredLabel(row), model: row.model, rmse: row.rmse ?? 0 })),
  );

  return figureSvg({
    title: 'Held-out angle error by model',
    description: `RMSE in degrees. ${bars.map((bar) => `${bar.scope}, ${bar.label}: ${decimals(bar.rmse, 1)}`).join('; ')}.`,
    legend: [],
    plot: {
      ...plot,
      x: {
        label: 'RMSE of the angle on held-out rows (deg) →',
        domain: [0, bars.reduce((most, bar) => Math.max(most, bar.rmse), 1) * 1.18],
        ticks: 3,
        grid: true,
      },
      y: { domain: models, label: null, tickSize: 0, padding: 0.24 },
      marks: [
        Plot.barX(bars, {
          x: 'rmse',
          y: 'label',
          fx: 'fx',
          fy: 'fy',
          fill: (bar) => colour(colourOfModel(bar.model)),
        }),
        Plot.text(bars, {
          x: 'rmse',
          y: 'label',
          fx: 'fx',
          fy: 'fy',
          dx: 5,
          textAnchor: 'start',
          fill: colour('ink'),
          stroke: colour('paper'),
          strokeWidth: 4,
          text: (bar) => decimals(bar.rmse, 1),
        }),
        Plot.ruleX([0], { stroke: colour('quiet') }),
        ...panelTitles(cells.map(({ item, fx, fy }) => ({ fx, fy, left: item, right: '' }))),
      ],
    },
  });
}

/** Width of the longest name, at about 6 px a letter. */
function marginFor(models: readonly string[]): number {
  return Math.max(86, 12 + 6.2 * Math.max(0, ...models.map((model) => model.length)));
}

function labelOf(row: MetricRow): string {
  return row.scope === 'all' ? 'all held-out rows' : words(row.name);
}
