import type { CollectedMember } from '../../layers/ensemble/collect.ts';
import { type Evidence, everything } from '../../layers/ensemble/evidence/evidence.ts';
import { bestMode, type FittedMode, judgeModes } from '../../layers/ensemble/evidence/judge-modes.ts';
import type { GlobalModelJson, KnowledgeIntervals } from '../../layers/ensemble/global-model.ts';
import { fitIntervals } from '../../layers/ensemble/interval/fit-intervals.ts';
import { inverseError } from '../../layers/ensemble/modes/inverse-error.ts';
import { modes } from '../../layers/ensemble/modes/modes.ts';
import { fitRidge, runRidge } from '../../layers/ensemble/ridge.ts';
import { type Score, scoreModels } from '../../layers/ensemble/score.ts';
import { runNetwork } from '../../layers/learning/local-network.ts';
import { fromParquet } from '../../layers/preparation/parquet.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import type { SampleTable } from '../../layers/preparation/sample-table.ts';
import { renderReport } from '../../layers/report/render-report.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import { type RunPointer, readPartition, readProblem } from '../../layers/storage/run-objects.ts';
import { contributionRows } from './contributions.ts';
import { gatherModels } from './gather.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { provenanceOf } from './provenance.ts';
import { runReport } from './run-report.ts';
import { answersOf, coverageOf } from './score-held-out.ts';

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
  const read = (name: string) => readTable(bucket, pointer, name);
  const tables: SampleTable[] = [];
  const evidence = await gatherEvidence(partition, problem, members, read, (table) => tables.push(table));
  const fitted = judgeModes(evidence, modes);
  const wanted = problem.ensemble.mode;
  const mode = wanted === 'auto' ? bestMode(fitted) : wanted;
  const published = fitted.find(({ name }) => name === mode);
  if (!published) throw new Error(`mode ${mode} cannot be had: a model or an input that it needs is missing`);
  const intervals = intervalsOf(evidence, fitted);

  const heldOut = await read('held-out.parquet');
  const outputs = members.map(({ network }) => runNetwork(network, heldOut.inputs));
  const answers = answersOf(heldOut, outputs, fitted, evidence);
  answers.set('ridge', { angleRad: runRidge(fitRidge(tables, problem), heldOut, problem) });
  const scores = scoreModels(heldOut, problem, answers);
  const contributions = contributionRows(partition, gathered, publishedMethodWeights(fitted));
  const provenance = provenanceOf({ problem, partition, gathered, mode, createdAt: now() });
  const { json, weights } = globalModel(problem, members, { fitted, mode, evidence, intervals });
  const coverage90 =
    intervals[mode] && coverageOf(heldOut, outputs, published.gate, evidence, intervals[mode]);
  const metrics = {
    study: pointer.study,
    run: pointer.run,
    mode,
    validationErrors: Object.fromEntries(fitted.map(({ name, error }) => [name, error])),
    validationErrorsUnnamed: Object.fromEntries(fitted.map(({ name, unnamedError }) => [name, unnamedError])),
    coverage90,
    scores,
  };
  const report = renderReport(
    runReport({
      problem,
      partition,
      gathered,
      mode,
      scores,
      contributions,
      heldOut,
      answers,
      provenance,
      ...(coverage90
        ? { angleCoverage90: { named: coverage90.named.angle, unnamed: coverage90.unnamed.angle } }
        : {}),
    }),
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

/** Intervals of every mode; none without validation rows. */
function intervalsOf(evidence: Evidence, fitted: readonly FittedMode[]): Record<string, KnowledgeIntervals> {
  return Object.fromEntries(
    fitted.flatMap(({ name, gate }) => {
      const named = fitIntervals(evidence, gate, everything);
      const unnamed = fitIntervals(evidence, gate, []);
      return named && unnamed ? [[name, { named, unnamed }] as const] : [];
    }),
  );
}

function publishedMethodWeights(fitted: readonly FittedMode[]): readonly number[] {
  const gate = fitted.find(({ name }) => name === inverseError.name)?.gate;
  return gate?.kind === 'constant' ? gate.weights : [];
}

function globalModel(
  problem: Problem,
  members: readonly CollectedMember[],
  ensemble: {
    readonly fitted: readonly FittedMode[];
    readonly mode: string;
    readonly evidence: Evidence;
    readonly intervals: Readonly<Record<string, KnowledgeIntervals>>;
  },
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
      modes: Object.fromEntries(ensemble.fitted.map(({ name, gate }) => [name, gate])),
      mode: ensemble.mode,
      contexts: ensemble.evidence.contexts.map((context) => context ?? null),
      trainedSubjects: Object.keys(ensemble.evidence.coverage.subject),
      intervals: ensemble.intervals,
      angleCorrections: {},
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
