import type { ConstantGateJson } from '../model-file/gate-json.ts';
import type { Gate, WeightColumns } from './gate.ts';

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

  toJson(): ConstantGateJson {
    return { kind: 'constant', weights: this.weights };
  }
}
