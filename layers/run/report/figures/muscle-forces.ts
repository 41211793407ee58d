import * as Plot from '@observablehq/plot';
import { words } from '../../../base/numbers/index.ts';
import { colour, colourOfModel } from '../palette.ts';
import type { Trace } from '../run-report.ts';
import { figureSvg } from '../svg.ts';
import { columnsFor, gridOf, panelTitles } from './grid.ts';
import { linePieces } from './line-pieces.ts';

/** Muscle forces over time in one held-out recording, one panel for each muscle, all on one scale of newtons. */
export function muscleForcesSvg(trace: Trace, mode: string): string {
  const forces = Object.entries(trace.forcesN ?? {});
  const start = trace.timeS[0] ?? 0;
  const timeS = trace.timeS.map((time) => time - start);
  const { cells, plot } = gridOf(forces, columnsFor(forces.length), 920, 122);
  const highestN = Math.max(
    1,
    ...forces.flatMap(([, force]) => [peak(force.labelled), peak(force.predicted)]),
  );
  const series = (kind: 'labelled' | 'predicted') =>
    cells.flatMap(({ item: [, force], fx, fy }) =>
      linePieces(timeS, force[kind]).map((point) => ({ ...point, fx, fy })),
    );
  const captions = cells.map(({ item: [muscle, force], fx, fy }) => ({
    fx,
    fy,
    left: muscle,
    right: `peak ${Math.round(peak(force.predicted))} N`,
  }));

  return figureSvg({
    title: `Muscle forces, subject ${trace.subject}, ${words(trace.task)}`,
    description: `Predicted by ${mode}: ${captions.map((caption) => `${caption.left} ${caption.right}`).join(', ')}.`,
    legend: [
      { label: 'label', colour: 'measured', mark: 'line' },
      { label: `predicted, ${mode}`, colour: colourOfModel(mode), mark: 'line' },
    ],
    yTitle: 'force (N)',
    plot: {
      ...plot,
      x: { label: 'time in the held-out stretch (s) →', ticks: 4 },
      y: { label: null, domain: [0, highestN], ticks: 3, nice: true, grid: true },
      marks: [
        Plot.line(series('labelled'), {
          x: 'x',
          y: 'y',
          z: 'piece',
          fx: 'fx',
          fy: 'fy',
          stroke: colour('measured'),
          strokeWidth: 1.2,
        }),
        Plot.line(series('predicted'), {
          x: 'x',
          y: 'y',
          z: 'piece',
          fx: 'fx',
          fy: 'fy',
          stroke: colour(colourOfModel(mode)),
          strokeWidth: 1.5,
        }),
        ...panelTitles(captions),
      ],
    },
  });
}

function peak(forceN: readonly (number | null)[]): number {
  return forceN.reduce<number>((highest, force) => Math.max(highest, force ?? 0), 0);
}
