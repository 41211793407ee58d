import { windowsOf } from '../../base/numbers/index.ts';
import type { TrainingProblem } from '../dataset/index.ts';
import {
  columnsOfQuantity,
  concatTables,
  rowsUsedFor,
  rowUses,
  type SampleTable,
  takeRows,
} from '../dataset/index.ts';
import type { SeenContext } from '../inputs/index.ts';
import type { ContextFadeJson, EmgReferenceJson } from '../predictor/index.ts';
import { ContextFadeFit } from './context-fade/context-fade-fit.ts';
import { EnvelopeCollection } from './emg-reference/collect-envelopes.ts';
import { fitEmgReference } from './emg-reference/fit-emg-reference.ts';
import { groupStretches } from './emg-reference/group-stretches.ts';
import type { Evidence, Judged } from './evidence/evidence.ts';
import { fewerNames, hasNeeds } from './evidence/fewer-names.ts';
import { TrainingShareCount, type TrainingShares } from './evidence/training-shares.ts';
import type { LocalModel } from './local-model.ts';
import { RidgeFit, type RidgeModel } from './ridge.ts';
import { seeContext } from './see-context.ts';

/** Most rows by which modes are fitted and judged: more rows cost time and change little. */
const mostValidationRows = 20_000;
/** Most rows x models x sets of given names. Outputs, weights and folds then take some 200 MB. */
const mostValidationCells = 1_200_000;

/** The sub-domains of a run, as `partition.json` has them. */
export interface SurveyedPartition {
  readonly subdomains: readonly {
    readonly kind: LocalModel['kind'];
    readonly rows: number;
    /** Names of the tables that the local model was trained on. */
    readonly tables: readonly string[];
    readonly learner?: LocalModel['learner'];
    readonly needs?: LocalModel['needs'];
  }[];
  /** Absent: none. */
  readonly folds?: readonly unknown[];
  readonly counts: { readonly trainRows: number; readonly validationRows: number };
}

/** A local model, and the place of its sub-domain in the partition. */
export interface PlacedLocalModel extends LocalModel {
  readonly place: number;
}

/** The facts from the tables of a run, whether or not a sub-domain has a model. */
export interface Survey {
  /**
   * One a sub-domain of the partition; undefined for the single model, forests, and without context inputs. Networks that
   * learn from the same tables with other seeds have the same.
   */
  readonly contexts: readonly (SeenContext | undefined)[];
  /** By places in the partition. */
  readonly trainingShares: TrainingShares;
  /** Validation rows, thinned to as many as fit; undefined if there are none. */
  readonly validation: SampleTable | undefined;
  readonly ridge: RidgeModel;
  /** Numbers of the recordings with training rows. */
  readonly learnt: ReadonlySet<number>;
  /** Numbers of the recordings with a force label on a training row. */
  readonly learntForces: ReadonlySet<number>;
  /** Statistics of the EMG of training and validation rows; undefined if there are too few. */
  readonly emgReference: EmgReferenceJson | undefined;
  /** How the context of the networks fades out; undefined if they have none or were always given it. */
  readonly contextFade: ContextFadeJson | undefined;
}

/** Sub-domains whose tables are read together: one by one, ten thousand would take longer than a function may run. */
const window = { mostBytes: 256 * 1024 ** 2, mostItems: 16 };
/** Bytes of a row as a file and as a table: four in each for an input, and those of the other columns. */
const bytesOfRow = (inputs: number) => 8 * inputs + 110;

/** Most validation rows, and most rows of all folds, that modes are fitted and judged by. */
export function mostRowsToJudge(
  { inputNames }: Pick<TrainingProblem, 'inputNames'>,
  { subdomains, folds = [] }: Pick<SurveyedPartition, 'subdomains' | 'folds'>,
): number {
  const fewer = fewerNames(inputNames);
  const predictions = subdomains.reduce(
    (sum, { needs = [] }) => sum + 1 + fewer.filter((given) => hasNeeds(needs, given, inputNames)).length,
    0,
  );
  const kinds = folds.length > 0 ? 2 : 1;
  return Math.floor(Math.min(mostValidationRows, mostValidationCells / predictions) / kinds);
}

/** Reads the tables of the sub-domains, a few at a time, and surveys them in the order of the partition. */
export async function surveyTables(
  partition: SurveyedPartition,
  problem: TrainingProblem,
  read: (name: string) => Promise<SampleTable>,
): Promise<Survey> {
  const { subdomains, counts } = partition;
  const step = Math.max(1, Math.ceil(counts.validationRows / mostRowsToJudge(problem, partition)));
  const shares = new TrainingShareCount(problem);
  const ridge = new RidgeFit(problem);
  const validation: SampleTable[] = [];
  const contexts: (SeenContext | undefined)[] = subdomains.map(() => undefined);
  const learnt = new Set<number>();
  const learntForces = new Set<number>();
  const envelopes = new EnvelopeCollection(problem, counts.trainRows + counts.validationRows);
  const fade = new ContextFadeFit(problem, counts.trainRows);
  let seen = 0;
  const look = (place: number, tables: readonly SampleTable[]) => {
    for (const table of tables) {
      ridge.add(table);
      shares.add(table, place);
      addLearnt(table, learnt, learntForces);
      envelopes.add(table);
      fade.add(table);
      const rows = rowsUsedFor(table, rowUses.validation).filter((_, at) => (seen + at) % step === 0);
      seen += table.use.reduce((count, use) => count + (use === rowUses.validation ? 1 : 0), 0);
      if (rows.length > 0) validation.push(takeRows(table, rows));
    }
    contexts[place] = seeContext(tables, problem);
  };
  const locals = [...subdomains.entries()].filter(([, { kind }]) => kind === 'local');
  const bytesOf = ([, { rows }]: (typeof locals)[number]) => rows * bytesOfRow(problem.inputNames.length);
  for (const together of windowsOf(locals, bytesOf, window)) {
    const opened = await Promise.all(together.map(([, { tables }]) => Promise.all(tables.map(read))));
    for (const [at, [place]] of together.entries()) look(place, opened[at]!);
  }
  const contextsByTables = new Map(
    locals.map(([place, { tables }]) => [JSON.stringify(tables), contexts[place]]),
  );
  for (const [place, { kind, learner, tables }] of subdomains.entries()) {
    if (kind === 'further' && learner !== 'forest')
      contexts[place] = contextsByTables.get(JSON.stringify(tables));
  }
  return {
    contexts,
    trainingShares: shares.shares,
    validation: validation.length > 0 ? concatTables(validation) : undefined,
    ridge: ridge.model(),
    learnt,
    learntForces,
    emgReference: fitEmgReference(
      groupStretches(problem, envelopes.runs()),
      problem.signals.emg.channels.length,
    ),
    contextFade: fade.fade(),
  };
}

function addLearnt(table: SampleTable, learnt: Set<number>, learntForces: Set<number>): void {
  const width = table.outputs.length;
  const forces = columnsOfQuantity(table.outputs, 'force');
  for (let row = 0; row < table.rows; row++) {
    const recording = table.recording[row]!;
    if (table.use[row] !== rowUses.train) continue;
    learnt.add(recording);
    if (learntForces.has(recording)) continue;
    if (forces.some((column) => Number.isFinite(table.labels[row * width + column])))
      learntForces.add(recording);
  }
}

/** Rows that the folds of a run predict, with outputs in the order of the local models. */
export type FoldEvidence = Pick<Evidence, 'known' | 'newSubject'>;

/** The evidence for weighing the models that arrived. @param outputs of each model for the validation rows */
export function evidenceOf(
  problem: TrainingProblem,
  { contexts, trainingShares, validation }: Survey,
  localModels: readonly PlacedLocalModel[],
  outputs: Pick<Judged, 'outputs' | 'outputsByFewer'>,
  folds: FoldEvidence = {},
): Evidence {
  const judgedByAll = validation && { table: validation, ...outputs };
  const localModelAt = new Map(localModels.map(({ place }, at) => [place, at]));
  return {
    problem,
    localModels,
    contexts: localModels.map(({ place }) => contexts[place]),
    trainingShares: {
      subject: ofLocalModels(trainingShares.subject, localModelAt),
      site: ofLocalModels(trainingShares.site, localModelAt),
      task: ofLocalModels(trainingShares.task, localModelAt),
    },
    known: folds.known ?? judgedByAll,
    newSubject: folds.newSubject,
    validation: judgedByAll,
  };
}

/** For each name, the parts of the sub-domains that have a model, rescaled to sum to 1. */
function ofLocalModels(
  leads: TrainingShares['subject'],
  localModelAt: ReadonlyMap<number, number>,
): TrainingShares['subject'] {
  return Object.fromEntries(
    Object.entries(leads).flatMap(([name, parts]) => {
      const kept = parts.filter(([place]) => localModelAt.has(place));
      if (kept.length === 0) return [];
      const sum = kept.length === parts.length ? 1 : kept.reduce((total, [, part]) => total + part, 0);
      return [[name, kept.map(([place, part]) => [localModelAt.get(place)!, part / sum] as const)] as const];
    }),
  );
}
