import * as Plot from '@observablehq/plot';
import { decimals, words } from '../../../base/numbers/index.ts';
import { colour, colourOfModel } from '../palette.ts';
import type { Trace } from '../run-report.ts';
import { figureSvg } from '../svg.ts';
import { gridOf, panelTitles } from './grid.ts';
import { linePieces } from './line-pieces.ts';
import { rmseOf } from './trace-error.ts';

export interface MeasuredAgainstPredictedOptions {
  readonly title: string;
  /** Quantity of the vertical axis, e.g. `knee angle`. */
  readonly quantity: string;
  /** Modes to draw, the published one first (solid); the others are dashed. */
  readonly modes: readonly string[];
  readonly widthPx?: number;
  readonly columns?: number;
}

/** Small multiples: measured and predicted angle over time, one panel for each held-out stretch. */
export function measuredAgainstPredictedSvg(
  traces: readonly Trace[],
  options: MeasuredAgainstPredictedOptions,
): string {
  const { title, quantity, modes, widthPx = 920, columns = 3 } = options;
  const grid = gridOf(traces, columns, widthPx, 138);
  const published = modes[0] ?? '';
  const oneTask = new Set(traces.map((trace) => trace.task)).size === 1;
  const measured = grid.cells.flatMap(({ item, fx, fy }) =>
    linePieces(sinceStart(item.timeS), item.measuredDeg).map((point) => ({ ...point, fx, fy })),
  );
  const predicted = modes.map((mode) => ({
    mode,
    points: grid.cells.flatMap(({ item, fx, fy }) =>
      linePieces(sinceStart(item.timeS), item.predictedDeg[mode] ?? []).map((point) => ({
        ...point,
        fx,
        fy,
      })),
    ),
  }));
  const band = grid.cells.flatMap(({ item, fx, fy }) =>
    bandOf(item, published).map((point) => ({ ...point, fx, fy })),
  );
  const captions = grid.cells.map(({ item, fx, fy }) => ({
    fx,
    fy,
    left: oneTask ? `${item.subject} · ${item.site}` : `${item.subject} · ${words(item.task)}`,
    right: `RMSE ${decimals(rmseOf(item, published), 1)}°`,
  }));

  return figureSvg({
    title,
    description: `${traces.length} held-out stretches. ${captions.map((c) => `${c.left}: ${c.right}`).join('; ')}.`,
    legend: [
      { label: 'measured', colour: 'measured', mark: 'line' },
      ...(band.length > 0
        ? [{ label: '90 % interval', colour: colourOfModel(published), mark: 'band' as const }]
        : []),
      ...modes.map((mode, index) => ({
        label: `predicted, ${mode}`,
        colour: colourOfModel(mode),
        mark: index === 0 ? ('line' as const) : ('dashes' as const),
      })),
    ],
    yTitle: `${quantity} (deg)`,
    plot: {
      ...grid.plot,
      x: { label: 'time in the held-out stretch (s) →', ticks: 4, nice: false },
      y: { label: null, ticks: 4, nice: true, grid: true },
      marks: [
        Plot.areaY(band, {
          x: 'x',
          y1: 'low',
          y2: 'high',
          z: 'piece',
          fx: 'fx',
          fy: 'fy',
          fill: colour(colourOfModel(published)),
          fillOpacity: 0.18,
        }),
        Plot.line(measured, {
          x: 'x',
          y: 'y',
          z: 'piece',
          fx: 'fx',
          fy: 'fy',
          stroke: colour('measured'),
          strokeWidth: 1.3,
        }),
        ...predicted.toReversed().map(({ mode, points }) =>
          Plot.line(points, {
            x: 'x',
            y: 'y',
            z: 'piece',
            fx: 'fx',
            fy: 'fy',
            stroke: colour(colourOfModel(mode)),
            strokeWidth: mode === published ? 1.6 : 1.1,
            ...(mode === published ? {} : { strokeDasharray: '3 3' }),
          }),
        ),
        ...panelTitles(captions),
      ],
    },
  });
}

/** The interval about the published mode's angle; a row without a width ends the band. */
function bandOf({ timeS, predictedDeg, interval90Deg }: Trace, published: string) {
  if (!interval90Deg) return [];
  const angles = predictedDeg[published] ?? [];
  const shift = (sign: 1 | -1) =>
    angles.map((angle, at) => {
      const width = interval90Deg[at];
      return angle === null || width === null || width === undefined ? null : angle + sign * width;
    });
  const low = linePieces(sinceStart(timeS), shift(-1));
  const high = linePieces(sinceStart(timeS), shift(1));
  return low.map(({ x, y, piece }, at) => ({ x, piece, low: y, high: high[at]!.y }));
}

function sinceStart(timeS: readonly number[]): number[] {
  const start = timeS[0] ?? 0;
  return timeS.map((time) => time - start);
}
