import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { keys } from './keys.ts';

const names: [good: string, bad: string][] = [
  ['knee', ''],
  ['knee-two-sites', 'knee/two-sites'],
  ['2-sites', '-2-sites'],
  ['knee', 'Knee'],
  ['knee', 'knee '],
  ['knee', 'knee\n'],
  ['knee-1', 'knee_1'],
  ['knee', 'knée'],
  ['a', '.'],
  ['a', '..'],
  ['a'.repeat(80), 'a'.repeat(81)],
];

const paths: [good: string, bad: string][] = [
  ['a.csv', ''],
  ['bogota/1A_sen.csv', '/bogota/1A_sen.csv'],
  ['bogota/a.csv', 'bogota//a.csv'],
  ['bogota/a.csv', 'bogota/'],
  ['a..csv', '..'],
  ['...', '../a.csv'],
  ['b/..a.csv', 'b/../a.csv'],
  ['.hidden', './a.csv'],
  ['b/.c/a.csv', 'b/./a.csv'],
  ['b-a.csv', 'b\\a.csv'],
  ['día 1 (µV), 50% less.csv'.replace('%', ''), 'a%2e%2e.csv'],
  ['a b.csv', 'a\tb.csv'],
  ['a.csv', 'a.csv\n'],
  ['a.csv', 'a.csv\0'],
  [`${'a/'.repeat(255)}aa`, `${'a/'.repeat(255)}aaa`],
  ['a'.repeat(220), 'a'.repeat(221)],
  [`b/${'é'.repeat(110)}/a.csv`, `b/${'é'.repeat(111)}/a.csv`],
];

describe('keys', () => {
  it.each(names)('take the name %j, and refuse %j', (good, bad) => {
    expect(keys.manifest(good)).toBe(`studies/${good}/study.json`);
    expect(keys.local(good, good, good, 'a')).toBe(`runs/${good}/${good}/local/${good}/a`);
    for (const make of [
      () => keys.manifest(bad),
      () => keys.latest(bad),
      () => keys.runPrefix('knee', bad),
      () => keys.modelPrefix('knee', bad),
      () => keys.local('knee', 'r1', bad, 'a'),
    ]) {
      expect(make).toThrow(FaultError);
    }
  });

  it.each(paths)('take the file %j, and refuse %j', (good, bad) => {
    expect(keys.studyFile('knee', good)).toBe(`studies/knee/${good}`);
    for (const make of [
      () => keys.studyFile('knee', bad),
      () => keys.prepared('knee', 'r1', bad),
      () => keys.local('knee', 'r1', 'time-1', bad),
      () => keys.model('knee', 'r1', bad),
    ]) {
      expect(make).toThrow(FaultError);
    }
  });

  it('are refused with the fault and its fix', () => {
    const faultOf = (make: () => string) => {
      try {
        return make();
      } catch (error) {
        return (error as FaultError).faults[0];
      }
    };
    expect(faultOf(() => keys.manifest('Knee'))).toMatchObject({ code: 'NAME_INVALID', found: '"Knee"' });
    expect(faultOf(() => keys.studyFile('knee', '../x'))).toMatchObject({
      code: 'FILE_NAME_INVALID',
      where: { file: '../x' },
      fix: 'Rename the file and the entry in study.json.',
    });
  });

  const part = fc.oneof(
    fc.constantFrom('..', '.', '', '/', '//', '\\', '%2e%2e', 'a', 'A', '-', ' ', '\u202e', '\ud800', 'é'),
    fc.string({ maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const anything = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));

  it('never lead out of their prefix, whatever the names', () => {
    fc.assert(
      fc.property(anything, anything, anything, anything, (study, run, subdomain, file) => {
        const made = [
          () => [keys.studyFile(study, file), 'studies/', study],
          () => [keys.prepared(study, run, file), 'runs/', study],
          () => [keys.local(study, run, subdomain, file), 'runs/', study],
          () => [keys.local('knee', 'r1', 'time-1', file), 'runs/knee/r1/local/time-1/', ''],
          () => [keys.model('knee', 'r1', file), 'models/knee/r1/', ''],
          () => [keys.studyFile('knee', file), 'studies/knee/', ''],
          () => [keys.local('knee', 'r1', subdomain, 'a'), 'runs/knee/r1/local/', ''],
        ];
        for (const make of made) {
          let answer: string[];
          try {
            answer = make() as string[];
          } catch (error) {
            expect(error).toBeInstanceOf(FaultError);
            continue;
          }
          const [key, prefix, name] = answer as [string, string, string];
          const url = new URL(`http://bucket/${encodeURI(key)}`);
          expect(key.startsWith(`${prefix}${name}`)).toBe(true);
          // As a URL and as a path it stays where it is: nothing in it is resolved away.
          expect(decodeURI(url.pathname)).toBe(`/${key}`);
          expect(key).not.toMatch(/\/\/|(^|\/)\.\.?(\/|$)|\\|[\p{Cc}\p{Cf}]/u);
          expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of different names are different', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
    fc.assert(
      fc.property(fc.tuple(name, name, name), fc.tuple(name, name, name), (a, b) => {
        const isSame = a.every((value, at) => value === b[at]);
        expect(keys.local(...a, 'x') === keys.local(...b, 'x')).toBe(isSame);
      }),
    );
  });
});
