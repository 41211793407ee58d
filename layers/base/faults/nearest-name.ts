/** Letters and names beyond these bounds are not compared, so that the search stays fast. */
const mostLetters = 64;
const mostNames = 500;

/**
 * The known name most like the given one, ignoring case, if the two are alike enough for a typing slip; else undefined.
 * Only the first 500 names and 64 letters are compared.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = lettersOf(name);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length * 0.34)) + 1;
  let looked = 0;
  for (const candidate of known) {
    if (++looked > mostNames) break;
    const letters = lettersOf(candidate);
    if (Math.abs(letters.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, letters, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function lettersOf(name: string): string {
  return name.slice(0, mostLetters).toLowerCase();
}

/**
 * Least number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment); `limit` if
 * the number is that or more.
 */
function editDistance(a: string, b: string, limit: number): number {
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let leastOfRow = i;
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const plain = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const here = isSwapped ? Math.min(plain, older[j - 2]! + 1) : plain;
      row.push(here);
      if (here < leastOfRow) leastOfRow = here;
    }
    // No later row falls below the limit again: a swap of two letters saves one step.
    if (leastOfRow > limit) return limit;
    [older, last] = [last, row];
  }
  return last[b.length]!;
}
