/** A place in a JSON text; line and column from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Faults that a walk over a JSON text finds. */
export interface JsonCheck {
  /** The first names that an object has twice; JSON.parse would silently keep the last value. */
  readonly twice: readonly { readonly path: string; readonly place: TextPlace }[];
  /** Number of all names that an object has twice. */
  readonly twiceCount: number;
  /** The place at which the text stops being JSON, or exceeds a bound (`isTooMuch`). */
  readonly broken?: {
    readonly place: TextPlace;
    readonly found: string;
    readonly expected: string;
    readonly isTooMuch: boolean;
  };
}

/**
 * Checks a JSON text (RFC 8259) and finds the place where it is broken. `JSON.parse` gives no line, and for some errors no
 * position either. It also accepts any depth, so that a walk over its values can run out of stack.
 */
export function checkJson(text: string): JsonCheck {
  const walker = new Walker(text);
  try {
    walker.document();
  } catch (stop) {
    if (!(stop instanceof Broken)) throw stop;
    const { at, expected, isTooMuch } = stop;
    const found = at < text.length ? JSON.stringify(text.slice(at, at + 20)) : 'the end of the text';
    const broken = { place: placeIn(lineStarts(text), at), found, expected, isTooMuch };
    return { ...walker.twice(), broken };
  }
  return walker.twice();
}

/**
 * The places at which the values of some paths start, such as `recordings[3].split`. If a path is absent, its place is that
 * of the nearest value around it. Paths are looked up on the way through the text: a list of all paths would be far longer
 * than the text.
 */
export function placesOf(text: string, paths: Iterable<string>): Map<string, TextPlace> {
  const wanted = new Wanted();
  const nodes = new Map([...new Set(paths)].map((path) => [path, wanted.add(path)]));
  new Walker(text, wanted).document();
  const lines = lineStarts(text);
  return new Map([...nodes].map(([path, node]) => [path, placeIn(lines, node.nearest())]));
}

/** `recordings[3].split` */
export function jsonPath(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, '');
}

/** Bounds of a text. No manifest or request reaches a tenth of any. */
const mostDepth = 100;
const mostNameCharacters = 200;
const mostNumberCharacters = 400;
const mostTwice = 20;

class Broken extends Error {
  readonly at: number;
  readonly expected: string;
  readonly isTooMuch: boolean;
  constructor(at: number, expected: string, isTooMuch = false) {
    super(expected);
    this.at = at;
    this.expected = expected;
    this.isTooMuch = isTooMuch;
  }
}

/** A value on the path to a wanted value. */
class Wanted {
  start = 0;
  readonly #around: Wanted | undefined;
  readonly #inside = new Map<string | number, Wanted>();
  #isThere = false;

  constructor(around?: Wanted) {
    this.#around = around;
  }

  add(path: string): Wanted {
    let node: Wanted = this;
    for (const [part, index] of path.matchAll(/[^.[\]]+|\[(\d+)\]/g)) {
      const key = index === undefined ? part : Number(index);
      const next = node.#inside.get(key) ?? new Wanted(node);
      node.#inside.set(key, next);
      node = next;
    }
    return node;
  }

  inside(key: string | number): Wanted | undefined {
    return this.#inside.get(key);
  }

  startsAt(start: number): void {
    this.start = start;
    this.#isThere = true;
  }

  nearest(): number {
    return this.#isThere || !this.#around ? this.start : this.#around.nearest();
  }
}

class Walker {
  readonly #text: string;
  readonly #root: Wanted | undefined;
  readonly #path: (string | number)[] = [];
  readonly #twice: { path: string; at: number }[] = [];
  #twiceCount = 0;
  #at = 0;

  constructor(text: string, root?: Wanted) {
    this.#text = text;
    this.#root = root;
  }

  document(): void {
    this.#value(this.#root);
    this.#space();
    if (this.#at < this.#text.length) throw new Broken(this.#at, 'the end of the text');
  }

  twice(): JsonCheck {
    const lines = this.#twice.length > 0 ? lineStarts(this.#text) : [0];
    return {
      twice: this.#twice.map(({ path, at }) => ({ path, place: placeIn(lines, at) })),
      twiceCount: this.#twiceCount,
    };
  }

  #value(wanted: Wanted | undefined): void {
    this.#space();
    wanted?.startsAt(this.#at);
    if (this.#path.length > mostDepth) throw new Broken(this.#at, `at most ${mostDepth} levels`, true);
    const first = this.#text[this.#at];
    if (first === '{') this.#object(wanted);
    else if (first === '[') this.#array(wanted);
    else if (first === '"') this.#string('a string closed by a double quote');
    else
      this.#literal('a value: an object, a list, a string in double quotes, a number, true, false or null');
  }

  #object(wanted: Wanted | undefined): void {
    const seen = new Set<string>();
    this.#at++;
    if (this.#isNext('}')) return;
    do {
      this.#space();
      const start = this.#at;
      const key = this.#string('a name in double quotes');
      if (key.length > mostNameCharacters)
        throw new Broken(start, `names of at most ${mostNameCharacters} characters`, true);
      this.#path.push(key);
      if (seen.has(key)) this.#noteTwice(start);
      seen.add(key);
      if (!this.#isNext(':')) throw new Broken(this.#at, "':' after the name");
      this.#value(wanted?.inside(key));
      this.#path.pop();
    } while (this.#isNext(','));
    if (!this.#isNext('}')) throw new Broken(this.#at, "',' or '}'");
  }

  #array(wanted: Wanted | undefined): void {
    this.#at++;
    if (this.#isNext(']')) return;
    let index = 0;
    do {
      this.#path.push(index);
      this.#value(wanted?.inside(index));
      this.#path.pop();
      index++;
    } while (this.#isNext(','));
    if (!this.#isNext(']')) throw new Broken(this.#at, "',' or ']'");
  }

  #noteTwice(at: number): void {
    if (++this.#twiceCount <= mostTwice) this.#twice.push({ path: jsonPath(this.#path), at });
  }

  #isNext(mark: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  /** By hand: a regular expression would run out of stack in a long string. */
  #string(expected: string): string {
    const text = this.#text;
    const start = this.#at;
    if (text[start] !== '"') throw new Broken(start, expected);
    let at = start + 1;
    while (at < text.length && text[at] !== '"' && text[at]! >= ' ') {
      if (text[at] !== '\\') at++;
      else if (escapePattern.test(text.slice(at, at + 6))) at += text[at + 1] === 'u' ? 6 : 2;
      else throw new Broken(at, 'one of the escapes of JSON after a backslash');
    }
    if (text[at] !== '"') throw new Broken(start, expected);
    this.#at = at + 1;
    return JSON.parse(text.slice(start, at + 1)) as string;
  }

  #literal(expected: string): void {
    const near = this.#text.slice(this.#at, this.#at + mostNumberCharacters + 1);
    const match = literalPattern.exec(near)?.[0];
    if (match === undefined) throw new Broken(this.#at, expected);
    if (match.length > mostNumberCharacters)
      throw new Broken(this.#at, `numbers of at most ${mostNumberCharacters} characters`, true);
    this.#at += match.length;
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }
}

const escapePattern = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;
const literalPattern = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function placeIn(starts: readonly number[], at: number): TextPlace {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - starts[low]! + 1 };
}
