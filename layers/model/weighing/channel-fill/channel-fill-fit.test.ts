import { describe, expect, it } from 'vitest';
import { rowUses } from '../../dataset/index.ts';
import { featureNames } from '../../inputs/index.ts';
import { type SmallRows, smallProblem, smallTable } from '../small-study.testing.ts';
import { ChannelFillFit } from './channel-fill-fit.ts';

const base = smallProblem();
const channels = ['a', 'b', 'c'];
const problem = smallProblem({
  signals: {
    ...base.signals,
    emg: { ...base.signals.emg, channels: channels.map((column) => ({ column, muscle: column })) },
  },
  inputNames: featureNames(channels, base.features),
});
const training: readonly SmallRows[] = [0, 1, 2, 3].map((recording) => ({ recording, rows: 300 }));
/** a = 2 b - c about means that differ between recordings; b and c are unlike each other. */
function tableOf(stretches: readonly SmallRows[]) {
  const table = smallTable(problem, stretches);
  const width = problem.inputNames.length;
  const at = (channel: string) => problem.inputNames.indexOf(`${channel}@0ms`);
  for (let row = 0; row < table.rows; row++) {
    const [b, c] = [Math.sin(0.11 * row), Math.cos(0.37 * row)];
    const mean = table.recording[row]!;
    table.inputs[row * width + at('b')] = b + 5 * mean;
    table.inputs[row * width + at('c')] = c - 3 * mean;
    table.inputs[row * width + at('a')] = 2 * b - c + 10 * mean;
  }
  return table;
}
function fitted(stretches: readonly SmallRows[]) {
  const fit = new ChannelFillFit(problem, 1200);
  fit.add(tableOf(stretches));
  return fit.fill();
}

describe('how channels follow from each other', () => {
  it('is found within persons and tasks, whatever their means', () => {
    const { slopes, groups } = fitted(training)!;
    const [ofA] = slopes;
    expect(ofA![0]).toBe(0);
    expect(ofA![1]).toBeCloseTo(2, 1);
    expect(ofA![2]).toBeCloseTo(-1, 1);
    expect(groups.map(({ subject, task }) => [subject, task])).toEqual([
      ['ana', 'walk'],
      ['ana', 'sit'],
      ['ben', 'walk'],
      ['ben', 'rise'],
    ]);
    for (const [at, { mean }] of groups.entries()) {
      for (const [channel, level] of [10, 5, -3].entries()) expect(mean[channel]).toBeCloseTo(level * at, 0);
    }
  });

  it('stays finite if two channels are the same, or one never changes', () => {
    const fit = new ChannelFillFit(problem, 1200);
    const table = tableOf(training);
    const width = problem.inputNames.length;
    const [a, b, c] = channels.map((channel) => problem.inputNames.indexOf(`${channel}@0ms`));
    for (let row = 0; row < table.rows; row++) {
      table.inputs[row * width + c!] = table.inputs[row * width + b!]!;
      table.inputs[row * width + a!] = 1;
    }
    fit.add(table);
    for (const slope of fit.fill()!.slopes.flat()) expect(Math.abs(slope)).toBeLessThan(1.1);
  });

  it('uses training rows alone', () => {
    const held = { recording: 3, use: rowUses.heldOut, rows: 99 };
    expect(fitted([...training, held])).toEqual(fitted(training));
    expect(fitted([held])).toBeUndefined();
  });

  it('is unknown of a single channel', () => {
    const fit = new ChannelFillFit(base, 300);
    fit.add(smallTable(base, [{ recording: 0, rows: 300 }]));
    expect(fit.fill()).toBeUndefined();
  });
});
