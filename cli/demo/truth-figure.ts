import { measuredAgainstPredictedSvg } from '../../layers/run/report/index.ts';
import type { HeldOutPrediction } from './held-out-predictions.ts';

/** The true angle and the predicted one over time, as a stand-alone SVG. */
export function truthFigure(recordings: readonly HeldOutPrediction[], mode: string, joint: string): string {
  const traces = recordings.map(({ recording, site, subject, task, timeS, truth, predicted }) => ({
    recording,
    site,
    subject,
    task,
    timeS: thinned(timeS),
    measuredDeg: thinned(truth.get('angle')!),
    predictedDeg: { [mode]: thinned(predicted.get(mode)!.get('angle')!) },
  }));
  return measuredAgainstPredictedSvg(traces, {
    title: 'Held-out recordings at an unseen speed',
    quantity: `${joint} angle`,
    modes: [mode],
    columns: 2,
  });
}

/** Every second row: 25 points a second are more than a panel has pixels for. */
function thinned(values: Float64Array): number[] {
  return [...values.filter((_, row) => row % 2 === 0)];
}
