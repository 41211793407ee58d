import { describe, expect, it } from 'vitest';
import { allNames, type GivenKinds, noNames } from '../../layers/model/inputs/index.ts';
import type { Score } from '../../layers/model/weighing/index.ts';
import { Progress } from '../progress.ts';
import { type ModelResult, resultLines } from './result-lines.ts';
import { tableLines } from './table.ts';
import { whyPublished } from './why-published.ts';
import { columnsOf, say } from './window.ts';
import { wrapped } from './wrap.ts';

describe('a line', () => {
  it('stays as it is if it fits', () => {
    expect(wrapped('a  b', 4)).toEqual(['a  b']);
  });

  it('is broken at spaces, and indented like its text', () => {
    expect(wrapped('  fix       Write "s01" if that is meant.', 26)).toEqual([
      '  fix       Write "s01" if',
      '            that is meant.',
    ]);
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('keeps a path whole, on its own line', () => {
    const path = '/a/long/path/to/a/model';
    expect(wrapped(`see ${path} there`, 12)).toEqual(['see', path, 'there']);
  });
});

describe('the window', () => {
  const written: string[] = [];
  const stream = (changes: object) =>
    ({ write: (text: string) => written.push(text) > 0, isTTY: true, columns: 40, ...changes }) as never;

  it('has the columns of the terminal; if there is none, those of COLUMNS, or 80', () => {
    expect(columnsOf(stream({}), {})).toBe(40);
    expect(columnsOf(stream({ isTTY: false, columns: undefined }), {})).toBe(80);
    expect(columnsOf(stream({ isTTY: false }), { COLUMNS: '100' })).toBe(100);
    expect(columnsOf(stream({ isTTY: false }), { COLUMNS: 'wide' })).toBe(80);
  });

  it('is never exceeded', () => {
    say(stream({}), ['word '.repeat(50).trim()]);
    expect(
      written
        .join('')
        .split('\n')
        .every((line) => line.length <= 40),
    ).toBe(true);
  });

  it.each([true, false])('is not exceeded by progress either (terminal: %s)', (isTTY) => {
    written.length = 0;
    const progress = new Progress(stream({ isTTY, columns: 40 }), () => 0);
    progress.show('word '.repeat(50).trim());
    progress.end('word '.repeat(50).trim());
    const lines = written.join('').replaceAll('\r\x1b[2K', '\n').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(isTTY ? 40 : 80);
  });
});

describe('a table', () => {
  it('shortens its names, not its figures', () => {
    expect(
      tableLines(
        [
          ['', 'RMSE'],
          ['single (one model)', '8.7'],
        ],
        20,
      ),
    ).toEqual(['                RMSE', 'single (one m…   8.7']);
  });
});

const score = (model: string, rmse: number | null): Score => ({
  scope: 'all',
  name: 'all',
  model,
  given: allNames,
  unit: 'deg',
  rmse,
  nrmse: rmse === null ? null : rmse / 100,
  nrmseDivisor: 'range of the measured values',
  r: 0.9,
  r2: 0.8,
  n: 1234,
});
const errors = (byMode: Readonly<Record<string, number | null>>, given: GivenKinds = allNames) =>
  Object.entries(byMode).map(([mode, error]) => ({ mode, given, error }));
const result: ModelResult = {
  joint: 'wrist',
  mode: 'blended',
  wanted: 'auto',
  scores: [
    score('blended', 8),
    score('single', 10),
    score('gated', 9),
    score('forest', 8.5),
    score('ridge', 13),
  ],
  validationErrors: errors({ blended: 0.2, gated: 0.3, single: 0.25, forest: 0.22 }),
  division: 'divided by task, as there are 4 tasks',
  localModels: { subdomains: 4, networks: 12, forests: 1065, dropped: 0 },
};

describe('the result of a run', () => {
  it('is one sentence, four rows, and why this mode was published', () => {
    const lines = resultLines(result, 80);
    expect(lines[0]).toBe(
      'The published model misses the wrist angle by 8.0 degrees (RMSE on 1,234 held-out rows), 0.80 times the error of one model on everything.',
    );
    expect(lines.slice(3, 7).map((line) => line.split(/\s{2,}/))).toEqual([
      ['published (blended)', '8.0', '8.0', '0.90'],
      ['single (one model on everything)', '10.0', '10.0', '0.90'],
      ["forest (extra trees, the product's own)", '8.5', '8.5', '0.90'],
      ['ridge (linear regression)', '13.0', '13.0', '0.90'],
    ]);
    expect(lines.slice(-2)).toEqual([
      'Why blended: least error of 4 modes on validation rows (0.200, single 0.250, forest 0.220; RMSE divided by the deviation of the training rows).',
      'The study is divided by task, as there are 4 tasks: 4 sub-domains; 12 networks and 1,065 forests.',
    ]);
  });

  it('counts networks alone if no forest was grown, and the local models that are lost', () => {
    const last = (localModels: ModelResult['localModels']) =>
      resultLines({ ...result, localModels }, 80).at(-1);
    expect(last({ subdomains: 1, networks: 1, forests: 0, dropped: 0 })).toMatch(
      /: 1 sub-domain; 1 network\.$/,
    );
    expect(last({ subdomains: 4, networks: 3, forests: 1, dropped: 2 })).toMatch(
      /: 4 sub-domains; 3 networks and 1 forest, 2 lost\.$/,
    );
  });

  it('has a dash for forests if none was grown', () => {
    const scores = result.scores.filter(({ model }) => model !== 'forest');
    const row = resultLines({ ...result, scores }, 80).find((line) => line.startsWith('forest'));
    expect(row?.split(/\s{2,}/)).toEqual(["forest (extra trees, the product's own)", '–', '–', '–']);
  });

  it('has no figures if nothing was held out', () => {
    expect(resultLines({ ...result, scores: [score('blended', null)] }, 80)[0]).toBe(
      'The error of the model is unknown, since nothing was held out.',
    );
  });

  it('does not compare one model on everything with itself', () => {
    expect(resultLines({ ...result, mode: 'single' }, 80)[0]).not.toContain('times');
  });
});

describe('why a mode was published', () => {
  it.each([
    [{ mode: 'gated', wanted: 'gated', validationErrors: [] }, 'the manifest sets it'],
    [
      { mode: 'gated', wanted: 'uniform', validationErrors: errors({ gated: 0.3 }) },
      'sets uniform, which is not sound',
    ],
    [{ mode: 'inverse-error', validationErrors: errors({ 'inverse-error': null }) }, 'no rows on which'],
    [
      {
        mode: 'single',
        validationErrors: [
          ...errors({ gated: 0.3, single: 0.301 }),
          ...errors({ gated: 0.5, single: 0.4 }, noNames),
        ],
      },
      'as good on validation rows as gated (0.301 to 0.300',
    ],
    [
      {
        mode: 'nested',
        validationErrors: [
          ...errors({ blended: 0.3, nested: 0.301 }),
          ...errors({ blended: 0.4, nested: 0.5 }, noNames),
        ],
      },
      'as good on validation rows as blended (0.301 to 0.300; RMSE divided by the deviation of the training rows); its shares',
    ],
  ])('%o', (choice, reason) => {
    expect(whyPublished(choice)).toContain(reason);
  });

  it('is not shown for models without validation errors', () => {
    expect(whyPublished({ mode: 'gated', validationErrors: [] })).toBeUndefined();
  });
});
