import type { SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';
import { allNames, isSameGiven } from '../../layers/model/inputs/index.ts';
import { balanceForces, type Learned, runLearned } from '../../layers/model/predictor/index.ts';
import {
  type HeldOutPredictions,
  type PhysicsScore,
  scorePhysics,
  torqueJsonOf,
} from '../../layers/model/weighing/index.ts';

/** Physics of the published mode, of the single model, and of the single model that was trained without the residual. */
export function physicsScores(run: {
  readonly mode: string;
  readonly ofModes: readonly HeldOutPredictions[];
  /** Undefined if it was not trained or is not sound. */
  readonly control: Learned | undefined;
  readonly heldOut: SampleTable;
  readonly problem: TrainingProblem;
}): PhysicsScore[] {
  const { mode, ofModes, control, heldOut, problem } = run;
  const shown = [...new Set([mode, 'single'])].flatMap((name) =>
    ofModes
      .filter((one) => one.mode === name && isSameGiven(one.given, allNames))
      .map((one) => ({ ...one, model: one.mode })),
  );
  return [...shown, ...(control ? [controlOn(heldOut, control, problem)] : [])].map((one) =>
    scorePhysics(heldOut, problem, one),
  );
}

function controlOn({ inputs }: SampleTable, control: Learned, problem: TrainingProblem) {
  const { values, outputs } = runLearned(control, inputs);
  const unbalanced = {
    values: Float64Array.from(values),
    spread: new Float64Array(values.length),
    outputs,
  };
  const predictions = balanceForces(unbalanced, torqueJsonOf(problem));
  return { model: 'single without physics', predictions, unbalanced };
}
