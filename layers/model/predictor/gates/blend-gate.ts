import type { Naming } from '../../inputs/index.ts';
import type { BlendGateJson } from '../model-file/gate-json.ts';
import type { Gate, GateView, WeightColumns } from './gate.ts';

/** The weighted mean of gates, by their shares. */
export class BlendGate implements Gate {
  private readonly gates: readonly Gate[];
  private readonly shares: readonly number[];

  constructor({ gates, shares }: { readonly gates: readonly Gate[]; readonly shares: readonly number[] }) {
    this.gates = gates;
    this.shares = shares;
  }

  columns(view: GateView): WeightColumns {
    const { shares } = this;
    const blended = this.gates.map((gate) => gate.columns(view));
    const part = new Float64Array(view.rows);
    return {
      fill(place, weights) {
        weights.fill(0);
        for (const [at, columns] of blended.entries()) {
          columns.fill(place, part);
          for (let row = 0; row < weights.length; row++) weights[row]! += shares[at]! * part[row]!;
        }
      },
    };
  }

  usedLocalModels(): Set<number> {
    return new Set(this.gates.flatMap((gate) => [...gate.usedLocalModels()]));
  }

  names(by: Naming): Set<string> {
    return new Set(this.gates.flatMap((gate) => [...gate.names(by)]));
  }

  toJson(): BlendGateJson {
    return { kind: 'blend', gates: this.gates.map((gate) => gate.toJson()), shares: this.shares };
  }
}
