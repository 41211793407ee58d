import type { SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';
import { allNames, type GivenKinds, isSameGiven, noNames } from '../../layers/model/inputs/index.ts';
import type { GlobalModel } from '../../layers/model/predictor/index.ts';
import { balanceForces, certainNames, runLearned } from '../../layers/model/predictor/index.ts';
import { runLocalModels } from '../../layers/model/predictor/testing.ts';
import { coverageOf, heldOutPredictions } from '../../layers/model/weighing/index.ts';
import type { ModelPredictions } from '../../layers/model/weighing/testing.ts';
import { viewOf } from '../../layers/model/weighing/testing.ts';
import { oraclePredictions } from './oracle.ts';

/** Name of the published mode, which validation rows chose, among the scored models. */
export const published = 'published';

/** The published mode with the task given, but not the subject. */
export const publishedGivenTask = seriesName(published, ['task']);
/** The published mode with no names given. */
export const publishedWithoutNames = seriesName(published, noNames);

/** The name of a model in the results, by its given names; all names are the rule. */
function seriesName(model: string, given: GivenKinds): string {
  if (isSameGiven(given, allNames)) return model;
  return `${model} (${given.length === 0 ? 'unnamed' : `${given.join(' and ')} alone`})`;
}

/** The outputs for held-out rows: of every mode of a model, with all names given and with none; of the published mode; of the oracle. */
export async function modelPredictions(model: GlobalModel, table: SampleTable, problem: TrainingProblem) {
  const outputs = model.localModels.map(({ learned }) => runLearned(learned, table.inputs));
  const fitted = Object.entries(model.modes).map(([name, gate]) => ({
    name,
    gate,
    error: Number.NaN,
    errorWithoutNames: Number.NaN,
  }));
  const ofModes = await heldOutPredictions(table, learnedOf(model), fitted, problem, model.contextFade);
  const predictions = new Map<string, ModelPredictions>(
    ofModes.map(({ mode, given, predictions }) => [seriesName(mode, given), predictions]),
  );
  const ofPublished = ofModes.filter(({ mode }) => mode === model.mode);
  const withNames = ofPublished.find(({ given }) => isSameGiven(given, allNames))!;
  const withoutNames = ofPublished.find(({ given }) => isSameGiven(given, noNames)) ?? withNames;
  predictions.set(published, withNames.predictions);
  predictions.set(publishedWithoutNames, withoutNames.predictions);
  const gate = model.modes[model.mode]!;
  predictions.set(
    publishedGivenTask,
    balanceForces(
      runLocalModels(model.localModels, gate, viewOf(table, problem, ['task']), model.contextFade),
      model.torque,
    ),
  );
  const locals = outputs.filter((_, at) => model.localModels[at]!.kind === 'local');
  for (const [name, ofModel] of oraclePredictions(table, locals)) predictions.set(name, ofModel);
  const intervals = model.intervals[model.mode];
  const certainty = intervals && { problem, intervals, certain: certainNames(model, gate) };
  const coverage = certainty && {
    withNames: coverageOf(table, withNames, certainty),
    withoutNames: coverageOf(table, { given: noNames, predictions: withoutNames.predictions }, certainty),
  };
  return { predictions, coverage };
}

async function* learnedOf({ localModels }: GlobalModel) {
  for (const { learned } of localModels) yield learned;
}
