import type { CollectedMember } from '../../layers/ensemble/collect.ts';
import { combine } from '../../layers/ensemble/combine.ts';
import type { GlobalModelJson } from '../../layers/ensemble/global-model.ts';
import { modes } from '../../layers/ensemble/modes/modes.ts';
import { fitRidge, runRidge } from '../../layers/ensemble/ridge.ts';
import { ScaledError } from '../../layers/ensemble/scaled-error.ts';
import { type ModelAnswer, type Score, scoreModels } from '../../layers/ensemble/score.ts';
import { runNetwork } from '../../layers/learning/local-network.ts';
import { fromParquet } from '../../layers/preparation/parquet.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import { roles, rowsInRole, type SampleTable, takeRows } from '../../layers/preparation/sample-table.ts';
import { renderReport } from '../../layers/report/render-report.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import {
  type PartitionRecord,
  type RunPointer,
  readPartition,
  readProblem,
} from '../../layers/storage/run-objects.ts';
import { contributionRows } from './contributions.ts';
import { gatherModels } from './gather.ts';
import { provenanceOf } from './provenance.ts';
import { runReport } from './run-report.ts';

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
  const gathered = await gatherModels(bucket, pointer, partition, problem);
  const { members } = gathered;
  const weightsByMode = weighByEveryMode(members);
  const { tables, errors } = await judgeOnValidation(
    bucket,
    pointer,
    partition,
    problem,
    members,
    weightsByMode,
  );
  const wanted = problem.ensemble.mode;
  const mode = wanted === 'auto' ? bestMode(errors, weightsByMode) : wanted;
  if (!weightsByMode.has(mode)) throw new Error(`mode ${mode} cannot be had: its model is missing`);

  const heldOut = await readTable(bucket, pointer, 'held-out.parquet');
  const answers = answersOf(heldOut, members, weightsByMode);
  answers.set('ridge', { angleRad: runRidge(fitRidge(tables, problem), heldOut, problem) });
  const scores = scoreModels(heldOut, problem, answers);
  const contributions = contributionRows(partition, gathered, weightsByMode.get('inverse-error') ?? []);
  const provenance = provenanceOf({ problem, partition, gathered, mode, createdAt: now() });
  const { json, weights } = globalModel(problem, members, weightsByMode, mode);
  const validationErrors = Object.fromEntries(errors);
  const metrics = { study: pointer.study, run: pointer.run, mode, validationErrors, scores };
  const report = renderReport(
    runReport({ problem, partition, gathered, mode, scores, contributions, heldOut, answers, provenance }),
  );
  await writeArtefact(bucket, pointer, {
    'model.json': text(json),
    'weights.bin': weights,
    'metrics.json': text(metrics),
    'contributions.json': text(contributions),
    'provenance.json': text(provenance),
    'report.html': report,
  });
  return { state: 'Aggregated', mode, angleRmseDeg: overallRmse(scores, mode) };
}

type WeightsByMode = ReadonlyMap<string, readonly number[]>;

function weighByEveryMode(members: readonly CollectedMember[]): WeightsByMode {
  return new Map(
    modes.flatMap((mode) => {
      const weights = mode.weights(members);
      return weights ? [[mode.name, weights] as const] : [];
    }),
  );
}

/** Reads the sub-domains' tables one by one; keeps the errors of every mode on the validation rows. */
async function judgeOnValidation(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: Problem,
  members: readonly CollectedMember[],
  weightsByMode: WeightsByMode,
): Promise<{ tables: SampleTable[]; errors: Map<string, number> }> {
  const sums = new Map([...weightsByMode.keys()].map((name) => [name, new ScaledError(problem)]));
  const tables: SampleTable[] = [];
  for (const { kind, tables: names } of partition.subdomains) {
    if (kind !== 'local') continue;
    for (const name of names) {
      const table = await readTable(bucket, pointer, name);
      tables.push(table);
      const validation = takeRows(table, rowsInRole(table, roles.validation));
      if (validation.rows === 0) continue;
      for (const [mode, answer] of answersOf(validation, members, weightsByMode)) {
        sums.get(mode)!.add(validation, answer);
      }
    }
  }
  return { tables, errors: new Map([...sums].map(([name, sum]) => [name, sum.value])) };
}

/** The mode with the least error on validation rows; the published method where there are none. */
function bestMode(errors: ReadonlyMap<string, number>, weightsByMode: WeightsByMode): string {
  const judged = [...errors].filter(([, error]) => Number.isFinite(error));
  const best = judged.sort(([, a], [, b]) => a - b)[0]?.[0];
  return best ?? [...weightsByMode.keys()][0]!;
}

function answersOf(
  table: SampleTable,
  members: readonly CollectedMember[],
  weightsByMode: WeightsByMode,
): Map<string, ModelAnswer> {
  const outputs = members.map(({ network }) => runNetwork(network, table.inputs));
  return new Map(
    [...weightsByMode].map(([mode, weights]) => {
      const { angleRad, forceN } = combine(outputs, weights);
      return [mode, forceN.length > 0 ? { angleRad, forceN } : { angleRad }];
    }),
  );
}

function globalModel(
  problem: Problem,
  members: readonly CollectedMember[],
  weightsByMode: WeightsByMode,
  mode: string,
): { json: GlobalModelJson; weights: Uint8Array } {
  let byteOffset = 0;
  const entries = members.map(({ id, kind, label, weightsManifest, weights }) => {
    const entry = { id, kind, label, byteOffset, byteLength: weights.byteLength, weightsManifest };
    byteOffset += weights.byteLength;
    return entry;
  });
  const all = new Uint8Array(byteOffset);
  for (const [at, { weights }] of members.entries()) all.set(weights, entries[at]!.byteOffset);
  return {
    json: {
      format: 'sarcomere-global-model',
      version: 1,
      study: problem.study,
      run: problem.run,
      joint: problem.joint,
      anglePositive: problem.anglePositive,
      signals: problem.signals,
      features: problem.features,
      inputNames: problem.inputNames,
      inputRanges: problem.inputRanges,
      muscles: problem.muscles.map(({ name }) => name),
      emgScales: problem.emgScales,
      members: entries,
      modes: Object.fromEntries(weightsByMode),
      mode,
    },
    weights: all,
  };
}

/** Writes the files, and their digests last. */
async function writeArtefact(
  bucket: Bucket,
  { study, run }: RunPointer,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const lines: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    await bucket.put(keys.model(study, run, name), content, contentTypes[name.slice(name.lastIndexOf('.'))]);
    lines.push(`${sha256(content)}  ${name}`);
  }
  await bucket.put(keys.model(study, run, 'MANIFEST.sha256'), `${lines.join('\n')}\n`, 'text/plain');
}

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
};

async function readTable(bucket: Bucket, { study, run }: RunPointer, name: string): Promise<SampleTable> {
  const bytes = await bucket.getBytes(keys.prepared(study, run, name));
  if (!bytes) throw new Error(`prepared/${name} is not there`);
  return fromParquet(bytes);
}

function overallRmse(scores: readonly Score[], mode: string): number | null {
  return scores.find(({ scope, model }) => scope === 'all' && model === mode)?.rmse ?? null;
}

function text(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
