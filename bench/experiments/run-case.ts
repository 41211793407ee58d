import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { concatTables, type SampleTable, withInputs } from '../../layers/model/dataset/index.ts';
import { allNames } from '../../layers/model/inputs/index.ts';
import { scoreModels } from '../../layers/model/weighing/index.ts';
import type { ModelPredictions } from '../../layers/model/weighing/testing.ts';
import type { RunPointer } from '../../layers/run/records/index.ts';
import { keys, readPartition, readProblem } from '../../layers/run/records/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import type { Arm } from './arm.ts';
import { baselinePredictions } from './baselines/baseline-predictions.ts';
import { calibratedAnswers } from './calibrated.ts';
import { editTable, readRunTable } from './changes/edit-table.ts';
import { tellTruth } from './changes/tell-truth.ts';
import { type Case, type Cut, cutName } from './experiment.ts';
import { modelPredictions } from './model-predictions.ts';
import type { ResultRow, RunFacts, UnitResult } from './result.ts';
import { branch, lendSingle, prepare, trainAndAggregate } from './run-pipeline.ts';
import type { Scale, StudyFiles } from './studies/study-source.ts';

/**
 * Runs a case with one seed: prepare-study, train-subdomain and aggregate-models as a state machine would call them, on
 * a bucket in memory, for every division and arm. Then scores the published model on held-out rows of all folds together.
 */
export async function runCase(one: Case, seed: number, scale: Scale): Promise<UnitResult> {
  const before = process.cpuUsage();
  const pools = new Map<string, ScorePool>();
  const runs: RunFacts[] = [];
  for (let fold = 0; fold < one.study.folds; fold++) {
    const study = one.study.build(seed, fold, scale);
    const bucket = new MemoryBucket();
    for (const [file, content] of study.files)
      await bucket.put(keys.studyFile(study.manifest.study, file), content);
    for await (const done of runsOfFold(one, study, bucket, seed, scale)) {
      const { cut, arm, predictions, heldOut, problem } = done;
      const pool = pools.get(`${cut}, ${arm}`) ?? { cut, arm, problem, tables: [], predictions: [] };
      pools.set(`${cut}, ${arm}`, {
        ...pool,
        tables: [...pool.tables, ...heldOut],
        predictions: [...pool.predictions, ...predictions],
      });
      runs.push({ ...done.facts, fold });
    }
  }
  const rows = [...pools.values()].flatMap(scorePool);
  return { case: one.name, seed, rows, runs, coreSeconds: secondsSince(before) };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Outputs of the models for the held-out rows of every fold, table by table. */
interface ScorePool {
  readonly cut: string;
  readonly arm: Arm;
  readonly problem: TrainingProblem;
  readonly tables: readonly SampleTable[];
  readonly predictions: readonly ReadonlyMap<string, ModelPredictions>[];
}

async function* runsOfFold(one: Case, study: StudyFiles, bucket: MemoryBucket, seed: number, scale: Scale) {
  // The arms are controls of their own.
  const training = { ...study.manifest.training, ...scale.training, control: false, seed };
  const singles = new Map<Arm, RunPointer>();
  for (const [at, cut] of one.cuts.entries()) {
    const manifest = { ...study.manifest, subdomains: cut, training };
    const prepared = await prepare(bucket, manifest);
    await finish(one, study, bucket, prepared, seed);
    for (const arm of ['physics', 'no physics'] as const) {
      if (!one.arms.includes(arm)) continue;
      const weight = arm === 'physics' ? {} : { physicsWeight: 0 };
      const pointer = await branch(bucket, prepared, `${arm.replace(' ', '-')}-${at}`, weight);
      const earlier = singles.get(arm);
      if (earlier) await lendSingle(bucket, earlier, pointer);
      singles.set(arm, pointer);
      const isFirst = at === 0 && arm === one.arms[0];
      const done = await runOf(bucket, pointer, cut, arm, study, isFirst ? one.calibrationsS : undefined);
      if (isFirst) {
        const others = await baselinePredictions(one.baselines, bucket, pointer, done.heldOut[0]!);
        for (const [name, ofModel] of others) done.predictions[0]!.set(name, ofModel);
      }
      yield done;
    }
  }
  if (one.arms.includes('no context'))
    yield withoutContext(one, { ...study.manifest, training }, study, bucket, seed);
}

/** One model on everything, as the only sub-domain. */
async function withoutContext(
  one: Case,
  manifest: ManifestInput,
  study: StudyFiles,
  bucket: MemoryBucket,
  seed: number,
) {
  const prepared = await prepare(bucket, {
    ...manifest,
    subdomains: { by: 'time', count: 1 },
    features: { ...manifest.features, contextS: 0 },
    training: { ...manifest.training, single: false },
  });
  await finish(one, study, bucket, prepared, seed);
  const done = await runOf(bucket, prepared, one.cuts[0]!, 'no context', study);
  return { ...done, predictions: [new Map([['single', done.predictions[0]!.get('uniform')!]])] };
}

/** Changes a prepared run: held-out rows get the truth, then the case's own change is applied. */
async function finish(
  { change }: Case,
  { truth }: StudyFiles,
  bucket: MemoryBucket,
  pointer: RunPointer,
  seed: number,
): Promise<void> {
  const { recordings } = await readProblem(bucket, pointer);
  if (truth)
    await editTable(bucket, pointer, 'held-out.parquet', (table) => tellTruth(table, recordings, truth));
  await change?.(bucket, pointer, seed);
}

async function runOf(
  bucket: MemoryBucket,
  pointer: RunPointer,
  cut: Cut,
  arm: Arm,
  study: StudyFiles,
  calibrationsS: readonly number[] = [],
) {
  const { model, trainings } = await trainAndAggregate(bucket, pointer);
  const problem = await readProblem(bucket, pointer);
  const partition = await readPartition(bucket, pointer);
  const table = withInputs(await readRunTable(bucket, pointer, 'held-out.parquet'), problem);
  const { predictions, coverage } = await modelPredictions(model, table, problem);
  const calibrated = calibrationsS.flatMap((seconds) =>
    calibratedAnswers(model, study, table, problem, seconds),
  );
  const forces = Object.values(coverage?.withNames.forces ?? {}).filter((share) => share !== null);
  const facts: Omit<RunFacts, 'fold'> = {
    cut: cutName(cut),
    arm,
    mode: model.mode,
    heldOutRows: table.rows,
    coverageNamed: coverage?.withNames.angle ?? null,
    coverageUnnamed: coverage?.withoutNames.angle ?? null,
    forceCoverage: forces.length === 0 ? null : forces.reduce((sum, share) => sum + share, 0) / forces.length,
    trainings: trainings.map(({ kind, rows, passes, seconds }) => ({ kind, rows, passes, seconds })),
    merged: partition.warnings.filter((warning) => warning.includes('merged into')),
  };
  return {
    cut: cutName(cut),
    arm,
    problem,
    facts,
    heldOut: [table, ...calibrated.map((part) => part.table)],
    predictions: [predictions, ...calibrated.map((part) => part.predictions)],
  };
}

/** Scores each model over all tables in which it has outputs, as one. */
function scorePool({ cut, arm, problem, tables, predictions }: ScorePool): ResultRow[] {
  const names = new Set(predictions.flatMap((said) => [...said.keys()]));
  const alike = Map.groupBy(names, (name) =>
    predictions.map((said) => (said.has(name) ? said.get(name)!.outputs : '-')).join(),
  );
  return [...alike.values()].flatMap((together) => {
    const own = predictions.flatMap((said, at) => (said.has(together[0]!) ? [at] : []));
    const table = concatTables(own.map((at) => withoutInputs(tables[at]!)));
    // The names of the results hold the given names.
    const models = together.map((model) => ({
      model,
      given: allNames,
      predictions: joined(own.map((at) => predictions[at]!.get(model)!)),
    }));
    return scoreModels(table, problem, models).map(({ nrmseDivisor: _, given: __, ...score }) => ({
      cut,
      arm,
      ...score,
    }));
  });
}

/** The inputs of folds differ, since their names of subjects do; a score needs no inputs. */
function withoutInputs(table: SampleTable): SampleTable {
  return { ...table, inputNames: [], inputs: new Float32Array() };
}

function joined(parts: readonly ModelPredictions[]): ModelPredictions {
  return {
    values: Float64Array.from(parts.flatMap(({ values }) => Array.from(values))),
    outputs: parts[0]!.outputs,
  };
}
