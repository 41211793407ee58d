import { describe, expect, it } from 'vitest';
import { featureNames } from './features.ts';
import {
  emgColumns,
  mostNames,
  nameInputs,
  namesSeen,
  namesWithoutInputs,
  onlyGiven,
  withNames,
} from './name-inputs.ts';

const recordings = [
  { subject: 's02', site: 'lyon', task: 'walk' },
  { subject: 's01', site: 'lyon', task: 'sit' },
  { subject: 's02', site: 'lyon', task: 'sit' },
];

describe('inputs for names', () => {
  it('are one for each name seen, sorted, whatever the order of recordings and groups', () => {
    const expected = ['subject=s01', 'subject=s02', 'task=sit', 'task=walk'];
    expect(namesSeen(recordings, ['subject', 'task'])).toEqual(expected);
    expect(namesSeen(recordings.toReversed(), ['task', 'subject'])).toEqual(expected);
    expect(namesSeen(recordings, [])).toEqual([]);
  });

  it('are none where all recordings have the same name', () => {
    expect(namesSeen(recordings, ['site'])).toEqual([]);
  });

  it('are none where there are more names than every network should have inputs for, and a warning says so', () => {
    const people = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ subject: `s${at}`, site: `lab${at % 2}` }));
    expect(namesSeen(people(mostNames), ['subject'])).toHaveLength(mostNames);
    expect(namesWithoutInputs(people(mostNames), ['subject', 'site'])).toEqual([]);
    const many = people(mostNames + 1);
    expect(namesSeen(many, ['subject', 'site'])).toEqual(['site=lab0', 'site=lab1']);
    expect(namesWithoutInputs(many, ['subject', 'site'])).toMatchObject([
      { code: 'NAMES_UNTOLD', found: '101 names by subject with training rows' },
    ]);
  });

  it('are kept apart from those made of EMG, whatever a channel is called', () => {
    const ofEmg = featureNames(['subject=s01', 'task=a.b'], { lagsMs: [0, 40], contextS: 1 });
    const all = [...ofEmg, 'subject=s01', 'task=a.b_c-d'];
    expect(nameInputs(all)).toEqual([
      { column: 8, by: 'subject', name: 's01' },
      { column: 9, by: 'task', name: 'a.b_c-d' },
    ]);
    expect(emgColumns(all)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  const inputNames = ['emg@0ms', 'subject=s01', 'subject=s02', 'task=sit', 'task=walk'];

  it('are 1 for the name that is given, and 0 for all others of its group', () => {
    const features = Float32Array.of(0.5, 0.25);
    expect([...withNames(features, inputNames, { subject: 's02', task: 'sit' })]).toEqual([
      ...[0.5, 0, 1, 1, 0],
      ...[0.25, 0, 1, 1, 0],
    ]);
  });

  it('are all 0 if no name is given, or one that training has not seen', () => {
    const features = Float32Array.of(0.5);
    const nobody = Float32Array.of(0.5, 0, 0, 0, 0);
    expect(withNames(features, inputNames, {})).toEqual(nobody);
    expect(withNames(features, inputNames, { subject: 's03', task: 'subject=s01' })).toEqual(nobody);
  });

  it('are taken away group by group if they are not given', () => {
    const inputs = withNames(Float32Array.of(0.5, 0.25), inputNames, { subject: 's01', task: 'walk' });
    expect([...onlyGiven(inputs, inputNames, ['task'])]).toEqual([0.5, 0, 0, 0, 1, 0.25, 0, 0, 0, 1]);
    expect([...onlyGiven(inputs, inputNames, [])]).toEqual([0.5, 0, 0, 0, 0, 0.25, 0, 0, 0, 0]);
    expect(onlyGiven(inputs, inputNames, ['subject', 'task'])).toBe(inputs);
  });
});
