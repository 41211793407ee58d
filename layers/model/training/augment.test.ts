import { describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../dataset/index.ts';
import { Augmentation } from './augment.ts';
import type { Batch } from './batch.ts';
import { testProblem } from './problem.testing.ts';

const inputNames = ['emg@0ms', 'emg@40ms', 'subject=a', 'subject=b', 'task=sit', 'task=walk'];
const [stretches, rowsPerStretch, width] = [400, 12, inputNames.length];

function problemWith(training: Partial<TrainingProblem['training']>): TrainingProblem {
  return {
    ...testProblem(width, 1, { seed: 7, inputNoise: 0, nameDropout: 0, contextDropout: 0, ...training }),
    inputNames,
  };
}

/** Inputs of one epoch's batch: each row has 0.5, 0.5, and the names of a and walk. */
function augmented(training: Partial<TrainingProblem['training']>, epoch = 0, batch = 0): Float32Array {
  const rows = stretches * rowsPerStretch;
  const inputs = Float32Array.from({ length: rows * width }, (_, at) => [0.5, 0.5, 1, 0, 0, 1][at % width]!);
  new Augmentation(problemWith(training)).apply({ inputs, stretches, rowsPerStretch } as Batch, epoch, batch);
  return inputs;
}

/** Of each stretch, the values of one input in its rows. */
function byStretch(inputs: Float32Array, column: number): number[][] {
  return Array.from({ length: stretches }, (_, stretch) =>
    Array.from(
      { length: rowsPerStretch },
      (_, row) => inputs[(stretch * rowsPerStretch + row) * width + column]!,
    ),
  );
}

describe('the augmentation of a batch', () => {
  it('shifts each input made of EMG by a normal draw that stays the same over a stretch', () => {
    const inputs = augmented({ inputNoise: 0.3 });
    const shifts = [0, 1].map((column) =>
      byStretch(inputs, column).map((values) => {
        expect(new Set(values).size).toBe(1);
        return values[0]! - 0.5;
      }),
    );
    for (const own of shifts) {
      const mean = own.reduce((sum, shift) => sum + shift, 0) / stretches;
      const deviation = Math.sqrt(own.reduce((sum, shift) => sum + shift ** 2, 0) / stretches);
      expect(Math.abs(mean)).toBeLessThan(0.3 * (3 / Math.sqrt(stretches)));
      expect(deviation / 0.3).toBeCloseTo(1, 0.8);
    }
    const product = shifts[0]!.reduce((sum, shift, at) => sum + shift * shifts[1]![at]!, 0) / stretches;
    expect(Math.abs(product) / 0.09).toBeLessThan(3 / Math.sqrt(stretches));
  });

  it('leaves names as they are where there is noise alone', () => {
    const inputs = augmented({ inputNoise: 0.3 });
    for (const [column, expected] of [1, 0, 0, 1].entries()) {
      expect(byStretch(inputs, 2 + column).every((rows) => rows.every((value) => value === expected))).toBe(
        true,
      );
    }
  });

  it('leaves out a group of names in its share of the stretches, whole stretches at a time, one group whatever the other', () => {
    const inputs = augmented({ nameDropout: 0.2 });
    const told = [2, 5].map((column) =>
      byStretch(inputs, column).map((values) => {
        expect(new Set(values).size).toBe(1);
        return values[0]!;
      }),
    );
    for (const own of told) {
      const untold = own.filter((value) => value === 0).length / stretches;
      expect(untold).toBeGreaterThan(0.14);
      expect(untold).toBeLessThan(0.26);
    }
    const both = told[0]!.filter((value, at) => value === 0 && told[1]![at] === 0).length / stretches;
    expect(both).toBeGreaterThan(0.01);
    expect(both).toBeLessThan(0.08);
    expect(byStretch(inputs, 0).every((rows) => rows.every((value) => value === 0.5))).toBe(true);
  });

  it('sets the context to its mean in its share of the stretches, whole stretches and all context inputs at a time', () => {
    const [rows, names] = [stretches * rowsPerStretch, ['emg@0ms', 'emg~mean', 'emg~deviation', 'task=sit']];
    const inputs = Float32Array.from({ length: 4 * rows }, (_, at) => [0.5, 0.5, 0.5, 1][at % 4]!);
    const training = { contextDropout: 0.3, inputNoise: 0.2 };
    const problem = { ...problemWith(training), inputNames: names };
    new Augmentation(problem).apply({ inputs, stretches, rowsPerStretch } as Batch, 0, 0);
    const isLost = Array.from({ length: stretches }, (_, stretch) => {
      const size = 4 * rowsPerStretch;
      const own = inputs.subarray(stretch * size, (stretch + 1) * size);
      const zeros = own.filter((value, at) => (at % 4 === 1 || at % 4 === 2) && value === 0).length;
      expect([0, 2 * rowsPerStretch]).toContain(zeros);
      expect(own.some((value, at) => at % 4 === 0 && value === 0)).toBe(false);
      expect(own.every((value, at) => at % 4 !== 3 || value === 1)).toBe(true);
      return zeros > 0;
    });
    const share = isLost.filter(Boolean).length / stretches;
    expect(Math.abs(share - 0.3)).toBeLessThan(3 * Math.sqrt((0.3 * 0.7) / stretches));
  });

  it('draws nothing for the context of networks that have none', () => {
    const training = { inputNoise: 0.3, nameDropout: 0.2 };
    expect(augmented({ ...training, contextDropout: 0.3 })).toEqual(augmented(training));
  });

  it('is the same for the same seed, epoch and batch, and another for any other of them', () => {
    const training = { inputNoise: 0.3, nameDropout: 0.2 };
    const first = augmented(training, 3, 5);
    expect(augmented(training, 3, 5)).toEqual(first);
    expect(augmented(training, 3, 6)).not.toEqual(first);
    expect(augmented(training, 4, 5)).not.toEqual(first);
    expect(augmented(training, 5, 3)).not.toEqual(first);
    expect(augmented({ ...training, seed: 8 }, 3, 5)).not.toEqual(first);
  });

  it('changes nothing where neither is asked for', () => {
    expect(augmented({}).subarray(0, width)).toEqual(Float32Array.of(0.5, 0.5, 1, 0, 0, 1));
  });
});
