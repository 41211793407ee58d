import * as Plot from '@observablehq/plot';
import { colour } from '../palette.ts';
import type { TrainingCurve } from '../run-report.ts';
import { figureSvg } from '../svg.ts';
import { linePieces } from './line-pieces.ts';

/** Loss on training rows and error on validation rows, over the passes of each training, on logarithmic scales. */
export function trainingCurvesSvg(curves: readonly TrainingCurve[]): string {
  const points = curves.flatMap((curve) =>
    (['loss', 'validation'] as const).flatMap((panel) =>
      linePieces(curve.step, curve[panel])
        .filter((point) => point.y > 0)
        .map((point) => ({ ...point, panel: titles[panel], line: `${curve.subdomain} ${point.piece}` })),
    ),
  );
  const steps = Math.max(0, ...curves.flatMap((curve) => curve.step.slice(-1)));

  return figureSvg({
    title: 'Loss and validation error over passes',
    description: `${curves.length} trainings, up to ${steps} passes over the training rows; one line for each training. Left: its loss. Right: its error on validation rows.`,
    legend: [],
    plot: {
      width: 920,
      height: 270,
      marginLeft: 52,
      marginBottom: 36,
      marginTop: 28,
      x: { label: 'passes over the training rows →', ticks: 5 },
      y: {
        type: 'log',
        label: '↑ (no unit)',
        grid: true,
        ticks: 4,
        tickFormat: (value: number) => String(value),
      },
      fx: { label: null, padding: 0.06, domain: Object.values(titles) },
      marks: [
        Plot.line(points, {
          x: 'x',
          y: 'y',
          z: 'line',
          fx: 'panel',
          stroke: colour('red'),
          strokeWidth: 1.1,
          strokeOpacity: curves.length > 12 ? 0.4 : 0.7,
        }),
      ],
    },
  });
}

const titles = {
  loss: 'loss, training rows',
  validation: 'error, validation rows',
} as const;
