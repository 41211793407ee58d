import type { BlendGate } from './blend.ts';
import { bounds, type ContextGate, ContextLogs } from './context.ts';
import type { Gate, GateView } from './gate.ts';
import type { KnownGate } from './known.ts';

/**
 * A gate's weights member by member: what `weightsOf` says, where rows x members would be too much to hold at once.
 * It holds a few numbers a row.
 */
export interface WeightColumns {
  /** Writes the weights of one member, one a row. */
  fill(member: number, weights: Float64Array): void;
}

/** @param members how many there are */
export function weightColumnsOf(gate: Gate, view: GateView, members: number): WeightColumns {
  switch (gate.kind) {
    case 'constant':
      return { fill: (member, weights) => weights.fill(gate.weights[member]!) };
    case 'context':
      return contextColumns(gate, view);
    case 'known':
      return knownColumns(gate, weightColumnsOf(gate.otherwise, view, members), view, members);
    case 'blend':
      return blendColumns(
        gate,
        gate.gates.map((inner) => weightColumnsOf(inner, view, members)),
      );
  }
}

function contextColumns(gate: ContextGate, view: GateView): WeightColumns {
  const logs = new ContextLogs(gate, view);
  const largest = new Float64Array(view.rows);
  const least = new Float64Array(view.rows);
  const sum = new Float64Array(view.rows);
  const ofRow = new Float64Array(gate.members.length);
  for (let row = 0; row < view.rows; row++) {
    logs.fillRow(row, ofRow);
    const found = bounds(ofRow, gate.most);
    largest[row] = found.largest;
    least[row] = found.least;
    for (const log of ofRow) if (log >= found.least) sum[row]! += Math.exp(log - found.largest);
  }
  return {
    fill(member, weights) {
      for (let row = 0; row < view.rows; row++) {
        const log = logs.at(row, member);
        weights[row] = log >= least[row]! ? Math.exp(log - largest[row]!) / sum[row]! : 0;
      }
    },
  };
}

function knownColumns(
  { by, leads, share, within }: KnownGate,
  otherwise: WeightColumns,
  view: GateView,
  members: number,
): WeightColumns {
  const names = Array.from({ length: view.rows }, (_, row) => {
    const name = view.known(row)[by];
    return name !== undefined && Object.hasOwn(leads, name) && leads[name]!.length > 0 ? name : undefined;
  });
  if (names.every((name) => name === undefined)) return otherwise;
  const partsOf: Map<string, number>[] = Array.from({ length: members }, () => new Map());
  for (const [name, parts] of Object.entries(leads)) {
    for (const [member, part] of parts) partsOf[member]!.set(name, part);
  }
  const partIn = (member: number, row: number) => {
    const name = names[row];
    return name === undefined ? 0 : (partsOf[member]!.get(name) ?? 0);
  };
  const gatedSum = new Float64Array(view.rows);
  const partSum = new Float64Array(view.rows);
  const others = new Float64Array(view.rows);
  for (let member = 0; member < members; member++) {
    if (partsOf[member]!.size === 0) continue;
    otherwise.fill(member, others);
    for (let row = 0; row < view.rows; row++) {
      const part = partIn(member, row);
      partSum[row]! += part;
      gatedSum[row]! += part * others[row]!;
    }
  }
  return {
    fill(member, weights) {
      otherwise.fill(member, weights);
      for (let row = 0; row < view.rows; row++) {
        if (names[row] === undefined) continue;
        const isGated = within === 'gate' && gatedSum[row]! > 0;
        const leading = partIn(member, row) * (isGated ? weights[row]! : 1);
        const sum = isGated ? gatedSum[row]! : partSum[row]!;
        weights[row] = (1 - share) * weights[row]! + (share * leading) / sum;
      }
    },
  };
}

function blendColumns({ shares }: BlendGate, blended: readonly WeightColumns[]): WeightColumns {
  let part = new Float64Array();
  return {
    fill(member, weights) {
      if (part.length !== weights.length) part = new Float64Array(weights.length);
      weights.fill(0);
      for (const [at, columns] of blended.entries()) {
        columns.fill(member, part);
        for (let row = 0; row < weights.length; row++) weights[row]! += shares[at]! * part[row]!;
      }
    },
  };
}
