import { allNames, type GivenKinds, isSameGiven } from '../../model/inputs/index.ts';
import type { MetricRow, RunReport } from './run-report.ts';

/** Rows of one scope for the angle, in their given order. */
export function angleRows(report: RunReport, scope: MetricRow['scope']): MetricRow[] {
  return report.metrics.filter((row) => row.unit === 'deg' && row.scope === scope);
}

/** Angle error of one model over all held-out recordings, with these given names; undefined if it was not scored. */
export function overall(
  report: RunReport,
  model: string,
  given: GivenKinds = allNames,
): MetricRow | undefined {
  return angleRows(report, 'all').find((row) => row.model === model && isSameGiven(row.given, given));
}

/** Rows grouped by name, names in order of appearance. */
export function byName(rows: readonly MetricRow[]): { readonly name: string; readonly rows: MetricRow[] }[] {
  const names = [...new Set(rows.map((row) => row.name))];
  return names.map((name) => ({ name, rows: rows.filter((row) => row.name === name) }));
}

/** True if a row has the smallest RMSE of all rows with its scope, name and unit. */
export function isBest(row: MetricRow, all: readonly MetricRow[]): boolean {
  const peers = all.filter(
    (peer) => peer.scope === row.scope && peer.name === row.name && peer.unit === row.unit,
  );
  const errors = peers.flatMap((peer) => (peer.rmse === null ? [] : [peer.rmse]));
  return row.rmse !== null && errors.length > 1 && row.rmse === Math.min(...errors);
}

/** The divisors of nRMSE that a set of rows names, as one phrase. */
export function divisorsOf(rows: readonly MetricRow[]): string {
  return [...new Set(rows.map((row) => row.nrmseDivisor))].join('; ') || 'not given';
}
