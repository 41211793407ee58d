import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../study/manifest/index.ts';
import { randomTable, testProblem } from '../../training/testing.ts';
import { rowUses } from '../sample-table.ts';
import { hasControl, wantsControl } from './control.ts';

const { training } = manifestSchema.parse({
  version: 1,
  study: 'test',
  joint: 'wrist',
  signals: {
    emg: { kind: 'envelope', channels: [{ column: 'emg', muscle: 'FCR' }] },
    angle: { column: 'angle' },
  },
  recordings: [{ file: 'one.csv', subject: 's1' }],
});

describe('the control without physics', () => {
  it('is wanted by default, and not without physics, without a single model, or if it is switched off', () => {
    expect(wantsControl(training)).toBe(true);
    for (const change of [{ physicsWeight: 0 }, { single: false }, { control: false }])
      expect(wantsControl({ ...training, ...change })).toBe(false);
  });

  it('is trained only if the torque of a training row can be known, and forces are predicted', () => {
    const problem = testProblem(2, 2);
    const of = (recording: number, use = rowUses.train as 0 | 2) =>
      randomTable(problem, [{ rows: 20, recording, use }], 1);
    // Recordings 0 to 2 have physics, recording 3 has none.
    expect([0, 1, 2, 3].map((recording) => hasControl(of(recording), problem))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(hasControl(of(0, rowUses.heldOut), problem)).toBe(false);
    expect(hasControl(of(0), testProblem(2, 0))).toBe(false);
    const off = testProblem(2, 2, { control: false });
    expect(hasControl(of(0), off)).toBe(false);
  });
});
