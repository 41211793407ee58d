import * as Plot from '@observablehq/plot';
import { words } from '../../../base/numbers/index.ts';
import { colour, colourOfModel } from '../palette.ts';
import type { Trace } from '../run-report.ts';
import { figureSvg } from '../svg.ts';
import { linePieces } from './line-pieces.ts';

/** Measured and predicted torque over time in one held-out stretch. */
export function jointTorqueSvg(
  { subject, task, timeS, torqueNm }: Trace,
  mode: string,
  joint: string,
): string {
  const { measured, predicted } = torqueNm ?? { measured: [], predicted: [] };
  const start = timeS[0] ?? 0;
  const fromStartS = timeS.map((time) => time - start);
  const line = (values: readonly (number | null)[], name: Parameters<typeof colour>[0], width: number) =>
    Plot.line(linePieces(fromStartS, values), {
      x: 'x',
      y: 'y',
      z: 'piece',
      stroke: colour(name),
      strokeWidth: width,
    });
  return figureSvg({
    title: `Torque of the ${joint}, subject ${subject}, ${words(task)}`,
    description: `Measured: ${span(measured)}. Predicted by ${mode}: ${span(predicted)}.`,
    legend: [
      { label: 'measured', colour: 'measured', mark: 'line' },
      { label: `predicted, ${mode}`, colour: colourOfModel(mode), mark: 'line' },
    ],
    yTitle: 'torque (N m)',
    plot: {
      width: 920,
      height: 200,
      x: { label: 'time in the held-out stretch (s) →', ticks: 8 },
      y: { label: null, ticks: 4, nice: true, grid: true },
      marks: [line(measured, 'measured', 1.2), line(predicted, colourOfModel(mode), 1.5)],
    },
  });
}

function span(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'no values';
  return `${Math.round(Math.min(...known))} to ${Math.round(Math.max(...known))} N m`;
}
