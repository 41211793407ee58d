/**
 * Shapes of parsed JSON, to check the file of a model. They replace a validation library at a hundredth of its size,
 * because browsers load them with the predictor. A shape gives one sentence a fault, `path: what`.
 */
export interface Shape<T> {
  (value: unknown, path: string): Iterable<string>;
  /** Never set: it carries the type. */
  readonly type?: T;
}

export type TypeOf<S> = S extends Shape<infer T> ? T : never;

/** The faults of a parsed file. */
export function faultsOfShape<T>(shape: Shape<T>, value: unknown): string[] {
  return [...shape(value, '')];
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** A lower bound that is itself not allowed. */
  readonly above?: number;
  readonly isWhole?: boolean;
}

/** A finite number. */
export function number({
  least = -Infinity,
  most = Infinity,
  above = -Infinity,
  isWhole,
}: Bounds = {}): Shape<number> {
  const bounds = [
    isWhole ? 'a whole number' : 'a number',
    ...(least > -Infinity ? [`from ${least}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(most < Infinity ? [`to ${most}`] : []),
  ];
  return check(
    (value) =>
      Number.isFinite(value) &&
      (value as number) >= least &&
      (value as number) <= most &&
      (above === -Infinity || (value as number) > above) &&
      (!isWhole || Number.isInteger(value)),
    bounds.join(' '),
  );
}

export function boolean(): Shape<boolean> {
  return check((value) => typeof value === 'boolean', 'true or false');
}

export function text({ least = 0, most = Infinity } = {}): Shape<string> {
  return check(
    (value) => typeof value === 'string' && value.length >= least && value.length <= most,
    'a text of fitting length',
  );
}

export function textLike(pattern: RegExp, expected: string): Shape<string> {
  return check((value) => typeof value === 'string' && pattern.test(value), expected);
}

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return check(
    (value) => allowed.includes(value as T),
    allowed.map((one) => JSON.stringify(one)).join(' or '),
  );
}

export function nullOr<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? [] : shape(value, path));
}

export function list<T>(
  item: Shape<T>,
  { least = 0, most = Infinity }: { readonly least?: number; readonly most?: number } = {},
): Shape<readonly T[]> {
  return function* (value, path) {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      yield sentence(
        path,
        `a list${least > 0 ? ` of ${least} or more` : ''}${most < Infinity ? `, ${most} at most` : ''}`,
      );
      return;
    }
    for (const [at, entry] of value.entries()) yield* item(entry, inside(path, String(at)));
  };
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return function* (value, path) {
    if (!Array.isArray(value) || value.length !== 2) {
      yield sentence(path, 'a list of two');
      return;
    }
    yield* first(value[0], inside(path, '0'));
    yield* second(value[1], inside(path, '1'));
  };
}

/** An object whose fields are names. */
export function recordOf<T>(name: Shape<string>, entry: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return function* (value, path) {
    if (!isObject(value)) {
      yield sentence(path, 'an object');
      return;
    }
    for (const [key, own] of Object.entries(value)) {
      yield* name(key, inside(path, key));
      yield* entry(own, inside(path, key));
    }
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Whole<F extends Fields> = { readonly [K in keyof F]: TypeOf<F[K]> };

/** An object with these fields and no others. */
export function object<Needed extends Fields, Optional extends Fields = Record<never, never>>(
  needed: Needed,
  optional?: Optional,
): Shape<Whole<Needed> & Partial<Whole<Optional>>> {
  const shapes = new Map(Object.entries({ ...optional, ...needed }));
  return function* (value, path) {
    if (!isObject(value)) {
      yield sentence(path, 'an object');
      return;
    }
    for (const [key, shape] of shapes) {
      const isThere = Object.hasOwn(value, key);
      if (isThere) yield* shape(value[key], inside(path, key));
      else if (Object.hasOwn(needed, key)) yield sentence(inside(path, key), 'a field');
    }
    for (const key of Object.keys(value)) {
      if (!shapes.has(key))
        yield `${path === '' ? 'model.json' : path}: an unknown field ${JSON.stringify(key)}`;
    }
  };
}

/** Objects whose `kind` determines their fields. */
export function byKind<Kinds extends Readonly<Record<string, Shape<{ readonly kind: string }>>>>(
  kinds: Kinds,
): Shape<TypeOf<Kinds[keyof Kinds]>> {
  return (value, path) => {
    const kind = isObject(value) ? value.kind : undefined;
    const isKnown = typeof kind === 'string' && Object.hasOwn(kinds, kind);
    if (isKnown) return kinds[kind]!(value, path);
    const expected = Object.keys(kinds).map((name) => JSON.stringify(name));
    return [sentence(inside(path, 'kind'), expected.join(' or '))];
  };
}

function check<T>(isRight: (value: unknown) => boolean, expected: string): Shape<T> {
  return (value, path) => (isRight(value) ? [] : [sentence(path, expected)]);
}

function sentence(path: string, expected: string): string {
  return `${path === '' ? 'model.json' : path}: expected ${expected}`;
}

function inside(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
