import { joined } from './joined.ts';
import type { Subdomain } from './subdomain.ts';

type Part = Subdomain & { readonly trainRows: number };
/** Rows in the pieces that they came in, whose order does not count: copied at each joining, they would take time with the square of their number. */
type Joined = Omit<Part, 'rows'> & { readonly pieces: Uint32Array[] };

/** Rows of several pieces, each in ascending order. */
function inOrder(pieces: readonly Uint32Array[]): Uint32Array {
  return pieces.length === 1 ? pieces[0]! : joined(pieces).sort();
}

/** Parts in a line; the smallest can be found and joined to a neighbour. Joining n parts takes O(n log n). */
export class Neighbours {
  readonly #parts: (Joined | undefined)[];
  readonly #before: number[];
  readonly #after: number[];
  /** A binary heap of `trainRows * parts + place`; entries of parts joined meanwhile are skipped. */
  readonly #heap: number[] = [];

  constructor(parts: readonly Part[]) {
    this.#parts = parts.map(({ rows, ...part }) => ({ ...part, pieces: [rows] }));
    this.#before = parts.map((_, place) => place - 1);
    this.#after = parts.map((_, place) => (place + 1 < parts.length ? place + 1 : -1));
    for (const [place, { trainRows }] of parts.entries()) this.#push(trainRows, place);
  }

  /** The first part with the fewest training rows; undefined if it has no neighbour. */
  smallest(): { readonly place: number; readonly part: Joined } | undefined {
    for (let key = this.#pop(); key !== undefined; key = this.#pop()) {
      const place = key % this.#parts.length;
      const part = this.#parts[place];
      const isAlone = this.#before[place] === -1 && this.#after[place] === -1;
      if (part?.trainRows === Math.floor(key / this.#parts.length))
        return isAlone ? undefined : { place, part };
    }
    return undefined;
  }

  /** Joins the part at a place to the neighbour with fewer training rows. @returns the neighbour's id */
  joinToSmaller(place: number): string {
    const rowsAt = (at: number) => this.#parts[at]?.trainRows ?? Number.POSITIVE_INFINITY;
    const [before, after] = [this.#before[place]!, this.#after[place]!];
    const neighbour = rowsAt(before) <= rowsAt(after) ? before : after;
    const small = this.#parts[place]!;
    const other = this.#parts[neighbour]!;
    const [first, second] = [Math.min(place, neighbour), Math.max(place, neighbour)];
    const trainRows = other.trainRows + small.trainRows;
    const isOtherLonger = other.pieces.length >= small.pieces.length;
    const [pieces, fewer] = isOtherLonger ? [other.pieces, small.pieces] : [small.pieces, other.pieces];
    for (const piece of fewer) pieces.push(piece);
    this.#parts[first] = {
      id: other.id,
      label: `${other.label}, ${small.label}`,
      pieces,
      trainRows,
    };
    this.#parts[second] = undefined;
    const next = this.#after[second]!;
    this.#after[first] = next;
    if (next !== -1) this.#before[next] = first;
    this.#push(trainRows, first);
    return other.id;
  }

  /** The remaining parts, in line. */
  left(): Subdomain[] {
    return this.#parts
      .filter((part) => part !== undefined)
      .map(({ id, label, pieces }) => ({ id, label, rows: inOrder(pieces) }));
  }

  #push(trainRows: number, place: number): void {
    const key = trainRows * this.#parts.length + place;
    let at = this.#heap.push(key) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#heap[above]! > key; at = above, above = (at - 1) >> 1) {
      this.#heap[at] = this.#heap[above]!;
    }
    this.#heap[at] = key;
  }

  #pop(): number | undefined {
    const heap = this.#heap;
    const least = heap[0];
    const key = heap.pop();
    if (key === undefined || heap.length === 0) return least;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && heap[below + 1]! < heap[below]!) below++;
      if (heap[below]! >= key) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = key;
    return least;
  }
}
