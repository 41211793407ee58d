import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boolean,
  byKind,
  faultsOfShape,
  list,
  nullOr,
  number,
  object,
  oneOf,
  pair,
  recordOf,
  text,
} from './shape.ts';

const shape = object(
  {
    name: text({ least: 1, most: 3 }),
    unit: oneOf('rad'),
    rateHz: number({ above: 0 }),
    lags: list(number({ least: 0, isWhole: true }), { least: 1, most: 2 }),
    band: pair(number(), number()),
    scales: recordOf(text({ most: 2 }), list(number())),
    gate: nullOr(byKind({ constant: object({ kind: oneOf('constant'), is: boolean() }) })),
  },
  { more: number() },
);
const right = () => ({
  name: 'emg',
  unit: 'rad',
  rateHz: 50,
  lags: [0, 3],
  band: [20, 450],
  scales: { a: [1] },
  gate: { kind: 'constant', is: true } as unknown,
});
const faults = (changes: object) => faultsOfShape(shape, { ...right(), ...changes });

describe('a shape', () => {
  it('accepts values that have it, with optional fields and without', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ more: 1, gate: null })).toEqual([]);
  });

  it.each<[object, string]>([
    [{ name: '' }, 'name: expected a text of fitting length'],
    [{ name: 'four' }, 'name: expected a text of fitting length'],
    [{ unit: 'deg' }, 'unit: expected "rad"'],
    [{ rateHz: 0 }, 'rateHz: expected a number above 0'],
    [{ rateHz: Number.POSITIVE_INFINITY }, 'rateHz: expected a number above 0'],
    [{ rateHz: '50' }, 'rateHz: expected a number above 0'],
    [{ lags: [] }, 'lags: expected a list of 1 or more, 2 at most'],
    [{ lags: [0, 1, 2] }, 'lags: expected a list of 1 or more, 2 at most'],
    [{ lags: [0, 0.5] }, 'lags.1: expected a whole number from 0'],
    [{ band: [1] }, 'band: expected a list of two'],
    [{ band: [1, null] }, 'band.1: expected a number'],
    [{ scales: [] }, 'scales: expected an object'],
    [{ scales: { abc: [1] } }, 'scales.abc: expected a text of fitting length'],
    [{ scales: { a: [Number.NaN] } }, 'scales.a.0: expected a number'],
    [{ gate: {} }, 'gate.kind: expected "constant"'],
    [{ gate: { kind: 'toString' } }, 'gate.kind: expected "constant"'],
    [{ gate: { kind: 'constant' } }, 'gate.is: expected a field'],
    [{ other: 1 }, 'model.json: an unknown field "other"'],
    [{ more: null }, 'more: expected a number'],
  ])('of which %j differs is refused, and the sentence names the place', (changes, expected) => {
    expect(faults(changes)).toEqual([expected]);
  });

  it('finds each field that is missing', () => {
    for (const field of Object.keys(right())) {
      const { [field]: _, ...rest } = right() as Record<string, unknown>;
      expect(faultsOfShape(shape, rest)).toEqual([`${field}: expected a field`]);
    }
  });

  it('does not take inherited fields for own ones', () => {
    const inherited = Object.create(right()) as object;
    expect(faultsOfShape(shape, inherited).length).toBe(7);
    const named = JSON.parse('{"__proto__":[1]}') as object;
    expect(faults({ scales: named })).toEqual(['scales.__proto__: expected a text of fitting length']);
  });

  it('finds faults in any other JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(faultsOfShape(shape, value).length).toBeGreaterThan(0);
      }),
    );
  });
});
