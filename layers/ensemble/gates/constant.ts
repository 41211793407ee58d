import { type Gate, type GateSizes, sumsToOne, type WeightColumns } from './gate.ts';
import type { ConstantGateJson } from './gate-json.ts';

/** The same weights for every input, one a local model. */
export class ConstantGate implements Gate {
  private readonly weights: readonly number[];

  constructor({ weights }: Omit<ConstantGateJson, 'kind'>) {
    this.weights = weights;
  }

  columns(): WeightColumns {
    return { fill: (place, weights) => weights.fill(this.weights[place]!) };
  }

  usedLocalModels(): Set<number> {
    return new Set(this.weights.flatMap((weight, place) => (weight > 0 ? [place] : [])));
  }

  names(): Set<string> {
    return new Set();
  }

  *disagreements({ localModels }: GateSizes): Generator<string> {
    if (this.weights.length !== localModels)
      yield `${this.weights.length} weights for ${localModels} members`;
    if (!sumsToOne(this.weights)) yield 'weights do not sum to 1';
  }

  toJson(): ConstantGateJson {
    return { kind: 'constant', weights: this.weights };
  }
}
