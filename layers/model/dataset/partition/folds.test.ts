import { describe, expect, it } from 'vitest';
import { type SmallRows, smallProblem, smallTable } from '../../weighing/testing.ts';
import { rowUses } from '../sample-table.ts';
import { type Fold, foldsOfStudy, plannedFolds } from './folds.ts';
import { partition } from './partition.ts';

/** 50 rows a second. */
const part = (recording: number, rows: number) => ({
  recording,
  timesS: Float64Array.from({ length: rows }, (_, row) => 0.5 + row / 50),
});
const card = (subject: string, task = 'walk') => ({ subject, task });
const of = (folds: readonly Fold[], condition: Fold['condition']) =>
  folds.filter((fold) => fold.condition === condition);
/** Number of folds in which a moment of a recording is set aside. */
const timesAside = (folds: readonly Fold[], recording: number, timeS: number) =>
  folds.filter(({ aside }) =>
    aside.some((one) => one.recording === recording && timeS >= one.fromS && timeS <= one.toS),
  ).length;

describe('the folds of known people', () => {
  it('set each row of a recording aside once, in thirds of consecutive rows', () => {
    const parts = [part(0, 300), part(1, 301)];
    const folds = of(plannedFolds(parts, [card('ana'), card('ben')]), 'known');
    expect(folds.map(({ id, aside }) => [id, aside.length])).toEqual([
      ['fold-known-1', 2],
      ['fold-known-2', 2],
      ['fold-known-3', 2],
    ]);
    for (const { recording, timesS } of parts)
      for (const time of timesS) expect(timesAside(folds, recording, time)).toBe(1);
  });

  it('leave the rows that are a second or more from those that they set aside', () => {
    const folds = of(plannedFolds([part(0, 300), part(1, 300)], [card('ana'), card('ben')]), 'known');
    // Of 100 rows beside the part on one side, or both, 49 are within a second.
    expect(folds.map(({ rows }) => rows)).toEqual([2 * (200 - 49), 2 * (200 - 98), 2 * (200 - 49)]);
  });

  it('set whole recordings aside where a subject does a task three times, and leave others of each', () => {
    const parts = [0, 1, 2, 3, 4].map((recording) => part(recording, 200));
    const cards = [card('ana'), card('ana'), card('ana'), card('ana'), card('ben')];
    const folds = of(plannedFolds(parts, cards), 'known');
    const whole = folds.map(({ aside }) =>
      aside.flatMap(({ recording, fromS, toS }) => (toS - fromS > 3.9 ? [recording] : [])),
    );
    expect(whole).toEqual([[0, 3], [1], [2]]);
  });
});

describe('the folds of new people', () => {
  const folds = (subjects: number) => {
    const parts = Array.from({ length: 2 * subjects }, (_, at) => part(at, 200));
    const cards = parts.map((_, at) => card(`s${at % subjects}`, at < subjects ? 'sit' : 'walk'));
    return { folds: of(plannedFolds(parts, cards), 'new-subject'), cards };
  };

  it('set all recordings of each subject aside in one of four folds', () => {
    const { folds: four, cards } = folds(9);
    expect(four.map(({ aside }) => aside.length)).toEqual([6, 4, 4, 4]);
    const foldsOf = (subject: string) =>
      four.filter(({ aside }) => aside.some(({ recording }) => cards[recording]!.subject === subject));
    for (const subject of ['s0', 's4', 's8']) {
      expect(foldsOf(subject)).toHaveLength(1);
      const own = foldsOf(subject)[0]!.aside.filter(({ recording }) => cards[recording]!.subject === subject);
      expect(own).toHaveLength(2);
    }
    expect(four[0]!.rows).toBe(18 * 200 - 6 * 200);
  });

  it('need four subjects', () => {
    expect(folds(3).folds).toEqual([]);
    expect(folds(4).folds).toHaveLength(4);
  });
});

describe('a study', () => {
  const study = (rows: number, training: { folds?: boolean } = {}) => {
    const problem = smallProblem();
    const changed = { ...problem, training: { ...problem.training, ...training } };
    const stretches = [0, 1, 2].flatMap((recording): SmallRows[] => [
      { recording, rows },
      { recording, use: rowUses.validation, rows: 50 },
      { recording, use: rowUses.heldOut, rows: 90 },
    ]);
    const validationOnly: SmallRows = { recording: 3, use: rowUses.validation, rows: 60 };
    const table = smallTable(changed, [...stretches, validationOnly]);
    return foldsOfStudy(table, changed, partition(table, changed).subdomains);
  };

  it('has folds over its training and validation rows, of recordings with training rows alone', () => {
    const folds = study(300);
    expect(folds).toHaveLength(3);
    expect(new Set(folds.flatMap(({ aside }) => aside.map(({ recording }) => recording)))).toEqual(
      new Set([0, 1, 2]),
    );
  });

  it('has none if the manifest wants none, or with too few rows', () => {
    expect(study(300, { folds: false })).toEqual([]);
    expect(study(100)).toEqual([]);
  });

  it('has no fold of the middle of recordings that are so short that it would leave hardly a row', () => {
    const ids = study(150).map(({ id }) => id);
    expect(ids).toContain('fold-known-3');
    expect(ids).not.toContain('fold-known-2');
  });
});
