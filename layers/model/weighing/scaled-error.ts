import type { Quantity, SampleTable, TrainingProblem } from '../dataset/index.ts';
import { quantities, quantityWeights } from '../dataset/index.ts';
import type { ModelPredictions } from './score.ts';

/**
 * Error over scaled outputs, summed table by table; no unit. Quantities weigh as in the loss. Modes are chosen by this error.
 */
export class ScaledError {
  private readonly outputs: TrainingProblem['outputs'];
  private readonly squares: Record<Quantity, number> = { angle: 0, force: 0, torque: 0 };
  private readonly counts: Record<Quantity, number> = { angle: 0, force: 0, torque: 0 };

  constructor({ outputs }: Pick<TrainingProblem, 'outputs'>) {
    this.outputs = outputs;
  }

  add({ rows, labels }: Pick<SampleTable, 'rows' | 'labels'>, predictions: ModelPredictions): void {
    const { outputs, squares, counts } = this;
    const { values, outputs: columns } = predictions;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const label = labels[row * outputs.length + column]!;
        if (Number.isNaN(label)) continue;
        const { quantity, scale } = outputs[column]!;
        squares[quantity] += ((values[row * columns + column]! - label) / scale.deviation) ** 2;
        counts[quantity]++;
      }
    }
  }

  /** NaN before any row with an angle was added. */
  get value(): number {
    const { squares, counts } = this;
    const labelled = quantities.filter((quantity) => quantity === 'angle' || counts[quantity] > 0);
    const weights = quantityWeights(this.outputs);
    const sumOf = (of: (quantity: Quantity) => number) =>
      labelled.reduce((total, quantity) => total + of(quantity), 0);
    const sum = sumOf((quantity) => (weights[quantity] * squares[quantity]) / counts[quantity]);
    return Math.sqrt(sum / sumOf((quantity) => weights[quantity]));
  }
}
