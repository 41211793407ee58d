import type { Combined } from '../../layers/ensemble/combine.ts';
import type { Evidence } from '../../layers/ensemble/evidence/evidence.ts';
import { everything } from '../../layers/ensemble/evidence/evidence.ts';
import { type FittedMode, judgeModes } from '../../layers/ensemble/evidence/judge-modes.ts';
import { publishableMode } from '../../layers/ensemble/evidence/publishable-mode.ts';
import { lessTold, toldKey } from '../../layers/ensemble/evidence/told-less.ts';
import { namesOf } from '../../layers/ensemble/gates/names-of.ts';
import type { KnowledgeIntervals } from '../../layers/ensemble/global-model.ts';
import { fitIntervals } from '../../layers/ensemble/interval/fit-intervals.ts';
import { modelFaults } from '../../layers/ensemble/model-file/check-model.ts';
import { modelJsonOf } from '../../layers/ensemble/model-json-of.ts';
import { inverseError } from '../../layers/ensemble/modes/inverse-error.ts';
import { modes } from '../../layers/ensemble/modes/modes.ts';
import { runRidge } from '../../layers/ensemble/ridge.ts';
import { type ModelAnswer, type Score, scoreModels } from '../../layers/ensemble/score.ts';
import { type NetworkOutput, runNetwork } from '../../layers/learning/local-network.ts';
import { toldOnly } from '../../layers/preparation/name-inputs.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import { renderReport } from '../../layers/report/render-report.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { keys } from '../../layers/storage/keys.ts';
import {
  heldOutTable,
  readPartition,
  readProblem,
  readTable,
} from '../../layers/storage/prepared-objects.ts';
import type { PartitionRecord, RunPointer } from '../../layers/storage/run-objects.ts';
import { contributionRows } from './contributions.ts';
import { DigestedUpload } from './digested-upload.ts';
import { gatherModels } from './gather.ts';
import { jsonLines } from './json-lines.ts';
import { networksFrom } from './networks-from.ts';
import { provenanceOf } from './provenance.ts';
import { runReport } from './run-report.ts';
import { answersOf, coverageOf, scoredRows, unnamed } from './score-held-out.ts';
import { evidenceOf, type Survey, surveyTables } from './survey-tables.ts';

export interface AggregateAnswer {
  readonly state: 'Aggregated';
  /** The mode that predictions will use. */
  readonly mode: string;
  /** RMSE of the angle over all held-out rows, in degrees; null where nothing was held out. */
  readonly angleRmseDeg: number | null;
}

/**
 * Weighs the local models into one global model, scores it beside its controls on what was held out, and writes it
 * below `models/`. Nothing there is visible until publish-model has moved the pointer.
 */
export async function aggregateRun(
  pointer: RunPointer,
  { bucket, now = () => new Date() }: { readonly bucket: Bucket; readonly now?: () => Date },
): Promise<AggregateAnswer> {
  const [problem, partition] = await Promise.all([
    readProblem(bucket, pointer),
    readPartition(bucket, pointer),
  ]);
  const survey = await surveyTables(partition, problem, (name) =>
    readTable(bucket, pointer, partition, name),
  );
  const {
    gathered,
    said: ofMembers,
    weightsDigest,
  } = await takeIn(bucket, pointer, partition, problem, survey);
  const { members } = gathered;
  const evidence = evidenceOf(problem, survey, members, ofMembers);
  const fitted = judgeModes(evidence, modes);
  const wanted = problem.ensemble.mode;
  if (wanted !== 'auto' && !fitted.some(({ name }) => name === wanted)) {
    throw new Error(`mode ${wanted} cannot be had: a model or an input that it needs is missing`);
  }
  const { mode, warnings } = publishableMode(fitted, wanted, evidence);
  const intervals = intervalsOf(evidence, fitted);

  const heldOut = scoredRows(await readTable(bucket, pointer, partition, heldOutTable), members.length);
  const networks = networksFrom(bucket, weightsKey(pointer), members);
  const said = await answersOf(heldOut, networks, fitted, evidence);
  const answers = new Map([...said].map(([name, combined]) => [name, answerOf(combined)]));
  answers.set('ridge', { angleRad: runRidge(survey.ridge, heldOut, problem) });
  const scores = scoreModels(heldOut, problem, answers);
  const contributions = contributionRows(partition, gathered, publishedMethodWeights(fitted));
  const provenance = provenanceOf({ problem, partition, gathered, mode, createdAt: now() });
  const json = modelJsonOf(problem, {
    localModels: members,
    modes: Object.fromEntries(fitted.map(({ name, gate }) => [name, gate])),
    mode,
    contexts: evidence.contexts.map((context) => context ?? null),
    intervals,
    trainedSubjects: Object.keys(evidence.coverage.subject),
    // Of lost local models too: the single one has learned from their rows.
    trainedSites: Object.keys(survey.coverage.site),
    trainedTasks: Object.keys(survey.coverage.task),
  });
  const faults = modelFaults(json);
  if (faults.length > 0) throw new Error(`the model could not be loaded: ${faults.join('; ')}`);
  const named = said.get(mode)!;
  const toldOrNot = { named, unnamed: said.get(mode + unnamed) ?? named };
  const coverage90 = intervals[mode] && coverageOf(heldOut, toldOrNot, evidence, intervals[mode]);
  const metrics = {
    study: pointer.study,
    run: pointer.run,
    mode,
    warnings,
    validationErrors: Object.fromEntries(fitted.map(({ name, error }) => [name, error])),
    validationErrorsUnnamed: Object.fromEntries(fitted.map(({ name, unnamedError }) => [name, unnamedError])),
    coverage90,
    ...(heldOut.rows < partition.counts.heldOutRows
      ? { heldOutRows: { inAll: partition.counts.heldOutRows, scored: heldOut.rows } }
      : {}),
    scores,
  };
  const report = renderReport(
    runReport({
      problem,
      partition,
      gathered,
      survey,
      mode,
      warnings,
      scores,
      contributions,
      heldOut,
      answers,
      provenance,
      ...(coverage90 ? { coverage90 } : {}),
    }),
  );
  await writeArtefact(bucket, pointer, weightsDigest, {
    'model.json': jsonLines(json),
    'metrics.json': jsonLines(metrics),
    'contributions.json': jsonLines(contributions),
    'provenance.json': jsonLines(provenance),
    'report.html': [report],
  });
  return { state: 'Aggregated', mode, angleRmseDeg: overallRmse(scores, mode) };
}

/**
 * The models one by one: what each says to validation rows is kept, told all names that it has inputs for and told less;
 * its weights go into the global model's file.
 */
async function takeIn(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: Problem,
  { validation }: Survey,
) {
  const outputs: NetworkOutput[] = [];
  const less = lessTold(problem.inputNames).map((told) => ({
    key: toldKey(problem.inputNames, told),
    inputs: validation && toldOnly(validation.inputs, validation.inputNames, told),
    outputs: [] as NetworkOutput[],
  }));
  const file = new DigestedUpload(bucket, weightsKey(pointer));
  try {
    const gathered = await gatherModels(bucket, pointer, partition, problem, async ({ network, weights }) => {
      if (validation) outputs.push(runNetwork(network, validation.inputs));
      for (const one of less) if (one.inputs) one.outputs.push(runNetwork(network, one.inputs));
      await file.add(weights);
    });
    const toldLess = Object.fromEntries(less.map((one) => [one.key, one.outputs]));
    return { gathered, said: { outputs, toldLess }, weightsDigest: await file.finish() };
  } catch (error) {
    await file.abort();
    throw error;
  }
}

function weightsKey({ study, run }: RunPointer): string {
  return keys.model(study, run, 'weights.bin');
}

function answerOf({ angleRad, forceN }: Combined): ModelAnswer {
  return forceN.length > 0 ? { angleRad, forceN } : { angleRad };
}

/** Intervals of every mode; none without validation rows. */
function intervalsOf(evidence: Evidence, fitted: readonly FittedMode[]): Record<string, KnowledgeIntervals> {
  return Object.fromEntries(
    fitted.flatMap(({ name, gate }) => {
      const named = fitIntervals(evidence, gate, everything);
      const unnamed = fitIntervals(evidence, gate, []);
      if (!named || !unnamed) return [];
      const usesTask = namesOf(gate, evidence.problem.inputNames, 'task').size > 0;
      const subjectAlone = usesTask ? fitIntervals(evidence, gate, ['subject']) : undefined;
      return [[name, { named, unnamed, ...(subjectAlone ? { subjectAlone } : {}) }] as const];
    }),
  );
}

function publishedMethodWeights(fitted: readonly FittedMode[]): readonly number[] {
  const gate = fitted.find(({ name }) => name === inverseError.name)?.gate;
  return gate?.kind === 'constant' ? gate.weights : [];
}

/** Writes the files beside `weights.bin`, and the digests of all last. */
async function writeArtefact(
  bucket: Bucket,
  { study, run }: RunPointer,
  weightsDigest: string,
  files: Readonly<Record<string, Iterable<string>>>,
): Promise<void> {
  const digests = [`${weightsDigest}  weights.bin`];
  for (const [name, parts] of Object.entries(files)) {
    const contentType = contentTypes[name.slice(name.lastIndexOf('.'))];
    const file = new DigestedUpload(bucket, keys.model(study, run, name), contentType);
    try {
      for (const piece of inPieces(parts)) await file.add(piece);
      digests.push(`${await file.finish()}  ${name}`);
    } catch (error) {
      await file.abort();
      throw error;
    }
  }
  await bucket.put(keys.model(study, run, 'MANIFEST.sha256'), `${digests.join('\n')}\n`, 'text/plain');
}

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
};

const pieceChars = 65_536;

/** Text as UTF-8, joined to pieces that are worth a call. */
function* inPieces(parts: Iterable<string>): Generator<Uint8Array> {
  let waiting = '';
  for (const part of parts) {
    waiting += part;
    if (waiting.length < pieceChars) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}

function overallRmse(scores: readonly Score[], mode: string): number | null {
  return scores.find(({ scope, model }) => scope === 'all' && model === mode)?.rmse ?? null;
}
