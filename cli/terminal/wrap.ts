/**
 * Breaks a line at spaces into lines of at most `width` characters. Further lines are indented like the line, or like the
 * text after its label (`fix       Write …`). A wider word, such as a path, stays whole on its own line, so that it can be
 * copied.
 */
export function wrapped(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const indent = ' '.repeat(indentOf(line, width));
  const lines: string[] = [];
  let current = '';
  for (const [piece] of line.matchAll(/\s*\S+/g)) {
    if (current !== '' && current.length + piece.length > width) {
      lines.push(current);
      current = indent + piece.trimStart();
    } else {
      current += piece;
    }
  }
  return [...lines, current];
}

/** Column at which the text after a label begins; without a label, the line. */
function indentOf(line: string, width: number): number {
  const start = /^\s*/.exec(line)![0].length;
  const label = /^\s*\S+(?: \S+){0,2}\s{2,}/.exec(line)?.[0].length ?? start;
  return label <= width / 2 ? label : start;
}
