import type { Problem, SampleTable } from '../../layers/model/dataset/index.ts';
import { allNames, type Given, isSameGiven, noNames } from '../../layers/model/inputs/index.ts';
import { runNetwork } from '../../layers/model/network/index.ts';
import type { GlobalModel } from '../../layers/model/predictor/index.ts';
import { certainNames } from '../../layers/model/predictor/index.ts';
import { runLocalModels } from '../../layers/model/predictor/testing.ts';
import { answersOf, coverageOf } from '../../layers/model/weighing/index.ts';
import type { ModelAnswer } from '../../layers/model/weighing/testing.ts';
import { viewOf } from '../../layers/model/weighing/testing.ts';
import { oracleAnswers } from './oracle.ts';

/** Name of the published mode, which validation rows chose, among the scored models. */
export const published = 'published';

/** The published mode with the task given, but not the subject. */
export const publishedGivenTask = seriesName(published, ['task']);
/** The published mode with no names given. */
export const publishedWithoutNames = seriesName(published, noNames);

/** The name of a model in the results, by its given names; all names are the rule. */
function seriesName(model: string, given: Given): string {
  if (isSameGiven(given, allNames)) return model;
  return `${model} (${given.length === 0 ? 'unnamed' : `${given.join(' and ')} alone`})`;
}

/** The outputs for held-out rows: of every mode of a model, with all names given and with none; of the published mode; of the oracle. */
export async function modelAnswers(model: GlobalModel, table: SampleTable, problem: Problem) {
  const outputs = model.localModels.map(({ network }) => runNetwork(network, table.inputs));
  const fitted = Object.entries(model.modes).map(([name, gate]) => ({
    name,
    gate,
    error: Number.NaN,
    errorWithoutNames: Number.NaN,
  }));
  const ofModes = await answersOf(table, networksOf(model), fitted, problem);
  const answers = new Map<string, ModelAnswer>(
    ofModes.map(({ mode, given, answer }) => [seriesName(mode, given), answer]),
  );
  const ofPublished = ofModes.filter(({ mode }) => mode === model.mode);
  const withNames = ofPublished.find(({ given }) => isSameGiven(given, allNames))!;
  const withoutNames = ofPublished.find(({ given }) => isSameGiven(given, noNames)) ?? withNames;
  answers.set(published, withNames.answer);
  answers.set(publishedWithoutNames, withoutNames.answer);
  const gate = model.modes[model.mode]!;
  answers.set(publishedGivenTask, runLocalModels(model.localModels, gate, viewOf(table, problem, ['task'])));
  const locals = outputs.filter((_, at) => model.localModels[at]!.kind === 'local');
  for (const [name, answer] of oracleAnswers(table, locals)) answers.set(name, answer);
  const intervals = model.intervals[model.mode];
  const certainty = intervals && { problem, intervals, certain: certainNames(model, gate) };
  const coverage = certainty && {
    withNames: coverageOf(table, withNames, certainty),
    withoutNames: coverageOf(table, { given: noNames, answer: withoutNames.answer }, certainty),
  };
  return { answers, coverage };
}

async function* networksOf({ localModels }: GlobalModel) {
  for (const { network } of localModels) yield network;
}
