import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../base/numbers/index.ts';
import type { GivenNames } from '../../inputs/index.ts';
import type { EmgReferenceJson } from '../../predictor/index.ts';
import { judgeEmg } from '../../predictor/testing.ts';
import { fitEmgReference } from './fit-emg-reference.ts';
import { groupStretches } from './group-stretches.ts';
import { simulatedChannels, simulatedEnvelopes, simulatedProblem } from './simulated-emg.testing.ts';

const problem = simulatedProblem();
const recordings = problem.recordings.map((_, at) => at);
const runs = recordings.map((recording) => ({ recording, envelopes: simulatedEnvelopes(recording, 40, 0) }));
const emgReference = fitEmgReference(groupStretches(problem, runs), simulatedChannels.length)!;

/** New EMG of every recording, changed in some way, as it is judged. */
function judged(
  change: (envelopes: readonly Float64Array[]) => readonly Float64Array[],
  names: (own: GivenNames) => GivenNames = (own) => own,
) {
  return recordings.map((recording) => {
    const { subject, task } = problem.recordings[recording]!;
    const envelopes = change(simulatedEnvelopes(recording, 13, 1));
    const given = { ...names({ subject, task }), sampleRateHz: 50 };
    return judgeEmg({ emgReference, signals: problem.signals }, envelopes, given)!;
  });
}

const shareFlagged = (all: ReturnType<typeof judged>) => all.filter(({ flag }) => flag).length / all.length;

describe('the EMG of a training as a reference', () => {
  it('flags no good recording of the same people and tasks, and hardly a stretch', () => {
    const good = judged((envelopes) => envelopes);
    expect(shareFlagged(good)).toBe(0);
    const stretches = good.flatMap((one) => one.stretches);
    expect(stretches).toHaveLength(24);
    expect(stretches.filter(({ flag }) => flag).length).toBeLessThanOrEqual(1);
  });

  it('finds every pair of exchanged channels, and names it', () => {
    for (const [first, second] of [
      [0, 1],
      [0, 2],
      [1, 3],
    ] as const) {
      const swapped = judged((envelopes) =>
        envelopes.map((_, at) => envelopes[at === first ? second : at === second ? first : at]!),
      );
      for (const { flag } of swapped) {
        expect(flag).toMatchObject({ kind: 'channels-exchanged' });
        expect(flag!.channels).toEqual([simulatedChannels[first], simulatedChannels[second]]);
        expect(flag!.times).toBeGreaterThan(1.5);
      }
    }
  });

  it('finds a dead channel and a noisy one, and names the channel', () => {
    const random = randomOf(5, 'noise');
    const changed = (how: (value: number) => number) =>
      judged((envelopes) => envelopes.map((one, at) => (at === 2 ? one.map(how) : one)));
    for (const { flag } of changed(() => 0.002))
      expect(flag).toMatchObject({ kind: 'channel-weak', channels: ['c'] });
    for (const { flag } of changed((value) => Math.hypot(value, 0.5 + 0.1 * random.normal())))
      expect(flag).toMatchObject({ kind: 'channel-noisy', channels: ['c'] });
  });

  it('finds a gain of 0.1 and of 10, and says how much', () => {
    for (const gain of [0.1, 10]) {
      const all = judged((envelopes) => envelopes.map((one) => one.map((value) => gain * value)));
      for (const { flag } of all) expect(flag).toMatchObject({ kind: 'gain', channels: [] });
      const said = all.map(({ flag }) => Number(/are ([\d.]+) times/.exec(flag!.what)![1]));
      for (const factor of said) expect(Math.abs(Math.log(factor / gain))).toBeLessThan(0.4);
    }
  });

  it('flags another task than the named one', () => {
    const other = judged(
      (envelopes) => envelopes,
      ({ subject, task }) => ({ subject, task: task === 'lift' ? 'walk' : 'lift' }),
    );
    expect(shareFlagged(other)).toBe(1);
  });

  it('compares with the nearest group of what was named', () => {
    const by = (names: GivenNames) =>
      judged(
        (envelopes) => envelopes,
        () => names,
      )[0]!.comparedBy;
    expect(by({ subject: 's01', task: 'lift' })).toBe('subjectAndTask');
    expect(by({ subject: 's01' })).toBe('subject');
    expect(by({ task: 'lift' })).toBe('task');
    expect(by({ subject: 'calibrated', task: 'lift' })).toBe('task');
    expect(by({ subject: 's01', task: 'never seen' })).toBe('subject');
    expect(by({})).toBe('noNames');
  });

  it('flags no good recording of these people if only the person is named, or nobody', () => {
    const personOnly = judged(
      (envelopes) => envelopes,
      ({ subject }) => ({ subject }),
    );
    const nobody = judged(
      (envelopes) => envelopes,
      () => ({}),
    );
    expect(shareFlagged(personOnly)).toBe(0);
    expect(shareFlagged(nobody)).toBe(0);
  });

  it('flags only the stretch in which a channel is dead', () => {
    const half = judged((envelopes) =>
      envelopes.map((one, at) => (at === 0 ? one.map((value, row) => (row > 440 ? 0 : value)) : one)),
    );
    for (const { flag, stretches } of half) {
      expect(flag).toBeUndefined();
      expect(stretches.at(-1)!.flag).toMatchObject({ kind: 'channel-weak', channels: ['a'] });
    }
  });

  it.each([1, 4, 8])(
    'is sound if stretches of %i groups differ far more than is usual: no correlation above 1, finite thresholds',
    (count) => {
      const random = randomOf(7, 'strength', count);
      const spread = Array.from({ length: count }, (_, group) => ({
        subject: `s${group}`,
        task: 'lift',
        // Between rest and work all percentiles of all channels change together.
        stretches: Array.from({ length: 40 }, () => {
          const level = 2 * random.normal();
          const statistics = Float64Array.from({ length: 30 }, (_, at) =>
            at < 24 && at % 6 < 5 ? level + 0.05 * random.normal() : 0.3 * random.normal(),
          );
          return { statistics, ofStranger: statistics };
        }),
      }));
      const { correlation, thresholds } = fitEmgReference(spread, 4)!;
      expect(Math.max(...correlation.map(Math.abs))).toBeLessThan(1);
      for (const { centre, scale, most } of Object.values(thresholds))
        for (const value of [...centre!, ...scale!, most!]) expect(Number.isFinite(value)).toBe(true);
    },
  );

  it('is none of too few stretches or too many channels', () => {
    const few = groupStretches(problem, runs.slice(0, 1)).map((group) => ({
      ...group,
      stretches: group.stretches.slice(0, 7),
    }));
    expect(fitEmgReference(few, 4)).toBeUndefined();
    expect(fitEmgReference(groupStretches(problem, runs), 17)).toBeUndefined();
  });

  it('takes some 230 bytes a person and task', () => {
    const bytes = ({ groups }: Pick<EmgReferenceJson, 'groups'>) => JSON.stringify(groups).length;
    expect(bytes(emgReference) / emgReference.groups.length).toBeLessThan(300);
  });
});
