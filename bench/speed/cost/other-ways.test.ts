import { describe, expect, it } from 'vitest';
import type { RunSize } from '../../../layers/run/cost/index.ts';
import { onOneInstance, onSageMaker } from './other-ways.ts';

const study = (trainings: number): RunSize => ({
  trainings: Array.from({ length: trainings }, () => 2000),
  parameters: 4614,
  epochs: 60,
  lbfgsIterations: 20,
  batchRows: 256,
  study: {
    filesMb: trainings,
    largestRecordingMb: 1,
    rows: 3000 * trainings,
    channels: 5,
    emgInputs: 40,
    nameInputs: 0,
    muscles: 5,
    subdomains: trainings,
  },
});

describe('another way to train a study', () => {
  it.each([
    ['one instance', onOneInstance],
    ['SageMaker', onSageMaker],
  ])('costs more and takes longer for more work, all of it in its parts: %s', (_name, estimate) => {
    const [few, many] = [estimate(study(100)), estimate(study(1000))];
    expect(many.usd / few.usd).toBeGreaterThan(2);
    expect(many.usd / few.usd).toBeLessThan(11);
    expect(many.minutes).toBeGreaterThan(few.minutes);
    const parts = Object.values(many.parts).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(many.usd, 12);
  });
});
