import type { SampleTable, TrainingProblem } from '../../dataset/index.ts';
import { quantities, quantityWeights } from '../../dataset/index.ts';
import type { ModelPredictions } from '../score.ts';

/** A label: its place in the table, and the unit in which it is compared. */
interface LabelPlace {
  readonly row: number;
  readonly column: number;
  readonly unit: number;
}

/**
 * The labels of a table as one vector, and the predictions for them as another. Their squared distance is the error by
 * which modes are judged: the sum over quantities of w mean (y^ - y)^2 / s^2 over all labels, with their weights w in the loss.
 */
export class ScaledLabels {
  readonly target: Float64Array;
  private readonly places: readonly LabelPlace[];

  constructor({ rows, labels }: SampleTable, { outputs }: Pick<TrainingProblem, 'outputs'>) {
    const weights = quantityWeights(outputs);
    this.places = quantities.flatMap((quantity) => {
      const places: Omit<LabelPlace, 'unit'>[] = [];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < outputs.length; column++) {
          const isLabel = !Number.isNaN(labels[row * outputs.length + column]!);
          if (isLabel && outputs[column]!.quantity === quantity) places.push({ row, column });
        }
      }
      const root = Math.sqrt(places.length / weights[quantity]);
      return places.map((place) => ({ ...place, unit: outputs[place.column]!.scale.deviation * root }));
    });
    this.target = this.scaledOutputs({ values: labels, outputs: outputs.length });
  }

  /** The predictions of a model for the labels, scaled as the target is; NaN for outputs that it does not predict. */
  scaledOutputs({ values, outputs }: ModelPredictions): Float64Array {
    return Float64Array.from(this.places, ({ row, column, unit }) =>
      column < outputs ? values[row * outputs + column]! / unit : Number.NaN,
    );
  }
}
