import { count } from '../../base/numbers/index.ts';
import type { ContributionRow } from './run-report.ts';

/** The kind of a model. Contributions of earlier releases have none: their models are those of the division, and the single model. */
function kindOf({ kind, subdomain }: ContributionRow): NonNullable<ContributionRow['kind']> {
  return kind ?? (subdomain === control ? 'single' : 'local');
}

const control = 'single';

/** Contributions of the local models, without the single model. */
export function localModels(contributions: readonly ContributionRow[]): ContributionRow[] {
  return contributions.filter((row) => kindOf(row) !== 'single');
}

/** Contributions of the networks of the division: one for each of its sub-domains. */
export function ofDivision(contributions: readonly ContributionRow[]): ContributionRow[] {
  return contributions.filter((row) => kindOf(row) === 'local');
}

/** Contribution of the single model; undefined if the run trained none. */
export function controlModel(contributions: readonly ContributionRow[]): ContributionRow | undefined {
  return contributions.find((row) => kindOf(row) === 'single');
}

/** Numbers of the local models that are part of the global model, and of those that are not. The single model is none of them. */
export interface LocalModelCounts {
  /** Sub-domains of the division. */
  readonly subdomains: number;
  readonly networks: number;
  readonly forests: number;
  readonly dropped: number;
}

export function localModelCounts(contributions: readonly ContributionRow[]): LocalModelCounts {
  const local = localModels(contributions);
  const arrived = local.filter(({ dropped }) => dropped === undefined);
  const forests = arrived.filter(({ learner }) => learner === 'forest').length;
  return {
    subdomains: ofDivision(contributions).length,
    networks: arrived.length - forests,
    forests,
    dropped: local.length - arrived.length,
  };
}

/**
 * `9 networks and 65 forests`; without forests `9 networks`.
 *
 * @param format of a number
 */
export function learnersText(
  { networks, forests }: Pick<LocalModelCounts, 'networks' | 'forests'>,
  format: (value: number) => string = count,
): string {
  const of = (value: number, one: string) => `${format(value)} ${value === 1 ? one : `${one}s`}`;
  return forests === 0 ? of(networks, 'network') : `${of(networks, 'network')} and ${of(forests, 'forest')}`;
}
