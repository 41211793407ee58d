import { pearson, rmse } from '../../layers/base/numbers/index.ts';
import type { HeldOutPrediction } from './held-out-predictions.ts';

/** Error of one mode on one quantity, over all held-out recordings, against the truth of the simulation. */
export interface TruthError {
  readonly mode: string;
  /** `angle`, in degrees, or a muscle, in N. */
  readonly quantity: string;
  readonly rmse: number;
  readonly r: number;
}

export function truthErrors(recordings: readonly HeldOutPrediction[]): TruthError[] {
  const first = recordings[0];
  if (!first) return [];
  return [...first.predicted.keys()].flatMap((mode) =>
    [...first.truth.keys()].map((quantity) => {
      const truth = recordings.flatMap((one) => [...one.truth.get(quantity)!]);
      const predicted = recordings.flatMap((one) => [...one.predicted.get(mode)!.get(quantity)!]);
      return { mode, quantity, rmse: rmse(truth, predicted), r: pearson(truth, predicted) };
    }),
  );
}

/** The errors of the published mode and of one model on everything against the truth of the simulation, as one sentence. */
export function truthSentence(errors: readonly TruthError[], publishedMode: string): string {
  const of = (mode: string) => {
    const own = errors.filter((one) => one.mode === mode);
    const forces = own.filter(({ quantity }) => quantity !== 'angle').map((one) => one.rmse);
    const forceN = forces.reduce((sum, one) => sum + one, 0) / forces.length;
    const angleDeg = own.find(({ quantity }) => quantity === 'angle')!.rmse;
    return { muscles: forces.length, text: `${angleDeg.toFixed(1)} degrees and ${forceN.toFixed(1)} N` };
  };
  const { muscles, text } = of(publishedMode);
  const single = publishedMode === 'single' ? '' : `; one model on everything by ${of('single').text}`;
  return `The truth, which only the simulation knows, is missed by ${text}${single} (RMSE of the angle, and mean over ${muscles} muscles of the RMSE of the force).`;
}

/** The errors as a table, a row a mode. */
export function truthTable(errors: readonly TruthError[], publishedMode: string): string[] {
  const modes = [...new Set(errors.map(({ mode }) => mode))];
  const quantities = [...new Set(errors.map(({ quantity }) => quantity))];
  const figure = (mode: string, quantity: string) => {
    const error = errors.find((one) => one.mode === mode && one.quantity === quantity)!;
    return `${error.rmse.toFixed(1)} (${error.r.toFixed(2)})`;
  };
  return [
    'Against the known truth, on held-out recordings at an unseen speed: RMSE (Pearson r); * is published',
    row(['', ...quantities.map((quantity) => (quantity === 'angle' ? 'angle, deg' : `${quantity}, N`))]),
    ...modes.map((mode) =>
      row([
        mode === publishedMode ? `${mode} *` : mode,
        ...quantities.map((quantity) => figure(mode, quantity)),
      ]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.padEnd(15))
    .join(' ')
    .trimEnd();
}
