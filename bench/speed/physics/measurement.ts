/** One comparison or speed: what was reached, and what must hold. */
export interface Measurement {
  readonly what: string;
  /** The other side of the comparison. */
  readonly against: string;
  readonly reached: number;
  readonly unit: string;
  /** Absent if the number has no limit. */
  readonly must?: { readonly be: '<' | '>='; readonly limit: number };
}

export function holds({ reached, must }: Measurement): boolean {
  if (!must) return true;
  return must.be === '<' ? reached < must.limit : reached >= must.limit;
}

/** The figures as a Markdown table. */
export function measurementTable(figures: readonly Measurement[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    figure.against,
    withUnit(figure.reached, figure.unit),
    figure.must
      ? `${figure.must.be === '<' ? 'below' : 'at least'} ${withUnit(figure.must.limit, figure.unit)}`
      : '–',
    figure.must ? (holds(figure) ? 'yes' : '**no**') : '–',
  ]);
  const lines = [
    ['What', 'Against', 'Reached', 'Must be', 'Holds'],
    ['---', '---', '---:', '---:', '---'],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function withUnit(value: number, unit: string): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e7)
      ? value.toExponential(1)
      : size >= 1000
        ? Math.round(value).toLocaleString('en')
        : String(Number(value.toPrecision(3)));
  return `${text}${unit === '' ? '' : ` ${unit}`}`;
}
