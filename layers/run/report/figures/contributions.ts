import * as Plot from '@observablehq/plot';
import { decimals, percent } from '../../../base/numbers/index.ts';
import { colour } from '../palette.ts';
import type { ContributionRow } from '../run-report.ts';
import { figureSvg } from '../svg.ts';

/**
 * Bars of the error and the weight of each local model, side by side; a dropped model has no weight.
 *
 * @param arrived number of local models in the run; some may not be shown
 */
export function contributionsSvg(
  contributions: readonly ContributionRow[],
  arrived = contributions.filter((row) => row.dropped === undefined).length,
): string {
  const panels = ['error', 'weight'] as const;
  const bars = contributions.flatMap((row) =>
    panels.map((panel) => ({
      panel,
      label: row.label,
      // Both panels share one axis, so each bar is drawn relative to the largest of its panel.
      share: shareOf(
        row[panel],
        contributions.map((other) => other[panel]),
      ),
      text: panel === 'weight' ? `${percent(row.weight)} %` : decimals(row.error, 3),
    })),
  );
  const equalShare = 1 / Math.max(1, arrived);
  const largestWeight = Math.max(...contributions.map((row) => row.weight), equalShare);

  return figureSvg({
    title: 'Error and weight of each local model',
    description: contributions
      .map(
        (row) =>
          `${row.label}: error ${decimals(row.error, 3)}, weight ${percent(row.weight)} %${row.dropped === undefined ? '' : ', dropped'}`,
      )
      .join('; '),
    legend: [
      { label: 'error, RMSE over scaled outputs (no unit)', colour: 'blue', mark: 'bar' },
      { label: 'weight in the mode inverse-error (% of 1)', colour: 'red', mark: 'bar' },
      { label: 'equal weights', colour: 'quiet', mark: 'dashes' },
    ],
    plot: {
      width: 920,
      height: contributions.length * 19 + 16,
      marginLeft: 150,
      marginRight: 60,
      marginTop: 4,
      marginBottom: 12,
      x: { axis: null, domain: [0, 1.02] },
      y: { domain: contributions.map((row) => row.label), label: null, tickSize: 0, padding: 0.25 },
      fx: { domain: [...panels], axis: null, padding: 0.12 },
      marks: [
        Plot.barX(bars, {
          x: 'share',
          y: 'label',
          fx: 'panel',
          fill: (bar) => colour(bar.panel === 'weight' ? 'red' : 'blue'),
        }),
        Plot.ruleX([{ panel: 'weight', at: equalShare / largestWeight }], {
          x: 'at',
          fx: 'panel',
          stroke: colour('quiet'),
          strokeDasharray: '3 3',
        }),
        Plot.text(bars, {
          x: 'share',
          y: 'label',
          fx: 'panel',
          dx: 5,
          textAnchor: 'start',
          text: 'text',
          stroke: colour('paper'),
          strokeWidth: 4,
          fill: colour('ink'),
        }),
      ],
    },
  });
}

function shareOf(value: number | null, all: readonly (number | null)[]): number {
  const largest = Math.max(...all.map((each) => each ?? 0));
  return largest > 0 ? (value ?? 0) / largest : 0;
}
