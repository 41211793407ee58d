import { describe, expect, it } from 'vitest';
import { matrixColumn } from '../../base/numbers/index.ts';
import { contiguousRanges } from '../dataset/index.ts';
import {
  buildBatch,
  coverByStretches,
  numbers,
  randomTable,
  tensorEngine,
  testProblem,
  wasmBackend,
} from '../training/testing.ts';
import { toLocalNetwork } from './local-network.ts';
import { parameterCount } from './network.ts';
import { runNetwork } from './run-network.ts';
import { shapeForMuscles } from './shape-for-muscles.testing.ts';

describe('a local network', () => {
  it.each([
    ['angle and forces', 3],
    ['the angle alone', 0],
  ])('agrees with the engine on %s, in physical units', async (_, muscles) => {
    const problem = testProblem(4, muscles, { physicsWeight: 0, weightDecay: 0 });
    const shape = shapeForMuscles({ inputs: 4, hidden: [7, 5], muscles });
    const random = numbers(muscles);
    const parameters = Float64Array.from({ length: parameterCount(shape) }, () => Math.fround(random.next()));
    const table = randomTable(problem, [{ rows: 200, recording: 3 }], 2);
    const { values, outputs } = runNetwork(toLocalNetwork(parameters, shape, problem), table.inputs);
    const angleRad = matrixColumn(values, outputs, 0);
    const forceN = values.filter((_, at) => at % outputs > 0);

    // With the network's outputs as labels, the engine's loss is the distance between the two.
    const engine = tensorEngine(await wasmBackend());
    const lossOf = (answer: { angleRad: Float32Array; forceN: Float32Array }) => {
      const forcesOf = (row: number) => answer.forceN.subarray(row * muscles, (row + 1) * muscles);
      const rows = Array.from(answer.angleRad, (angleRad, row) => [angleRad, ...forcesOf(row)]);
      const labels = Float32Array.from(rows.flat());
      const segments = coverByStretches(contiguousRanges(table), 200);
      const batch = buildBatch({ ...table, labels }, problem, segments);
      return engine.objective(shape, problem).evaluate(Float32Array.from(parameters), batch, batch.counts, 1);
    };
    const same = lossOf({ angleRad, forceN });
    expect(Math.sqrt(same.angle)).toBeLessThan(1e-5);
    expect(Math.sqrt(same.force)).toBeLessThan(1e-5);

    const [angle, ...forces] = problem.outputs.map(({ scale }) => scale.deviation);
    const shifted = {
      angleRad: angleRad.map((q) => q + 0.5 * angle!),
      forceN: forceN.map((force, at) => force + 0.1 * forces[at % muscles]!),
    };
    expect(Math.sqrt(lossOf(shifted).angle)).toBeCloseTo(0.5, 4);
    expect(Math.sqrt(lossOf(shifted).force)).toBeCloseTo(muscles > 0 ? 0.1 : 0, 4);
  });

  it('never pulls with a negative force, and does not overflow', () => {
    const network = {
      hidden: [],
      last: layer(1, [1, -1]),
      outputs: [
        { activation: 'softplus', scale: 10 },
        { activation: 'softplus', scale: 10 },
      ],
    } as const;
    const { values } = runNetwork(network, Float32Array.of(1000, 0, -1000));
    expect([...values]).toEqual([
      10_000,
      0,
      expect.closeTo(10 * Math.log(2), 4),
      expect.closeTo(10 * Math.log(2), 4),
      0,
      10_000,
    ]);
  });
});

function layer(inputs: number, kernel: readonly number[]) {
  const outputs = kernel.length / inputs;
  return { inputs, outputs, kernel: Float32Array.from(kernel), bias: new Float32Array(outputs) };
}
