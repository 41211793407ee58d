import { decimals } from '../../../layers/base/numbers/index.ts';
import type { OverSeeds } from './summarise.ts';

/** A Markdown table; the first columns are aligned left, figures right. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { texts = 1 }: { readonly texts?: number } = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    `|${' --- |'.repeat(texts)}${' ---: |'.repeat(header.length - texts)}`,
    ...rows.map(line),
  ].join('\n');
}

/** `9.2 ± 0.4`: mean and deviation over seeds. */
export function meanText({ mean, deviation }: OverSeeds | undefined = none, digits = 1): string {
  return deviation === null
    ? decimals(mean, digits)
    : `${decimals(mean, digits)} ± ${decimals(deviation, digits)}`;
}

const none: OverSeeds = { mean: null, deviation: null };
