import { grouped } from '../numbers/index.ts';
import type { Fault } from './fault.ts';

/**
 * Bounds of a list of faults. Nobody reads more than some hundred, and an answer must stay small however much is wrong:
 * five megabytes of unknown fields once made ninety megabytes of faults.
 */
export const faultBounds = {
  faults: 1_000,
  /** Faults of one code. */
  alike: 200,
  /** Size as JSON in UTF-8. */
  bytes: 256 * 1024,
  /** Length of each text of a fault. */
  characters: 1_000,
} as const;

/**
 * Faults in the order in which they were found, cut to `faultBounds`: the last fault of each kind says how many more there
 * are. The list keeps its bounds while it grows.
 */
export class FaultList {
  readonly #kept: Fault[] = [];
  readonly #kinds = new Map<string, { kept: number; all: number }>();
  #bytes = 0;

  add(faults: Iterable<Fault>): void {
    for (const fault of faults) this.#addOne(fault);
  }

  /** The faults of the list with further ones, which are not added to it. */
  and(faults: Iterable<Fault>): Fault[] {
    const list = new FaultList();
    list.#kept.push(...this.#kept);
    for (const [code, { kept, all }] of this.#kinds) list.#kinds.set(code, { kept, all });
    list.#bytes = this.#bytes;
    list.add(faults);
    return list.faults;
  }

  /** The faults that were kept. If more of a kind were found, the last of that kind says how many. */
  get faults(): Fault[] {
    const last = new Map(this.#kept.map(({ code }, at) => [code, at]));
    return this.#kept.map((fault, at) => {
      const { kept, all } = this.#kinds.get(fault.code)!;
      if (all === kept || last.get(fault.code) !== at) return fault;
      return { ...fault, what: `${fault.what} (And ${grouped(all - kept)} more of this kind.)` };
    });
  }

  /** The first fault of a kind is kept as long as there is any room, so that every kind is reported. */
  #addOne(fault: Fault): void {
    const kind = this.#kinds.get(fault.code) ?? { kept: 0, all: 0 };
    if (kind.all === 0 && this.#kinds.size >= faultBounds.faults) return;
    this.#kinds.set(fault.code, kind);
    kind.all++;
    if (kind.kept >= faultBounds.alike || this.#kept.length >= faultBounds.faults) return;
    const short = shortened(fault);
    const bytes = bytesOf(short) + countBytes;
    const isFirst = kind.kept === 0;
    // A quarter of the room is left to kinds that are yet to come.
    if (this.#bytes + bytes > (isFirst ? faultBounds.bytes : 0.75 * faultBounds.bytes)) return;
    this.#bytes += bytes;
    kind.kept++;
    this.#kept.push(short);
  }
}

/** The faults unchanged if they keep to the bounds, as after an earlier cut; else cut, with a count. */
export function cutFaults(faults: readonly Fault[]): Fault[] {
  if (isWithinBounds(faults)) return [...faults];
  const list = new FaultList();
  list.add(faults);
  return list.faults;
}

function isWithinBounds(faults: readonly Fault[]): boolean {
  if (faults.length > faultBounds.faults) return false;
  const alike = Map.groupBy(faults, ({ code }) => code).values();
  if ([...alike].some(({ length }) => length > faultBounds.alike)) return false;
  const isShort = faults.every((fault) => shortened(fault) === fault);
  return isShort && bytesOf(faults) <= faultBounds.bytes;
}

/** Length as JSON in UTF-8; browsers have no `Buffer`. */
function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

/** Room for the count and a comma. */
const countBytes = 48;

function shortened(fault: Fault): Fault {
  const { code, what, where, found, expected, fix } = fault;
  const texts = [what, found, expected, fix, where.file ?? '', where.column ?? ''];
  if (texts.every((text) => text.length <= faultBounds.characters)) return fault;
  return {
    code,
    what: cut(what),
    where: {
      ...where,
      ...(where.file !== undefined && { file: cut(where.file) }),
      ...(where.column !== undefined && { column: cut(where.column) }),
    },
    found: cut(found),
    expected: cut(expected),
    fix: cut(fix),
  };
}

function cut(text: string): string {
  return text.length <= faultBounds.characters ? text : `${text.slice(0, faultBounds.characters - 1)}…`;
}

/** 4,213 */
