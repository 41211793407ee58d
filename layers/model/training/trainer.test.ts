import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../dataset/index.ts';
import { contiguousRanges, rowUses, type SampleTable } from '../dataset/index.ts';
import { shapeForMuscles } from '../network/testing.ts';
import { BatchBuilder } from './batch.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { Engine } from './engine.ts';
import { FullPass } from './full-pass.ts';
import { learnableTable, randomTable, testProblem, wasmBackend, withLabels } from './problem.testing.ts';
import { tensorEngine } from './tensor/tensor-engine.ts';
import { Trainer } from './trainer.ts';

const brief = { hidden: [5], epochs: 2, batchRows: 128, lbfgsIterations: 4, learningRate: 0.02, seed: 3 };
const small = testProblem(2, 2, brief);

describe('the training of a local model', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = tensorEngine(await wasmBackend());
  });
  const table = learnableTable(small, 120);
  const trainer = (problem = small, rows = table, seed = 1) => new Trainer(rows, problem, engine, seed);

  it('ends with the same bytes for the same seed and with others for another', () => {
    const bytes = (problem: TrainingProblem, seed: number) =>
      Buffer.from(finished(trainer(problem, table, seed)).checkpoint());
    expect(bytes(small, 1).equals(bytes(small, 1))).toBe(true);
    expect(bytes(small, 1).equals(bytes(small, 2))).toBe(false);
    const otherBatches = { ...small, training: { ...small.training, seed: 4 } };
    expect(bytes(small, 1).equals(bytes(otherBatches, 1))).toBe(false);
  });

  it('ends with the very same parameters when it is interrupted after any step, by batches or with L-BFGS', () => {
    const undisturbed = trainer();
    const checkpoints = [{ phase: 'batches', bytes: undisturbed.checkpoint() }];
    while (!undisturbed.isDone) {
      undisturbed.step();
      checkpoints.push({ phase: undisturbed.progress.phase, bytes: undisturbed.checkpoint() });
    }
    const phases = checkpoints.map(({ phase }) => phase);
    expect(phases.filter((phase) => phase === 'batches').length).toBeGreaterThan(4);
    expect(phases.filter((phase) => phase === 'lbfgs').length).toBeGreaterThan(3);

    const expected = undisturbed.result();
    for (const { bytes } of checkpoints) {
      const resumed = trainer(small, table, 99);
      expect(resumed.restore(bytes)).toBe(true);
      expect(finished(resumed).result()).toEqual(expected);
    }
  });

  it('ends with the very same parameters when interrupted, also where inputs are shifted and names left out', () => {
    const noisy = {
      ...testProblem(2, 2, { ...brief, inputNoise: 0.3, nameDropout: 0.5 }),
      inputNames: ['emg@0ms', 'subject=s1'],
    };
    const named = { ...table, inputNames: noisy.inputNames };
    const undisturbed = trainer(noisy, named);
    const checkpoints = [undisturbed.checkpoint()];
    while (!undisturbed.isDone) {
      undisturbed.step();
      checkpoints.push(undisturbed.checkpoint());
    }
    const expected = undisturbed.result();
    for (const bytes of checkpoints) {
      const resumed = trainer(noisy, named, 99);
      expect(resumed.restore(bytes)).toBe(true);
      expect(finished(resumed).result()).toEqual(expected);
    }
    const plain = { ...noisy, training: { ...noisy.training, inputNoise: 0, nameDropout: 0 } };
    expect(finished(trainer(plain, named)).result().parameters).not.toEqual(expected.parameters);
  });

  it('goes on from an earlier checkpoint, which has the number of muscles, with the very same parameters', () => {
    const undisturbed = trainer();
    const checkpoints = [undisturbed.checkpoint()];
    while (!undisturbed.isDone) {
      undisturbed.step();
      checkpoints.push(undisturbed.checkpoint());
    }
    for (const bytes of checkpoints) {
      const { facts, vectors } = decodeCheckpoint(bytes)!;
      const earlier = { ...(facts as object), shape: { inputs: 2, hidden: [5], muscles: 2 } };
      const resumed = trainer(small, table, 99);
      expect(resumed.restore(encodeCheckpoint({ facts: earlier, vectors }))).toBe(true);
      expect(resumed.checkpoint()).toEqual(bytes);
      expect(finished(resumed).result()).toEqual(undisturbed.result());
    }
  });

  it('reads a checkpoint that was written before outputs were a list', () => {
    const bytes = readFileSync(new URL('./fixtures/checkpoint-with-muscles.bin', import.meta.url));
    const resumed = trainer();
    expect(resumed.restore(bytes)).toBe(true);
    expect(resumed.checkpoint().length).toBeGreaterThan(bytes.length);
    expect(parametersOf(resumed)).toEqual(decodeCheckpoint(bytes)!.vectors.parameters);
    expect(resumed.progress).toMatchObject({ phase: 'batches', share: expect.closeTo(1 / 12, 10) });
    const { validationError } = finished(resumed).result();
    expect(validationError).toBeLessThan(trainer().result().validationError);
    const others = testProblem(2, 3, brief);
    expect(trainer(others, randomTable(others, [{ rows: 100, recording: 0 }], 1)).restore(bytes)).toBe(false);
  });

  it('goes on after a restart where it was, in its progress too', () => {
    const first = trainer();
    for (let step = 0; step < 3; step++) first.step();
    const resumed = trainer();
    resumed.restore(first.checkpoint());
    expect(resumed.progress).toEqual(first.progress);
    expect(resumed.progress.share).toBeGreaterThan(trainer().progress.share);
  });

  it('refuses bytes that are no checkpoint, and goes on as if nothing had been', () => {
    const one = trainer();
    one.step();
    const before = one.checkpoint();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(one.restore(bytes)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat(before.length - 1), (length) => {
        expect(one.restore(before.subarray(0, length))).toBe(false);
      }),
    );
    expect(one.checkpoint()).toEqual(before);
  });

  it.each([
    ['wider', [6]],
    ['deeper', [5, 5]],
    // 2-5-3 and 2-3-3-3 have 33 parameters both.
    ['of as many parameters, but another shape', [3, 3]],
  ])('refuses the checkpoint of a network that is %s', (_, hidden) => {
    const other = trainer(testProblem(2, 2, { ...brief, hidden }));
    expect(trainer().restore(other.checkpoint())).toBe(false);
    expect(trainer().restore(trainer().checkpoint())).toBe(true);
  });

  it('learns a movement: the validation error falls below a tenth', () => {
    const problem = testProblem(2, 2, {
      hidden: [12],
      epochs: 15,
      batchRows: 128,
      lbfgsIterations: 25,
      learningRate: 0.02,
    });
    const learner = trainer(problem, learnableTable(problem, 200));
    const before = learner.result().validationError;
    const { validationError, trainingError, curve, divergences, passes } = finished(learner).result();
    expect(before).toBeGreaterThan(0.5);
    expect(validationError).toBeLessThan(0.1 * before);
    expect(trainingError).toBeLessThan(0.1 * before);
    expect(divergences).toBe(0);
    expect(curve.length).toBeGreaterThan(15);
    expect(curve[15]!.loss).toBeLessThan(curve[0]!.loss);
    expect(passes).toBe(curve.at(-1)!.passes);
  });

  it('keeps the parameters of the least validation error, not the last ones', () => {
    const misleading = withLabels(table, 0, (q, row) => (table.use[row] === rowUses.validation ? -q : q));
    const { validationError, curve } = finished(trainer(small, misleading)).result();
    const errors = curve.map((point) => point.validationError);
    expect(errors.at(-1)).toBeGreaterThan(Math.min(...errors));
    expect(validationError).toBeCloseTo(Math.min(...errors), 6);
  });

  it('ends the batches, and then L-BFGS, once the validation error has long had no smaller value', () => {
    const misleading = withLabels(table, 0, (q, row) => (table.use[row] === rowUses.validation ? -q : q));
    const patient = { ...brief, epochs: 500, lbfgsIterations: 500, learningRate: 0.05 };
    const learner = finished(trainer(testProblem(2, 2, patient), misleading));
    const errors = learner.result().curve.map((point) => point.validationError);
    expect(errors.length).toBeLessThan(500);
    expect(errors.length - 1 - errors.lastIndexOf(Math.min(...errors))).toBeGreaterThanOrEqual(25);
  });

  it('never sees held-out rows', () => {
    const spoilt = { ...table, use: table.use.slice(), labels: table.labels.slice() };
    const isSecond = (row: number) => table.block[row] === 1;
    for (let row = 0; row < table.rows; row++) if (isSecond(row)) spoilt.use[row] = rowUses.heldOut;
    const withoutSecond = finished(trainer(small, spoilt)).result();
    for (let row = 0; row < table.rows; row++) if (isSecond(row)) spoilt.labels[row * 3] = 50;
    expect(finished(trainer(small, spoilt)).result()).toEqual(withoutSecond);
  });

  it('without validation rows goes by the training rows', () => {
    const all = { ...table, use: new Uint8Array(table.rows) };
    const { validationError, trainingError } = finished(trainer(small, all)).result();
    expect(validationError).toBe(trainingError);
  });

  it('obeys the equation of motion better with it than without, where few rows are labelled', () => {
    const training = { hidden: [10], epochs: 10, batchRows: 128, lbfgsIterations: 15, learningRate: 0.02 };
    const rows = learnableTable(small, 150, 0.15);
    const physicsOf = (physicsWeight: number) => {
      const problem = testProblem(2, 2, { ...training, physicsWeight });
      const { parameters } = finished(trainer(problem, rows)).result();
      return physicsLoss(engine, rows, testProblem(2, 2, { ...training, physicsWeight: 1 }), parameters);
    };
    const [without, withPhysics] = [physicsOf(0), physicsOf(10)];
    expect(withPhysics).toBeLessThan(0.5 * without);
  });

  it('steps back from one bad step to the best parameters, and ends well', () => {
    let evaluations = 0;
    const learner = new Trainer(
      table,
      small,
      spoiling(engine, () => ++evaluations === 3),
      1,
    );
    const initial = parametersOf(learner);
    for (let step = 0; step < 2; step++) learner.step();
    expect(parametersOf(learner)).not.toEqual(initial);
    learner.step();
    expect(parametersOf(learner)).toEqual(initial);
    const { divergences, validationError, trainingLoss } = finished(learner).result();
    expect(divergences).toBe(1);
    expect(validationError).toBeLessThan(trainer().result().validationError);
    expect(Number.isFinite(trainingLoss.total)).toBe(true);
  });

  it('halves its rate at each step back', () => {
    const moves = [false, true].map((isSpoilt) => {
      let evaluations = 0;
      const learner = new Trainer(
        table,
        small,
        spoiling(engine, () => isSpoilt && ++evaluations === 1),
        1,
      );
      if (isSpoilt) learner.step();
      const before = parametersOf(learner);
      learner.step();
      return Math.max(...parametersOf(learner).map((value, at) => Math.abs(value - before[at]!)));
    });
    expect(moves[1]! / moves[0]!).toBeCloseTo(0.5, 6);
  });

  it('gives up on a learning rate beyond all measure', () => {
    const absurd = testProblem(2, 2, { ...brief, learningRate: 1e30 });
    const learner = trainer(absurd);
    expect(() => finished(learner)).toThrow('training diverged 5 times');
    expect(learner.result().parameters.every(Number.isFinite)).toBe(true);
  });

  it('goes straight to L-BFGS where Adam has no epochs, and ends after Adam where L-BFGS has no iterations', () => {
    const onlyLbfgs = trainer(testProblem(2, 2, { ...brief, epochs: 0 }));
    expect(onlyLbfgs.progress.phase).toBe('lbfgs');
    expect(finished(onlyLbfgs).result().curve.length).toBe(4);
    const onlyAdam = trainer(testProblem(2, 2, { ...brief, lbfgsIterations: 0 }));
    expect(finished(onlyAdam).result().curve.length).toBe(2);
  });
});

function finished(trainer: Trainer): Trainer {
  for (let step = 0; !trainer.isDone; step++) {
    if (step > 2000) throw new Error('the training does not end');
    trainer.step();
  }
  return trainer;
}

function parametersOf(trainer: Trainer): Float64Array {
  return decodeCheckpoint(trainer.checkpoint())!.vectors.parameters!;
}

function physicsLoss(
  engine: Engine,
  table: SampleTable,
  problem: TrainingProblem,
  parameters: Float64Array,
): number {
  const shape = shapeForMuscles({ inputs: 2, hidden: problem.training.hidden, muscles: 2 });
  const ranges = contiguousRanges(table);
  const builder = new BatchBuilder(table, problem);
  return new FullPass(builder, engine.objective(shape, problem), ranges).loss(parameters).physics;
}

/** The engine, but for evaluations with a gradient where `isSpoilt` says so: these are not a number. */
function spoiling(engine: Engine, isSpoilt: () => boolean): Engine {
  return {
    ...engine,
    objective: (shape, problem) => {
      const objective = engine.objective(shape, problem);
      return {
        evaluate: (parameters, batch, counts, share, gradient) => {
          const loss = objective.evaluate(parameters, batch, counts, share, gradient);
          return gradient && isSpoilt() ? { ...loss, total: Number.NaN } : loss;
        },
      };
    },
  };
}
