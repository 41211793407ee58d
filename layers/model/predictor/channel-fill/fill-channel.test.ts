import { describe, expect, it } from 'vitest';
import type { ChannelFillJson } from '../model-file/channel-fill-json.ts';
import { filledEnvelope } from './fill-channel.ts';

const rows = 200;
const wave = (rate: number) =>
  Float64Array.from({ length: rows }, (_, row) => 0.5 + 0.3 * Math.sin(rate * row));
const [first, second] = [wave(0.1), wave(0.23)];
const logOf = (value: number) => Math.log(value + 0.02);
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / rows;
const dead = new Float64Array(rows);

describe('a channel that is filled from the others', () => {
  it('has the envelope that follows from the others, by logarithms', () => {
    const truth = first.map(
      (_, row) => Math.exp(0.6 * logOf(first[row]!) - 0.2 * logOf(second[row]!) - 0.1) - 0.02,
    );
    const means = [truth, first, second].map((values) => mean(values.map(logOf)));
    const fill: ChannelFillJson = {
      groups: [{ subject: 'ana', task: 'walk', mean: means }],
      slopes: [
        [0, 0.6, -0.2],
        [0, 0, 0],
        [0, 0, 0],
      ],
    };
    const found = filledEnvelope(fill, [dead, first, second], 0, { compression: 'log' }, {});
    for (const [row, value] of truth.entries()) expect(found[row]).toBeCloseTo(Math.max(0, value), 9);
    // Whatever the dead channel holds.
    expect(filledEnvelope(fill, [wave(9), first, second], 0, { compression: 'log' }, {})).toEqual(found);
  });

  it('has it without logarithms if the networks see none, and is never below 0', () => {
    const fill: ChannelFillJson = {
      groups: [{ subject: 'ana', task: 'walk', mean: [0.2, 0.5] }],
      slopes: [
        [0, 1],
        [0, 0],
      ],
    };
    const found = filledEnvelope(fill, [dead, first], 0, { compression: 'none' }, {});
    for (const [row, value] of first.entries()) expect(found[row]).toBeCloseTo(Math.max(0, value - 0.3), 12);
    expect(Math.min(...found)).toBe(0);
  });

  it('goes by the means of the person in the task, or by the nearest of several by the other channels', () => {
    const group = (subject: string, task: string, own: number, other: number) => ({
      subject,
      task,
      mean: [own, other],
    });
    const groups = [group('ana', 'walk', 1, 0), group('ana', 'sit', 2, 0.5), group('ben', 'sit', 3, 0.9)];
    const none = [
      [0, 0],
      [0, 0],
    ];
    const level = (names: { subject?: string; task?: string }) =>
      filledEnvelope({ groups, slopes: none }, [dead, first], 0, { compression: 'none' }, names)[0];
    expect(level({ subject: 'ana', task: 'walk' })).toBe(1);
    expect(level({ subject: 'ana' })).toBe(2);
    expect(level({ task: 'sit' })).toBe(2);
    expect(level({ subject: 'ben' })).toBe(3);
    expect(level({})).toBe(2);
  });
});
