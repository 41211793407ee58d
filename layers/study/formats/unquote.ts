/** Rows without double quotes: tabs between cells; a tab or line end within quotes is now a space. */
export interface Unquoted {
  readonly bytes: Uint8Array;
  /** Byte after the last one that was read. */
  readonly end: number;
  /** Line of the file, from 1, in which a line of `bytes` starts. */
  readonly rowOf: (line: number) => number;
}

/** Double quotes that do not pair, or stand at a wrong place. */
export class QuoteError extends Error {
  override readonly name = 'QuoteError';
  readonly found: string;
  readonly row: number;

  constructor(found: string, row: number) {
    super(`${found} in row ${row}`);
    this.found = found;
    this.row = row;
  }
}

/**
 * Removes the quotes from rows of cells, in one pass and at most doubling the memory (RFC 4180: two quotes within quotes
 * stand for one). Spaces around the quotes do not count.
 *
 * @param firstRow line of the file at `start`, from 1
 * @param most number of rows to read; all by default
 * @throws QuoteError
 */
export function unquote(
  bytes: Uint8Array,
  start: number,
  { delimiter, firstRow, most = Number.POSITIVE_INFINITY }: UnquoteFormat,
): Unquoted {
  const plain = new Uint8Array(bytes.length - start);
  /** Lines of `plain` that had line ends within quotes, one entry for each line end. */
  const joined: number[] = [];
  let length = 0;
  let line = 1;
  let at = start;
  let place: 'before' | 'bare' | 'quoted' | 'after' = 'before';
  let openedRow = firstRow;
  const row = () => firstRow + line - 1 + joined.length;
  while (at < bytes.length && line <= most) {
    const byte = bytes[at++]!;
    const isPair = byte === carriageReturn && bytes[at] === lineFeed;
    if (place === 'quoted') {
      if (byte === quote && bytes[at] === quote) plain[length++] = bytes[at++]!;
      else if (byte === quote) place = 'after';
      else {
        if (byte === lineFeed || (byte === carriageReturn && !isPair)) joined.push(line);
        plain[length++] = byte === lineFeed || byte === carriageReturn || byte === tab ? space : byte;
      }
    } else if (byte === delimiter) {
      plain[length++] = tab;
      place = 'before';
    } else if (byte === lineFeed || byte === carriageReturn) {
      plain[length++] = lineFeed;
      if (isPair) at++;
      line++;
      place = 'before';
    } else if (byte === space || byte === tab) {
      plain[length++] = space;
    } else if (byte === quote && place === 'before') {
      openedRow = row();
      place = 'quoted';
    } else if (byte === quote) {
      throw new QuoteError('a double quote within a cell', row());
    } else if (place === 'after') {
      throw new QuoteError('text after the closing double quote', row());
    } else {
      plain[length++] = byte;
      place = 'bare';
    }
  }
  if (place === 'quoted') throw new QuoteError('a double quote that is not closed', openedRow);
  const rowOf = (of: number) => firstRow + of - 1 + countBelow(joined, of);
  return { bytes: plain.subarray(0, length), end: at, rowOf };
}

interface UnquoteFormat {
  /** Byte between cells. */
  readonly delimiter: number;
  readonly firstRow: number;
  readonly most?: number;
}

const lineFeed = 10;
const carriageReturn = 13;
const tab = 9;
const space = 32;
const quote = 34;

/** Number of entries below the limit in a sorted list. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
