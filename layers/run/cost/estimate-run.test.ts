import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installation, stateMachineFile } from '../../../infra/system.ts';
import { onGpu, onLambda, type RunSize } from './estimate-run.ts';
import { prices } from './prices.ts';

function study(trainings: number, rows = 2000): RunSize {
  return {
    trainings: Array.from({ length: trainings }, () => rows),
    parameters: 4614,
    epochs: 60,
    lbfgsIterations: 20,
    batchRows: 256,
    study: {
      filesMb: trainings,
      largestRecordingMb: 1,
      rows: 1.5 * trainings * rows,
      channels: 5,
      emgInputs: 40,
      nameInputs: 0,
      muscles: 5,
      subdomains: trainings,
    },
  };
}

describe('an estimate', () => {
  it.each([
    ['Lambda', onLambda],
    ['GPU', onGpu],
  ])('grows with the work: %s', (_name, estimate) => {
    const [few, many] = [estimate(study(100), installation), estimate(study(1000), installation)];
    expect(many.usd / few.usd).toBeGreaterThan(2);
    expect(many.usd / few.usd).toBeLessThan(11);
    expect(many.minutes).toBeGreaterThan(few.minutes);
    const parts = Object.values(many.parts).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(many.usd, 12);
  });

  it('of one training on Lambda is its seconds of memory, by hand', () => {
    // 2,000 rows x 4,614 weights x 82 passes x 0.33 ns = 0.250 s, half as long again on Lambda, and 2 s of starting
    const seconds = 0.25 * 1.5 + 2;
    expect(onLambda(study(1), installation).parts.training).toBeCloseTo(
      seconds * (1769 / 1024) * 0.0000133334 + 2e-7,
      7,
    );
  });

  it('calls a training that is longer than a Lambda may take more than once', () => {
    const long = onLambda(study(1, 8_000_000), installation);
    const short = onLambda(study(1, 800_000), installation);
    expect(long.parts['state machine']).toBeGreaterThan(short.parts['state machine']!);
  });

  it('trains as many side by side as the state machine does', () => {
    const { States } = JSON.parse(readFileSync(stateMachineFile, 'utf8')) as {
      States: Record<string, { MaxConcurrency: number }>;
    };
    const [inline, distributed] = [States.TrainSubdomains!, States.TrainManySubdomains!];
    // Hours of training each, beside which the rest of a run is nothing.
    const minutes = (trainings: number) =>
      onLambda({ ...study(trainings, 80_000_000), study: study(1).study }, installation).minutes;
    expect(minutes(inline.MaxConcurrency) / minutes(1)).toBeCloseTo(1, 1);
    expect(minutes(distributed.MaxConcurrency) / minutes(1)).toBeCloseTo(1, 1);
    expect(minutes(2 * distributed.MaxConcurrency) / minutes(1)).toBeCloseTo(2, 1);
  });

  it('trains more sub-domains side by side if there are more', () => {
    const [many, few] = [onLambda(study(200), installation), onLambda(study(20), installation)];
    expect(many.minutes).toBeLessThan(10 * few.minutes);
  });
});

describe('forests beside the networks', () => {
  const networks = study(10);
  const withForests: RunSize = {
    ...networks,
    forests: [...new Array<number>(10).fill(2000), 20_000],
    study: {
      ...networks.study,
      further: { networks: 0, forests: 11, forestRowsRead: 2 * networks.study.rows },
    },
  };

  it('cost training, state transitions, weighing and storage, on Lambda and on GPUs', () => {
    for (const estimate of [onLambda, onGpu]) {
      const [more, less] = [estimate(withForests, installation), estimate(networks, installation)];
      for (const [part, usd] of Object.entries(more.parts))
        expect(usd, part).toBeGreaterThan(less.parts[part]!);
    }
  });

  it('are two state transitions for a call and two for a sub-domain each', () => {
    const transitions = (size: RunSize) => onGpu(size, installation).parts['state machine']!;
    expect((transitions(withForests) - transitions(networks)) / prices.stateTransition).toBeCloseTo(44, 6);
  });

  it('are grown from at most 40,000 rows, so that more rows cost no more training', () => {
    const training = (rows: number) =>
      onLambda({ ...networks, forests: [rows] }, installation).parts.training!;
    expect(training(400_000)).toBe(training(40_000));
    expect(training(40_000)).toBeGreaterThan(training(20_000));
  });
});
