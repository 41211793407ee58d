import * as Plot from '@observablehq/plot';
import { decimals, words } from '../../../base/numbers/index.ts';
import { colour, colourOfModel } from '../palette.ts';
import type { Trace } from '../run-report.ts';
import { figureSvg } from '../svg.ts';
import { gridOf, panelTitles } from './grid.ts';

/** Predicted against measured angle of held-out samples, one panel for each task, with the line of perfect agreement. */
export function predictedScatterSvg(traces: readonly Trace[], mode: string, quantity: string): string {
  const tasks = [...new Set(traces.map((trace) => trace.task))].sort();
  const { cells, plot } = gridOf(tasks, 3, 920, 300);
  const points = cells.flatMap(({ item: task, fx, fy }) =>
    thinned(pairsOf(traces, task, mode), dotsAPanel).map((pair) => ({ ...pair, fx, fy })),
  );
  const values = points.flatMap((point) => [point.measured, point.predicted]);
  const lowest = values.reduce((low, value) => Math.min(low, value), 0);
  const highest = values.reduce((high, value) => Math.max(high, value), lowest + 1);
  const diagonals = cells.map(({ fx, fy }) => ({ fx, fy, from: lowest, to: highest }));
  const captions = cells.map(({ item: task, fx, fy }) => ({ fx, fy, left: words(task), right: '' }));
  const axis = { domain: [lowest, highest], nice: true, grid: true, ticks: 5 };

  return figureSvg({
    title: `Predicted against measured ${quantity}, ${mode}`,
    description: `${points.length} held-out samples between ${decimals(lowest, 0)} and ${decimals(highest, 0)} degrees; on the diagonal the prediction is exact.`,
    legend: [
      { label: 'one held-out sample', colour: colourOfModel(mode), mark: 'dot' },
      { label: 'perfect agreement', colour: 'quiet', mark: 'dashes' },
    ],
    yTitle: `predicted ${quantity} (deg)`,
    plot: {
      ...plot,
      x: { ...axis, label: `measured ${quantity} (deg) →` },
      y: { ...axis, label: null },
      marks: [
        Plot.dot(points, {
          x: 'measured',
          y: 'predicted',
          fx: 'fx',
          fy: 'fy',
          r: 1.4,
          fill: colour(colourOfModel(mode)),
          fillOpacity: 0.4,
        }),
        Plot.link(diagonals, {
          x1: 'from',
          y1: 'from',
          x2: 'to',
          y2: 'to',
          fx: 'fx',
          fy: 'fy',
          stroke: colour('quiet'),
          strokeDasharray: '3 3',
        }),
        ...panelTitles(captions),
      ],
    },
  });
}

function pairsOf(traces: readonly Trace[], task: string, mode: string) {
  return traces
    .filter((trace) => trace.task === task)
    .flatMap((trace) =>
      trace.measuredDeg.flatMap((measured, index) => {
        const predicted = trace.predictedDeg[mode]?.[index];
        return measured === null || predicted === null || predicted === undefined
          ? []
          : [{ measured, predicted }];
      }),
    );
}

/** More dots would only overlap. */
const dotsAPanel = 1000;

function thinned<T>(points: readonly T[], limit: number): readonly T[] {
  if (points.length <= limit) return points;
  return Array.from({ length: limit }, (_, index) => points[Math.floor((index * points.length) / limit)]!);
}
