import type { Naming } from '../../inputs/index.ts';
import type { NameGateJson } from '../model-file/gate-json.ts';
import type { Gate, GateView, WeightColumns } from './gate.ts';

/**
 * If the name of the subject (site, task) is given and training has seen it, the local models that learned from it lead.
 * All other rows have the weights of the inner gate.
 *
 *     g_k(x) = share p_k h_k(x) / sum_j p_j h_j(x) + (1 - share) h_k(x)
 *
 * with h the inner gate and p the part of the name's training rows that local model k has learned from.
 */
export class NameGate implements Gate {
  private readonly by: Naming;
  private readonly leads: Readonly<Record<string, Lead>>;
  private readonly share: number;
  private readonly within: 'gate' | 'parts';
  private readonly otherwise: Gate;

  constructor({ by, leads, share, within, otherwise }: NameGateParts) {
    this.by = by;
    this.leads = leads;
    this.share = share;
    this.within = within;
    this.otherwise = otherwise;
  }

  columns(view: GateView): WeightColumns {
    const { share, within } = this;
    const others = this.otherwise.columns(view);
    const names = Array.from({ length: view.rows }, (_, row) => this.leadingName(view, row));
    if (names.every((name) => name === undefined)) return others;
    const parts = partsByPlace(this.leads);
    const partIn = (place: number, row: number) => parts.get(place)?.get(names[row]!) ?? 0;
    // sum_j p_j h_j and sum_j p_j, one a row.
    const gatedSum = new Float64Array(view.rows);
    const partSum = new Float64Array(view.rows);
    const column = new Float64Array(view.rows);
    for (const place of [...parts.keys()].sort((a, b) => a - b)) {
      others.fill(place, column);
      for (let row = 0; row < view.rows; row++) {
        const part = partIn(place, row);
        partSum[row]! += part;
        gatedSum[row]! += part * column[row]!;
      }
    }
    return {
      fill(place, weights) {
        others.fill(place, weights);
        for (let row = 0; row < view.rows; row++) {
          if (names[row] === undefined) continue;
          const isGated = within === 'gate' && gatedSum[row]! > 0;
          const leading = partIn(place, row) * (isGated ? weights[row]! : 1);
          const sum = isGated ? gatedSum[row]! : partSum[row]!;
          weights[row] = (1 - share) * weights[row]! + (share * leading) / sum;
        }
      },
    };
  }

  /** The given name if local models lead for it. */
  private leadingName(view: GateView, row: number): string | undefined {
    const name = view.givenNames(row)[this.by];
    if (name === undefined || !Object.hasOwn(this.leads, name)) return undefined;
    return this.leads[name]!.length > 0 ? name : undefined;
  }

  usedLocalModels(): Set<number> {
    const leading = Object.values(this.leads).flatMap((lead) => lead.map(([place]) => place));
    return new Set([...this.otherwise.usedLocalModels(), ...leading]);
  }

  names(by: Naming): Set<string> {
    const own = by === this.by ? Object.keys(this.leads) : [];
    return new Set([...own, ...this.otherwise.names(by)]);
  }

  toJson(): NameGateJson {
    const { by, leads, share, within, otherwise } = this;
    return { kind: 'name', by, leaders: leads, share, within, otherwise: otherwise.toJson() };
  }
}

interface NameGateParts extends Pick<NameGateJson, 'by' | 'share' | 'within'> {
  /** p by name. */
  readonly leads: Readonly<Record<string, Lead>>;
  /** h. */
  readonly otherwise: Gate;
}

/** Places of local models and their parts p, which sum to 1; local models that are not listed have none. */
export type Lead = readonly (readonly [place: number, part: number])[];

/** p by place of the local model, then by name. */
function partsByPlace(leads: Readonly<Record<string, Lead>>): Map<number, Map<string, number>> {
  const byPlace = new Map<number, Map<string, number>>();
  for (const [name, lead] of Object.entries(leads)) {
    for (const [place, part] of lead) byPlace.set(place, (byPlace.get(place) ?? new Map()).set(name, part));
  }
  return byPlace;
}
