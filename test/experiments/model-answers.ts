import { answersOf, coverageOf, unnamed } from '../../functions/aggregate-models/score-held-out.ts';
import { askMembers } from '../../layers/ensemble/ask-members.ts';
import { type Evidence, viewOf } from '../../layers/ensemble/evidence/evidence.ts';
import type { GlobalModel } from '../../layers/ensemble/global-model.ts';
import type { ModelAnswer } from '../../layers/ensemble/score.ts';
import { runNetwork } from '../../layers/learning/local-network.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import type { SampleTable } from '../../layers/preparation/sample-table.ts';
import { oracleAnswers } from './oracle.ts';

/** Name of the mode that validation rows chose, among the models that are scored. */
export const published = 'published';

/** What the published mode says where the task is known and the person is not. */
export const publishedToldTask = `${published} (task alone)`;

/** What every mode of a model says to held-out rows, told whose they are and not; what it published; and the oracle. */
export async function modelAnswers(model: GlobalModel, table: SampleTable, problem: Problem) {
  const outputs = model.localModels.map(({ network }) => runNetwork(network, table.inputs));
  const evidence = evidenceOf(model, problem);
  const fitted = Object.entries(model.modes).map(([name, gate]) => ({
    name,
    gate,
    error: Number.NaN,
    unnamedError: Number.NaN,
  }));
  const said = await answersOf(table, networksOf(model), fitted, evidence);
  const named = said.get(model.mode)!;
  const whenUnnamed = said.get(model.mode + unnamed) ?? named;
  const answers = new Map<string, ModelAnswer>(said);
  answers.set(published, named);
  answers.set(published + unnamed, whenUnnamed);
  const ofTask = viewOf(table, problem, ['task']);
  answers.set(publishedToldTask, askMembers(model.localModels, model.modes[model.mode]!, ofTask));
  const locals = outputs.filter((_, at) => model.localModels[at]!.kind === 'local');
  for (const [name, answer] of oracleAnswers(table, locals)) answers.set(name, answer);
  const intervals = model.intervals[model.mode];
  const coverage = intervals && coverageOf(table, { named, unnamed: whenUnnamed }, evidence, intervals);
  return { answers, coverage };
}

async function* networksOf({ localModels }: GlobalModel) {
  for (const { network } of localModels) yield network;
}

/** A published model holds all that answers and coverage ask of the evidence it was made from. */
function evidenceOf(model: GlobalModel, problem: Problem): Evidence {
  return {
    problem,
    members: model.localModels.map(({ id, kind }) => ({ id, kind, error: Number.NaN })),
    contexts: model.contexts.map((context) => context ?? undefined),
    coverage: {
      subject: Object.fromEntries(model.trainedSubjects.map((subject) => [subject, []])),
      site: {},
      task: {},
    },
  };
}
