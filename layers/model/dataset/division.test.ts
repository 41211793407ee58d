import { describe, expect, it } from 'vitest';
import { divisionOf, divisionText, fewestRows } from './division.ts';

const trainRows = 2 * fewestRows;
const tasks = (...names: string[]) => names.map((task) => ({ subject: 'a', task, trainRows }));

describe('the division of a study', () => {
  it('is the one that the manifest names', () => {
    const several = tasks('sit', 'stand');
    expect(divisionOf({ by: 'time' }, several)).toEqual({ by: 'time', count: 8 });
    expect(divisionOf({ by: 'subject', count: 3 }, several)).toEqual({ by: 'subject', count: 3 });
    expect(divisionText(divisionOf({ by: 'site' }, several))).toBe('divided by site');
  });

  it('is by task if several tasks are learned from', () => {
    const division = divisionOf({ by: 'auto' }, tasks('sit', 'stand', 'walk'));
    expect(division).toMatchObject({ by: 'task' });
    expect(divisionText(division)).toBe('divided by task, as there are 3 tasks');
  });

  it('is by subject if there is one task and there are several subjects', () => {
    const two = [...tasks('walk'), { subject: 'b', task: 'walk', trainRows }];
    expect(divisionText(divisionOf({ by: 'auto' }, two))).toBe(
      'divided by subject, as there is one task and there are 2 subjects',
    );
  });

  it('is by eight blocks of time if there is one task and one subject', () => {
    const division = divisionOf({ by: 'auto' }, tasks('walk', 'walk'));
    expect(division).toMatchObject({ by: 'time', count: 8 });
    expect(divisionText(division)).toBe('divided by time, as there is one task and one subject');
  });

  it('counts no task of which nothing, or too little for a local model, is learned', () => {
    const one = (rows: number) => [...tasks('walk'), { subject: 'a', task: 'turn', trainRows: rows }];
    expect(divisionOf({ by: 'auto' }, one(0))).toMatchObject({ by: 'time' });
    expect(divisionOf({ by: 'auto' }, one(fewestRows - 1))).toMatchObject({ by: 'time' });
    expect(divisionOf({ by: 'auto' }, one(fewestRows))).toMatchObject({ by: 'task' });
  });

  it('adds up the recordings of a task', () => {
    const short = { subject: 'a', task: 'turn', trainRows: fewestRows / 2 };
    expect(divisionOf({ by: 'auto' }, [...tasks('walk'), short, short])).toMatchObject({ by: 'task' });
  });

  it('is into so many blocks of time if the manifest gives their count alone', () => {
    expect(divisionOf({ by: 'auto', count: 4 }, tasks('sit', 'stand'))).toMatchObject({
      by: 'time',
      count: 4,
    });
  });
});
