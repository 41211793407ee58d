/**
 * A table as lines: the first column is aligned left, the others, which are figures, right.
 *
 * @param width columns of the window: the first column is shortened if the table would be wider
 */
export function tableLines(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const others = widths.slice(1).reduce((sum, own) => sum + own + gap.length, 0);
  const first = Math.max(fewest, Math.min(widths[0] ?? 0, width - others));
  return rows.map(([name = '', ...cells]) =>
    [shortened(name, first).padEnd(first), ...cells.map((cell, at) => cell.padStart(widths[at + 1]!))]
      .join(gap)
      .trimEnd(),
  );
}

const gap = '  ';
/** Characters of a name that every window shows. */
const fewest = 9;

/** A text, cut if it is too long. */
export function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
