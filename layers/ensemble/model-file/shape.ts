/**
 * Shapes of JSON, written as zod's are and checked as zod checks them; a test compares the two. zod is 12 kB compressed and
 * this is less than 1 kB, which a page that predicts must load.
 */

/** One thing that is wrong, and where. */
export interface ShapeIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Check = (value: unknown, path: ShapeIssue['path'], issues: ShapeIssue[]) => void;

/** What a value must be. */
export class Shape<T> {
  /** Only there for the type. */
  declare readonly type: T;
  readonly check: Check;

  constructor(check: Check) {
    this.check = check;
  }

  /** Everything that is wrong with a value; nothing if it has this shape. */
  issues(value: unknown): ShapeIssue[] {
    const issues: ShapeIssue[] = [];
    this.check(value, [], issues);
    return issues;
  }

  optional(): Shape<T | undefined> {
    return new Shape((value, ...rest) => value === undefined || this.check(value, ...rest));
  }

  nullable(): Shape<T | null> {
    return new Shape((value, ...rest) => value === null || this.check(value, ...rest));
  }
}

/** The type of the values that have a shape. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

/** A shape whose values can be measured: numbers by their value, texts and lists by their length. */
class Bounded<T> extends Shape<T> {
  private readonly size: (value: T) => number;

  constructor(check: Check, size: (value: T) => number) {
    super(check);
    this.size = size;
  }

  min(least: number): Bounded<T> {
    return this.also((value) => this.size(value) >= least, `less than ${least}`);
  }

  max(most: number): Bounded<T> {
    return this.also((value) => this.size(value) <= most, `more than ${most}`);
  }

  positive(): Bounded<T> {
    return this.also((value) => this.size(value) > 0, 'not above 0');
  }

  regex(pattern: RegExp, meaning: string): Bounded<T> {
    return this.also((value) => pattern.test(value as string), `not ${meaning}`);
  }

  private also(isRight: (value: T) => boolean, message: string): Bounded<T> {
    return new Bounded((value, path, issues) => {
      const before = issues.length;
      this.check(value, path, issues);
      if (issues.length === before && !isRight(value as T)) issues.push({ path, message });
    }, this.size);
  }
}

const self = (value: number) => value;
const lengthOf = ({ length }: ArrayLike<unknown>) => length;

function that(isRight: (value: unknown) => boolean, what: string): Check {
  return (value, path, issues) => {
    if (!isRight(value)) issues.push({ path, message: `not ${what}` });
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A finite number. */
export function number(): Bounded<number> {
  return new Bounded<number>(that(Number.isFinite, 'a finite number'), self);
}

export function int(): Bounded<number> {
  return new Bounded<number>(that(Number.isSafeInteger, 'a whole number'), self);
}

/** Its bounds count UTF-16 code units. */
export function string(): Bounded<string> {
  return new Bounded<string>(
    that((value) => typeof value === 'string', 'a text'),
    lengthOf,
  );
}

export function boolean(): Shape<boolean> {
  return new Shape(that((value) => typeof value === 'boolean', 'true or false'));
}

export function literal<const T extends string | number>(only: T): Shape<T> {
  return oneOf([only]);
}

export function oneOf<const T extends string | number>(all: readonly T[]): Shape<T> {
  return new Shape(that((value) => all.includes(value as T), `one of ${all.join(', ')}`));
}

export function array<T>(item: Shape<T>): Bounded<T[]> {
  return new Bounded<T[]>((value, path, issues) => {
    if (!Array.isArray(value)) issues.push({ path, message: 'not a list' });
    else for (const [at, one] of value.entries()) item.check(one, [...path, at], issues);
  }, lengthOf);
}

/** A list with one shape for each place. */
export function tuple<T extends readonly [Shape<unknown>, ...Shape<unknown>[]]>(
  items: T,
): Shape<{ -readonly [At in keyof T]: Infer<T[At]> }> {
  return new Shape((value, path, issues) => {
    if (!Array.isArray(value) || value.length !== items.length)
      issues.push({ path, message: `not a list of ${items.length}` });
    else for (const [at, item] of items.entries()) item.check(value[at], [...path, at], issues);
  });
}

/** An object whose names all have one shape, and all values another. */
export function record<T>(name: Shape<string>, item: Shape<T>): Shape<Record<string, T>> {
  return new Shape((value, path, issues) => {
    if (!isObject(value)) {
      issues.push({ path, message: 'not an object' });
      return;
    }
    for (const [key, one] of Object.entries(value)) {
      name.check(key, [...path, key], issues);
      item.check(one, [...path, key], issues);
    }
  });
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalOf<S extends Fields> = {
  [K in keyof S]: undefined extends Infer<S[K]> ? K : never;
}[keyof S];
type ObjectOf<S extends Fields> = {
  [K in Exclude<keyof S, OptionalOf<S>>]: Infer<S[K]>;
} & { [K in OptionalOf<S>]?: Infer<S[K]> };

class ObjectShape<S extends Fields> extends Shape<ObjectOf<S>> {
  readonly shape: S;

  constructor(fields: S) {
    super((value, path, issues) => {
      if (!isObject(value)) {
        issues.push({ path, message: 'not an object' });
        return;
      }
      for (const [key, field] of Object.entries(fields)) {
        field.check(Object.hasOwn(value, key) ? value[key] : undefined, [...path, key], issues);
      }
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(fields, key)) issues.push({ path: [...path, key], message: 'not a known field' });
      }
    });
    this.shape = fields;
  }
}

/** An object with these fields and no others. */
export function strictObject<S extends Fields>(fields: S): ObjectShape<S> {
  return new ObjectShape(fields);
}

/** One of several objects, told apart by the text in one field. */
export function discriminatedUnion<S extends ObjectShape<Fields>>(
  field: string,
  all: readonly S[],
): Shape<Infer<S>> {
  return new Shape((value, path, issues) => {
    const one = all.find(({ shape }) => isObject(value) && shape[field]!.issues(value[field]).length === 0);
    if (one) one.check(value, path, issues);
    else issues.push({ path: [...path, field], message: 'not of a known kind' });
  });
}

/** A shape that is made at its first use, so that it may hold itself. */
export function lazy<T>(make: () => Shape<T>): Shape<T> {
  let made: Shape<T> | undefined;
  return new Shape((value, path, issues) => {
    made ??= make();
    made.check(value, path, issues);
  });
}
