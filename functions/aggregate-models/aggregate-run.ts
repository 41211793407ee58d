import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { withInputs } from '../../layers/model/dataset/index.ts';
import { allNames, type GivenKinds, isSameGiven, noNames } from '../../layers/model/inputs/index.ts';
import type { NetworkOutput } from '../../layers/model/network/index.ts';
import type { IntervalsByNames } from '../../layers/model/predictor/index.ts';
import { certainNames, modelFaults, namesOf } from '../../layers/model/predictor/index.ts';
import type { Evidence } from '../../layers/model/weighing/index.ts';
import {
  coverageOf,
  evidenceOf,
  expectedErrors,
  type FittedMode,
  fewerNames,
  fitIntervals,
  givenKey,
  hasNeeds,
  heldOutPredictions,
  inverseErrorWeights,
  isWithAllNames,
  judgeModes,
  modelJsonOf,
  modes,
  publishableMode,
  rowsToJudge,
  runRidge,
  runsOf,
  type Score,
  type ScoredModel,
  type Survey,
  scoredRows,
  scoreModels,
  surveyTables,
} from '../../layers/model/weighing/index.ts';
import type { MetricsJson, PartitionRecord, RunPointer } from '../../layers/run/records/index.ts';
import {
  heldOutTable,
  keys,
  readPartition,
  readPreparedTable,
  readProblem,
} from '../../layers/run/records/index.ts';
import { contributionRows, familyRows, renderReport, reportOfRun } from '../../layers/run/report/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { DigestedUpload } from '../../layers/run/storage/index.ts';
import { gatherControl, gatherModels } from './gather.ts';
import { gatherFolds } from './gather-folds.ts';
import { jsonLines } from './json-lines.ts';
import { localModelsFrom } from './local-models-from.ts';
import { physicsScores } from './physics-scores.ts';
import { provenanceOf } from './provenance.ts';

export interface AggregateAnswer {
  readonly state: 'Aggregated';
  /** The mode that predictions will use. */
  readonly mode: string;
  /** RMSE of the angle over all held-out rows, in degrees; null if none was held out. */
  readonly angleRmseDeg: number | null;
}

/**
 * Weighs the local models into one global model, scores it beside its controls on held-out rows, and writes it below
 * `models/`. Nothing there is visible until publish-model has moved the pointer.
 */
export async function aggregateRun(
  pointer: RunPointer,
  { bucket, now = () => new Date() }: { readonly bucket: Bucket; readonly now?: () => Date },
): Promise<AggregateAnswer> {
  const [problem, partition] = await Promise.all([
    readProblem(bucket, pointer),
    readPartition(bucket, pointer),
  ]);
  const read = async (name: string) =>
    withInputs(await readPreparedTable(bucket, pointer, partition, name), problem);
  const survey = await surveyTables(partition, problem, read);
  const { gathered, outputs, weightsDigest } = await takeIn(bucket, pointer, partition, problem, survey);
  const { localModels } = gathered;
  const places = localModels.map(({ place }) => place);
  const folds = await gatherFolds(bucket, pointer, partition, problem, places);
  const evidence = evidenceOf(problem, survey, localModels, outputs, folds.evidence);
  const fitted = judgeModes(evidence, modes);
  const wanted = problem.ensemble.mode;
  if (wanted !== 'auto' && !fitted.some(({ name }) => name === wanted)) {
    throw new Error(`the mode ${wanted} is not possible: a model or an input that it needs is missing`);
  }
  const { mode, warnings } = publishableMode(fitted, wanted, evidence);
  const intervals = intervalsOf(evidence, fitted);

  const heldOut = scoredRows(await read(heldOutTable), localModels.length);
  const learned = localModelsFrom(bucket, weightsKey(pointer), localModels);
  const ofModes = await heldOutPredictions(heldOut, learned, fitted, problem, survey.contextFade);
  const scored: ScoredModel[] = [
    ...ofModes.map((one) => ({ model: one.mode, given: one.given, predictions: one.predictions })),
    {
      model: 'ridge',
      given: allNames,
      predictions: { values: runRidge(survey.ridge, heldOut, problem), outputs: 1 },
    },
  ];
  const scores = scoreModels(heldOut, problem, scored);
  const control = await gatherControl(bucket, pointer, partition, problem);
  const physics = physicsScores({ mode, ofModes, control: control?.learned, heldOut, problem });
  const contributions = contributionRows(partition, gathered, inverseErrorWeights(localModels) ?? []);
  const { gate } = fitted.find(({ name }) => name === mode)!;
  const families = familyRows(partition, contributions, { gate, heldOut, problem, localModels });
  const provenance = provenanceOf({ problem, partition, gathered, families, mode, createdAt: now() });
  const json = modelJsonOf(problem, {
    localModels,
    modes: Object.fromEntries(fitted.map(({ name, gate }) => [name, gate])),
    mode,
    contexts: evidence.contexts.map((context) => context ?? null),
    intervals,
    trainedSubjects: Object.keys(evidence.trainingShares.subject),
    // With the sites of lost local models: the single model has learned from their rows.
    trainedSites: Object.keys(survey.trainingShares.site),
    trainedTasks: Object.keys(survey.trainingShares.task),
    ...(survey.emgReference ? { emgReference: survey.emgReference } : {}),
    ...(survey.contextFade ? { contextFade: survey.contextFade } : {}),
  });
  const faults = modelFaults(json);
  if (faults.length > 0) throw new Error(`the model could not be loaded: ${faults.join('; ')}`);
  const certain = certainNames(json, gate);
  const covered = (given: GivenKinds) => {
    const ofMode = ofModes.filter((one) => one.mode === mode);
    const { predictions } = ofMode.find((one) => isSameGiven(one.given, given)) ?? ofMode[0]!;
    return coverageOf(heldOut, { given, predictions }, { problem, certain, intervals: intervals[mode]! });
  };
  const expected = expectedErrors(evidence, gate);
  const coverage90 = intervals[mode] && { allNames: covered(allNames), noNames: covered(noNames) };
  const metrics: MetricsJson & Record<string, unknown> = {
    version: 3,
    study: pointer.study,
    run: pointer.run,
    mode,
    warnings,
    validationErrors: [
      ...fitted.map(({ name, error }) => ({ mode: name, given: allNames, error })),
      ...fitted.map(({ name, errorWithoutNames }) => ({
        mode: name,
        given: noNames,
        error: errorWithoutNames,
      })),
    ],
    ...(evidence.known?.isOfFolds ? { judgedOn: 'folds' } : {}),
    ...(Object.keys(expected).length > 0 ? { expectedErrors: expected } : {}),
    coverage90,
    ...(heldOut.rows < partition.counts.heldOutRows
      ? { heldOutRows: { inAll: partition.counts.heldOutRows, scored: heldOut.rows } }
      : {}),
    scores,
    physics,
  };
  const report = renderReport(
    reportOfRun({
      problem,
      partition,
      gathered,
      droppedFolds: folds.dropped,
      survey,
      mode,
      warnings,
      scores,
      contributions,
      families,
      heldOut,
      answers: scored,
      provenance,
      physics,
      ...(control?.missing === undefined ? {} : { controlMissing: control.missing }),
      ...(coverage90 ? { coverage90 } : {}),
      expectedErrors: expected,
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
 * Opens the models one by one: keeps the outputs of each for the validation rows, with all names given and with fewer,
 * and writes its parameters into the file of the global model.
 */
async function takeIn(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: TrainingProblem,
  { validation, contextFade }: Survey,
) {
  const outputs: NetworkOutput[] = [];
  const runGiven = validation && runsOf(validation, problem, contextFade);
  const fewer = fewerNames(problem.inputNames).map((given) => ({
    given,
    key: givenKey(problem.inputNames, given),
    outputs: [] as NetworkOutput[],
  }));
  // In place of outputs that no gate gives a weight to, in memory once.
  const unused = {
    values: new Float32Array((validation?.rows ?? 0) * problem.outputs.length),
    outputs: problem.outputs.length,
  };
  const file = new DigestedUpload(bucket, weightsKey(pointer));
  try {
    const gathered = await gatherModels(bucket, pointer, partition, problem, async (localModel) => {
      const { learned, weights } = localModel;
      if (validation && runGiven) {
        const rows = rowsToJudge(localModel, validation, problem);
        outputs.push(runGiven(learned, rows, allNames));
        for (const { given, outputs } of fewer) {
          const isUsed = hasNeeds(localModel.needs ?? [], given, problem.inputNames);
          outputs.push(isUsed ? runGiven(learned, rows, given) : unused);
        }
      }
      await file.add(weights);
    });
    const outputsByFewer = Object.fromEntries(fewer.map((one) => [one.key, one.outputs]));
    return { gathered, outputs: { outputs, outputsByFewer }, weightsDigest: await file.finish() };
  } catch (error) {
    await file.abort();
    throw error;
  }
}

function weightsKey({ study, run }: RunPointer): string {
  return keys.model(study, run, 'weights.bin');
}

/** Intervals of every mode; none without validation rows. */
function intervalsOf(evidence: Evidence, fitted: readonly FittedMode[]): Record<string, IntervalsByNames> {
  return Object.fromEntries(
    fitted.flatMap(({ name, gate }) => {
      const withAllNames = fitIntervals(evidence, gate, allNames);
      const withoutNames = fitIntervals(evidence, gate, noNames);
      if (!withAllNames || !withoutNames) return [];
      const usesTask = namesOf(gate, evidence.problem.inputNames, 'task').size > 0;
      const subjectOnly = usesTask ? fitIntervals(evidence, gate, ['subject']) : undefined;
      const taskOnly = usesTask && evidence.newSubject ? fitIntervals(evidence, gate, ['task']) : undefined;
      const byNames: IntervalsByNames = {
        allNames: withAllNames,
        ...(subjectOnly ? { subjectOnly } : {}),
        ...(taskOnly ? { taskOnly } : {}),
        noNames: withoutNames,
      };
      return [[name, byNames] as const];
    }),
  );
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

/** Text as UTF-8, joined to pieces that are large enough for a call. */
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
  return scores.find((one) => one.scope === 'all' && one.model === mode && isWithAllNames(one))?.rmse ?? null;
}
