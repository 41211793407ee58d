/**
 * A line as lines of `width` characters at most, broken at spaces. What follows is indented as the line is, or as the text
 * behind its label (`fix       Write …`) is. A word that is itself wider, such as a path, stands whole on a line of its own: cut in two
 * it could not be used.
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

/** Where the text behind a label begins, if a label stands there; else where the line begins. */
function indentOf(line: string, width: number): number {
  const start = /^\s*/.exec(line)![0].length;
  const label = /^\s*\S+(?: \S+){0,2}\s{2,}/.exec(line)?.[0].length ?? start;
  return label <= width / 2 ? label : start;
}
