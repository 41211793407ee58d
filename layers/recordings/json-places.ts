/** Where in a JSON text something lies; line and column from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Where every value of a JSON text starts, by its path, such as `recordings[3].split`. */
export interface JsonPlaces {
  readonly places: ReadonlyMap<string, TextPlace>;
  /** Names that an object has twice; JSON.parse would silently keep the last. */
  readonly twice: readonly { readonly path: string; readonly place: TextPlace }[];
  /** Where the text stops being JSON. */
  readonly broken?: { readonly place: TextPlace; readonly found: string; readonly expected: string };
}

/**
 * Walks over a JSON text (RFC 8259) to say where things are. `JSON.parse` gives no places, and for some errors no
 * position either; its values are used, only the places come from here.
 */
export function jsonPlaces(text: string): JsonPlaces {
  const walker = new Walker(text);
  try {
    walker.document();
  } catch (stop) {
    if (!(stop instanceof Broken)) throw stop;
    const found =
      stop.at < text.length ? JSON.stringify(text.slice(stop.at, stop.at + 20)) : 'the end of the text';
    return { ...walker.result(), broken: { place: placeOf(text, stop.at), found, expected: stop.expected } };
  }
  return walker.result();
}

/** `recordings[3].split` */
export function jsonPath(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, '');
}

const MOST_DEPTH = 100;

class Broken extends Error {
  readonly at: number;
  readonly expected: string;
  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
    this.expected = expected;
  }
}

class Walker {
  readonly #text: string;
  #at = 0;
  readonly #starts = new Map<string, number>();
  readonly #twice: { path: string; at: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value('', 0);
    this.#space();
    if (this.#at < this.#text.length) throw new Broken(this.#at, 'the end of the text');
  }

  result(): JsonPlaces {
    const lines = lineStarts(this.#text);
    const place = (at: number) => placeIn(lines, at);
    return {
      places: new Map([...this.#starts].map(([path, at]) => [path, place(at)])),
      twice: this.#twice.map(({ path, at }) => ({ path, place: place(at) })),
    };
  }

  #value(path: string, depth: number): void {
    this.#space();
    this.#starts.set(path, this.#at);
    if (depth > MOST_DEPTH) throw new Broken(this.#at, `at most ${MOST_DEPTH} levels`);
    const first = this.#text[this.#at];
    if (first === '{') this.#object(path, depth);
    else if (first === '[') this.#array(path, depth);
    else if (first === '"') this.#string('a string closed by a double quote');
    else
      this.#match(
        LITERAL,
        'a value: an object, a list, a string in double quotes, a number, true, false or null',
      );
  }

  #object(path: string, depth: number): void {
    const seen = new Set<string>();
    this.#at++;
    if (this.#isNext('}')) return;
    do {
      this.#space();
      const start = this.#at;
      const key = this.#string('a name in double quotes');
      const inner = jsonPath(path === '' ? [key] : [path, key]);
      if (seen.has(key)) this.#twice.push({ path: inner, at: start });
      seen.add(key);
      if (!this.#isNext(':')) throw new Broken(this.#at, "':' after the name");
      this.#value(inner, depth + 1);
    } while (this.#isNext(','));
    if (!this.#isNext('}')) throw new Broken(this.#at, "',' or '}'");
  }

  #array(path: string, depth: number): void {
    this.#at++;
    if (this.#isNext(']')) return;
    let index = 0;
    do this.#value(`${path}[${index++}]`, depth + 1);
    while (this.#isNext(','));
    if (!this.#isNext(']')) throw new Broken(this.#at, "',' or ']'");
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
      else if (ESCAPE.test(text.slice(at, at + 6))) at += text[at + 1] === 'u' ? 6 : 2;
      else throw new Broken(at, 'one of the escapes of JSON after a backslash');
    }
    if (text[at] !== '"') throw new Broken(start, expected);
    this.#at = at + 1;
    return JSON.parse(text.slice(start, at + 1)) as string;
  }

  #match(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined) throw new Broken(this.#at, expected);
    this.#at += match.length;
    return match;
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }
}

const ESCAPE = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;
const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function placeOf(text: string, at: number): TextPlace {
  return placeIn(lineStarts(text), at);
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
