import type { SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';
import { allNames, isSameGiven } from '../../layers/model/inputs/index.ts';
import { ConstantGate, type Learned } from '../../layers/model/predictor/index.ts';
import {
  type HeldOutPredictions,
  heldOutPredictions,
  type PhysicsScore,
  type Survey,
  scorePhysics,
} from '../../layers/model/weighing/index.ts';

/** Physics of the published mode, of the single model, and of the single model that was trained without the residual. */
export async function physicsScores(run: {
  readonly mode: string;
  readonly ofModes: readonly HeldOutPredictions[];
  /** Undefined if it was not trained or is not sound. */
  readonly control: Learned | undefined;
  readonly heldOut: SampleTable;
  readonly problem: TrainingProblem;
  readonly contextFade: Survey['contextFade'];
}): Promise<PhysicsScore[]> {
  const { mode, ofModes, control, heldOut, problem, contextFade } = run;
  const alone = { name: 'single without physics', gate: new ConstantGate({ weights: [1] }), ...unjudged };
  const ofControl = control
    ? await heldOutPredictions(heldOut, only(control), [alone], problem, contextFade)
    : [];
  return [...new Set([mode, 'single', alone.name])].flatMap((name) =>
    [...ofModes, ...ofControl]
      .filter((one) => one.mode === name && isSameGiven(one.given, allNames))
      .map((one) => scorePhysics(heldOut, problem, { ...one, model: name })),
  );
}

/** The control takes no part in the choice of the mode. */
const unjudged = { error: Number.NaN, errorWithoutNames: Number.NaN };

async function* only(learned: Learned): AsyncGenerator<Learned> {
  yield learned;
}
