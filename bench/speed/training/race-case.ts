import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import { rowUses, type SampleTable } from '../../../layers/model/dataset/index.ts';
import { emptyTable } from '../../../layers/model/dataset/testing.ts';
import { numbers, testProblem } from '../../../layers/model/training/testing.ts';

const recordings = 8;
const labelNoise = 0.01;

/**
 * A movement that a 6-64-64-64-6 network can learn, so that the optimiser and not the data sets the error: five
 * envelopes and a slow context, the angle and five forces as smooth functions of them with 1 % of noise, the torque
 * that the forces deliver together. Every fourth recording is for validation.
 *
 * @param rows of each of the eight recordings
 * @param seed of paces, phases and noise
 */
export function raceCase(
  rows: number,
  training: Partial<TrainingProblem['training']>,
  seed = 1,
): { problem: TrainingProblem; table: SampleTable } {
  const problem = testProblem(6, 5, { hidden: [64, 64, 64], ...training });
  const names = problem.muscles.map(({ name }) => name);
  const width = problem.outputs.length;
  const table = emptyTable(recordings * rows, problem.inputNames, problem.outputs);
  const random = numbers(seed);
  for (let recording = 0; recording < recordings; recording++) {
    const paces = names.map(() => 1.2 + 0.8 * random.next());
    const phases = names.map(() => 3 * random.next());
    for (let at = 0; at < rows; at++) {
      const row = recording * rows + at;
      const timeS = at / problem.signals.rateHz;
      const envelopes = names.map(
        (_, muscle) => 0.5 + 0.45 * Math.sin(paces[muscle]! * timeS + phases[muscle]!),
      );
      const context = 0.5 + 0.3 * Math.sin(0.2 * timeS + recording);
      const [a, b, c, d, e] = envelopes as [number, number, number, number, number];
      const angle = 0.6 * Math.tanh(1.5 * (a * (1 + b) - c * (0.5 + context) - 0.6 * d * e));
      const forces = envelopes.map(
        (envelope, muscle) =>
          30 * (envelope + 0.5 * envelope ** 2) * (1 + 0.5 * Math.cos(angle + muscle)) * (0.6 + context),
      );
      table.timeS[row] = timeS;
      table.block[row] = recording;
      table.use[row] = recording % 4 === 3 ? rowUses.validation : rowUses.train;
      table.inputs.set([...envelopes, context], row * 6);
      table.labels[row * width] = angle + labelNoise * 0.35 * random.next();
      table.labels.set(
        forces.map((force) => force * (1 + labelNoise * random.next())),
        row * width + 1,
      );
      table.torqueNm[row] = problem.muscles.reduce((sum, { momentArmsM }, muscle) => {
        const armM = momentArmsM[0]!.reduce(
          (arm, coefficient, power) => arm + coefficient * angle ** power,
          0,
        );
        return sum + armM * forces[muscle]!;
      }, 0);
    }
  }
  return { problem, table };
}
