import { type GivenKinds, type GivenNames, type Naming, namings } from '../../inputs/index.ts';
import type { NestedGateJson } from '../model-file/gate-json.ts';
import type { Gate, GateView, WeightColumns } from './gate.ts';

/**
 * Families of local models, each of which covers the study in its own way: by subject and task, by task, as a whole. In
 * each family those local models count whose sub-domain fits the given names. A family has a share that depends on which
 * kinds of names are given; a name that no sub-domain was cut by and no input stands for counts as not given:
 *
 *     g_k(x) = sum_f share_f fits_fk h_k(x) / sum_j fits_fj h_j(x)
 *
 * with h the inner gate. The share of a family in which no local model fits goes to the other families. If none of the
 * families with a share fits, such as for a subject without that task, the shares of fewer names count.
 */
export class NestedGate implements Gate {
  private readonly families: readonly Family[];
  private readonly shares: NestedGateJson['shares'];
  private readonly within: Gate | undefined;
  /** The names by which sub-domains were cut. */
  private readonly cutNames: Readonly<Record<Naming, ReadonlySet<string>>>;

  constructor({ families, shares, within }: NestedGateParts) {
    this.families = families;
    const cutBy = (by: Naming) =>
      new Set(families.flatMap(({ localModels }) => localModels.flatMap(({ names }) => names[by] ?? [])));
    this.cutNames = { subject: cutBy('subject'), site: cutBy('site'), task: cutBy('task') };
    this.shares = shares;
    this.within = within;
  }

  columns(view: GateView): WeightColumns {
    const cases = this.casesOf(view);
    const inner = this.within?.columns(view);
    const column = new Float64Array(view.rows);
    const casesWith = (family: number, member: number) =>
      cases.filter(({ ofFamilies }) => hasWeight(ofFamilies[family]!, member));
    // sum_j fits_fj h_j(x), by family.
    const sums = this.families.map((family, at) => {
      const sum = new Float64Array(view.rows);
      for (const [member, { place }] of family.localModels.entries()) {
        const own = inner ? casesWith(at, member) : [];
        if (own.length === 0) continue;
        inner!.fill(place, column);
        for (const { rows } of own) for (const row of rows) sum[row]! += column[row]!;
      }
      return sum;
    });
    const uses = usesByPlace(this.families);
    return {
      fill: (place, weights) => {
        weights.fill(0);
        const used = (uses.get(place) ?? []).flatMap(({ family, member }) =>
          casesWith(family, member).map(({ rows, ofFamilies }) => ({ family, rows, ...ofFamilies[family]! })),
        );
        if (used.length === 0) return;
        inner?.fill(place, column);
        for (const { family, rows, share, count } of used) {
          const sum = sums[family]!;
          for (const row of rows)
            weights[row]! += share * (sum[row]! > 0 ? column[row]! / sum[row]! : 1 / count);
        }
      },
    };
  }

  /** The different known names of the rows, and how the families stand to each. */
  private casesOf(view: GateView): readonly RowsOfCase[] {
    const cases = new Map<string, RowsOfCase & { readonly rows: number[] }>();
    const byNames = new Map<GivenNames, RowsOfCase & { readonly rows: number[] }>();
    for (let row = 0; row < view.rows; row++) {
      const given = view.givenNames(row);
      let own = byNames.get(given);
      if (!own) {
        const names = this.knownOf(given, view.inputNames);
        const key = JSON.stringify(namings.map((by) => names[by] ?? null));
        own = cases.get(key) ?? { ...this.caseOf(names), rows: [] };
        cases.set(key, own);
        byNames.set(given, own);
      }
      own.rows.push(row);
    }
    return [...cases.values()];
  }

  /** @param names known ones */
  private caseOf(names: GivenNames): Case {
    const fits = this.fitsOf(names);
    const counts = fits.map((ofFamily) => ofFamily.reduce((count, fit) => count + fit, 0));
    const entries = sharesFor(this.shares, names);
    for (const { shares } of entries) {
      const sum = shares.reduce((total, share, at) => total + (counts[at]! > 0 ? share : 0), 0);
      if (sum === 0) continue;
      return {
        ofFamilies: fits.map((own, at) => ({ share: shares[at]! / sum, fits: own, count: counts[at]! })),
      };
    }
    // No family with a share fits the names: its local models count as if no name were given.
    const { shares } = entries.at(-1)!;
    return { ofFamilies: fits.map(({ length }, at) => ({ share: shares[at]!, ...allFit(length) })) };
  }

  /** By family, and local model of the family: 1 if its sub-domain fits the names, else 0. */
  private fitsOf(names: GivenNames): Uint8Array[] {
    return this.families.map(({ localModels }) =>
      Uint8Array.from(localModels, (one) => (isFitting(one.names, names) ? 1 : 0)),
    );
  }

  /** The kinds of names that count as given, and one a family: true if one of its local models fits these names. */
  fittingFamilies(given: GivenNames, inputNames: readonly string[]): FittingFamilies {
    const names = this.knownOf(given, inputNames);
    return {
      known: namings.filter((by) => names[by] !== undefined),
      fits: this.fitsOf(names).map((ofFamily) => ofFamily.includes(1)),
    };
  }

  private knownOf(given: GivenNames, inputNames: readonly string[]): GivenNames {
    const known = namings.filter(
      (by) =>
        given[by] !== undefined &&
        (inputNames.includes(`${by}=${given[by]}`) || this.cutNames[by].has(given[by])),
    );
    return Object.fromEntries(known.map((by) => [by, given[by]]));
  }

  usedLocalModels(): Set<number> {
    return new Set(this.usedFamilies().flatMap(({ localModels }) => localModels.map(({ place }) => place)));
  }

  names(by: Naming): Set<string> {
    const ofFamilies = this.usedFamilies().flatMap(({ localModels }) =>
      localModels.flatMap(({ names }) => names[by] ?? []),
    );
    return new Set([...ofFamilies, ...(this.within?.names(by) ?? [])]);
  }

  private usedFamilies(): readonly Family[] {
    return this.families.filter((_, at) => this.shares.some(({ shares }) => shares[at]! > 0));
  }

  toJson(): NestedGateJson {
    const { families, shares, within } = this;
    return { kind: 'nested', families, shares, ...(within ? { within: within.toJson() } : {}) };
  }
}

interface FittingFamilies {
  readonly known: GivenKinds;
  readonly fits: readonly boolean[];
}

interface NestedGateParts extends Pick<NestedGateJson, 'families' | 'shares'> {
  /** h; absent: the fitting local models of a family weigh the same. */
  readonly within?: Gate | undefined;
}

type Family = NestedGateJson['families'][number];

/** How the families stand to some given names. */
interface Case {
  readonly ofFamilies: readonly {
    /** Of the weight of a row. */
    readonly share: number;
    /** By local model of the family: 1 if its sub-domain fits the names, else 0. */
    readonly fits: Uint8Array;
    readonly count: number;
  }[];
}

/** A case, and the rows with these names. */
interface RowsOfCase extends Case {
  readonly rows: readonly number[];
}

/** True unless a given name contradicts the names of the sub-domain. */
function isFitting(own: GivenNames, given: GivenNames): boolean {
  return namings.every((by) => own[by] === undefined || given[by] === undefined || own[by] === given[by]);
}

function allFit(count: number) {
  return { fits: new Uint8Array(count).fill(1), count };
}

function hasWeight({ share, fits }: Case['ofFamilies'][number], member: number): boolean {
  return share > 0 && fits[member] === 1;
}

/** The entries whose kinds of names are all given, those with the most kinds first. */
function sharesFor(entries: NestedGateJson['shares'], names: GivenNames): NestedGateJson['shares'] {
  const usable = entries.filter(({ given }) => given.every((by) => names[by] !== undefined));
  return usable.toSorted((a, b) => b.given.length - a.given.length);
}

/** By place of a local model: the families that hold it. */
function usesByPlace(families: readonly Family[]): Map<number, { family: number; member: number }[]> {
  const uses = new Map<number, { family: number; member: number }[]>();
  for (const [family, { localModels }] of families.entries()) {
    for (const [member, { place }] of localModels.entries()) {
      const own = uses.get(place) ?? [];
      own.push({ family, member });
      uses.set(place, own);
    }
  }
  return uses;
}
