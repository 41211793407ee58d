import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { FaultError } from './fault-error.ts';
import { cutFaults, faultBounds } from './fault-list.ts';

const fault = (code: string, more: Partial<Fault> = {}): Fault => ({
  code,
  what: 'A field is unknown.',
  where: { column: 'x' },
  found: '"x"',
  expected: 'a field',
  fix: 'Remove the field.',
  ...more,
});
const many = (code: string, count: number, more: Partial<Fault> = {}) =>
  Array.from({ length: count }, () => fault(code, more));
const bytesOf = (faults: readonly Fault[]) => Buffer.byteLength(JSON.stringify(faults));

describe('a list of faults', () => {
  it('stays as it is if it is short', () => {
    const faults = [...many('A', 3), fault('B')];
    expect(cutFaults(faults)).toEqual(faults);
  });

  it('is cut with a count for each kind, and keeps every kind', () => {
    const cut = cutFaults([...many('A', 4413), ...many('B', 2), ...many('C', 1_000_000)]);
    const last = (code: string) => cut.filter((one) => one.code === code).at(-1)!;
    expect(cut.filter(({ code }) => code === 'A')).toHaveLength(200);
    expect(last('A').what).toBe('A field is unknown. (And 4,213 more of this kind.)');
    expect(last('B').what).toBe('A field is unknown.');
    expect(last('C').what).toContain('(And 999,800 more of this kind.)');
  });

  it('cuts a text of any length', () => {
    const [cut] = cutFaults([fault('A', { found: 'x'.repeat(1e6), where: { column: 'y'.repeat(1e6) } })]);
    expect(cut!.found).toHaveLength(faultBounds.characters);
    expect(cut!.where.column).toHaveLength(faultBounds.characters);
  });

  it('is never larger than its bounds, whatever the faults', () => {
    const text = fc.string({ maxLength: 30 }).map((part) => part.repeat(200));
    const one = fc.record({
      code: fc.string({ unit: fc.constantFrom('A', 'B', 'C'), maxLength: 3 }),
      what: text,
      where: fc.record({ file: text, row: fc.nat(), column: text }),
      found: text,
      expected: text,
      fix: text,
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (some, times) => {
        const faults = Array.from({ length: times }, () => some).flat();
        const cut = cutFaults(faults);
        expect(bytesOf(cut)).toBeLessThanOrEqual(faultBounds.bytes);
        expect(cut.length).toBeLessThanOrEqual(faultBounds.faults);
        const error = new FaultError(faults);
        expect(bytesOf(error.faults)).toBeLessThanOrEqual(faultBounds.bytes);
      }),
      { numRuns: 60 },
    );
  });
});
