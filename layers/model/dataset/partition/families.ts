import { type GivenNames, type Naming, nameInputs } from '../../inputs/index.ts';
import { fewestRows } from '../division.ts';
import { countUsedAmong, rowUses, type SampleTable } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';
import { forestFits } from './single-share.ts';
import type { Subdomain } from './subdomain.ts';

/** What learns a sub-domain: a physics-informed network, or a forest of extremely randomised trees. */
export type Learner = 'network' | 'forest';

/**
 * A sub-domain beside those of the division. It has no table of its own: it learns from recordings in the tables of the
 * division.
 */
export interface FurtherSubdomain {
  /** Safe in keys and logs, as in `Subdomain`. */
  readonly id: string;
  /** Sub-domains of one family cover the study together: `networks by task`, `forests by subject and task`. */
  readonly family: string;
  readonly label: string;
  readonly learner: Learner;
  /** Names that all its recordings share, if it was cut by them. */
  readonly names: GivenNames;
  /** Kinds of names that a prediction must give: it has learned nothing without them. */
  readonly needs: readonly Naming[];
  /**
   * Present if it learns without any names, for people whom training has not seen: it takes part only if the subject is not
   * given or not known.
   */
  readonly isForStrangers?: true;
  /** Sub-domains of the division whose tables it learns from. */
  readonly of: readonly string[];
  /** Numbers of the recordings that it learns from; absent: all in these tables. */
  readonly recordings?: readonly number[];
  /** Training rows. */
  readonly rows: number;
}

/**
 * More groups than this get no forests of their own: each is one more training and one more part of the published model. Of more
 * sub-domains than this, the forest of everything reads every n-th alone, and there are no others.
 */
const mostGroups = 200;

/** The family of the networks of the division, which also learn to predict without names. */
export function familyOfDivision({ by }: TrainingProblem['subdomains']): string {
  return `networks by ${by}`;
}

/**
 * The sub-domains beside those of the division: its networks with other seeds; networks for strangers; forests by subject and
 * task, by task, by subject, as far as the study has several; and a forest of everything. A study whose rows do not fit into one
 * training has no forests, and no network of everything for strangers.
 *
 * @param subdomains of the division
 */
export function furtherSubdomains(
  table: SampleTable,
  problem: TrainingProblem,
  subdomains: readonly Subdomain[],
): FurtherSubdomain[] {
  const every = onlyOneIn(subdomains.length);
  const read = subdomains.filter((_, at) => at % every === 0);
  const parts = recordingsOf(table, read);
  const rows = read.reduce((sum, one) => sum + one.rows.length, 0);
  const fits = forestFits(rows, table.inputNames.length, problem.inputNames.length);
  const cuts = fits ? cutsOf(problem, parts, every) : [];
  return [
    ...otherSeeds(table, problem, subdomains),
    ...forStrangers(table, problem, subdomains, fits),
    ...cuts.flatMap((cut) => forestsBy(cut, problem, parts, every)),
  ];
}

/** The properties of a study by which forests are cut. */
export interface CutStudy {
  readonly training: Pick<TrainingProblem['training'], 'seeds' | 'forests' | 'strangers'>;
  readonly recordings: readonly { readonly [by in Naming]: string }[];
}

function otherSeeds(
  table: SampleTable,
  problem: TrainingProblem,
  subdomains: readonly Subdomain[],
): FurtherSubdomain[] {
  const { seeds } = problem.training;
  if (onlyOneIn(subdomains.length) > 1) return [];
  const needs = [...new Set(nameInputs(problem.inputNames).map(({ by }) => by))];
  const family = `${familyOfDivision(problem.subdomains)}${needs.length > 0 ? ', names given' : ', other seeds'}`;
  return Array.from({ length: seeds - 1 }, (_, at) => at + 2).flatMap((seed) =>
    subdomains.map(({ id, label, rows }) => ({
      id: `${id}-seed-${seed}`,
      family,
      label: `${label}, seed ${seed}`,
      learner: 'network' as const,
      names: namesOfRows(table, problem, rows),
      needs,
      of: [id],
      rows: countUsedAmong(table, rows, rowUses.train),
    })),
  );
}

/** A network of everything, and networks by task if the study is divided so. */
function forStrangers(
  table: SampleTable,
  problem: TrainingProblem,
  subdomains: readonly Subdomain[],
  fits: boolean,
): FurtherSubdomain[] {
  const { training, subdomains: division, recordings } = problem;
  const learnt = new Set(table.recording.filter((_, row) => table.use[row] === rowUses.train));
  const subjects = new Set([...learnt].map((number) => recordings[number]!.subject)).size;
  const study = { subjects, subdomains: subdomains.length, fits };
  const { ofEverything, byTask } = countForStrangers(training, division.by, study);
  const learnedBy = (own: readonly Subdomain[]) => ({
    learner: 'network' as const,
    needs: [],
    isForStrangers: true as const,
    of: own.map(({ id }) => id),
    rows: own.reduce((sum, { rows }) => sum + countUsedAmong(table, rows, rowUses.train), 0),
  });
  const everything: FurtherSubdomain = {
    id: 'everything-strangers',
    family: 'network of everything, for strangers',
    label: 'everything',
    names: {},
    ...learnedBy(subdomains),
  };
  return [
    ...(ofEverything > 0 ? [everything] : []),
    ...subdomains.slice(0, byTask).map((own) => ({
      id: `${own.id}-strangers`,
      family: 'networks by task, for strangers',
      label: own.label,
      names: namesOfRows(table, problem, own.rows),
      ...learnedBy([own]),
    })),
  ];
}

/**
 * Numbers of networks for strangers. A study of a single person does not show how people differ.
 *
 * @param study numbers of subjects with training rows and of sub-domains; `fits` as `forestFits` says of all rows
 */
export function countForStrangers(
  { strangers }: Pick<TrainingProblem['training'], 'strangers'>,
  by: TrainingProblem['subdomains']['by'],
  study: { readonly subjects: number; readonly subdomains: number; readonly fits: boolean },
): { readonly ofEverything: number; readonly byTask: number } {
  const { subjects, subdomains, fits } = study;
  if (!strangers || subjects < 2 || onlyOneIn(subdomains) > 1) return { ofEverything: 0, byTask: 0 };
  // Tables of clusters repeat rows, so together they are not the study.
  const isWhole = fits && by !== 'cluster';
  return { ofEverything: isWhole ? 1 : 0, byTask: by === 'task' && subdomains > 1 ? subdomains : 0 };
}

/** Forests read every n-th sub-domain: this n; 1 if they read all. */
export function onlyOneIn(subdomains: number): number {
  return Math.ceil(subdomains / mostGroups);
}

/**
 * The kinds of names by which forests are cut, the finest first; none: one forest of everything.
 *
 * @param every as `onlyOneIn` says
 */
export function cutsOf(
  problem: CutStudy,
  parts: readonly Part[],
  every: number,
): readonly (readonly Naming[])[] {
  if (!problem.training.forests) return [];
  if (every > 1) return [[]];
  const count = (by: readonly Naming[]) => groupsBy(by, problem, parts).length;
  const several = (['subject', 'task'] as const).filter((by) => count([by]) > 1);
  const cuts = several.length === 2 ? [several, ...several.toReversed().map((by) => [by])] : [several];
  return [...cuts.filter((by) => by.length > 0 && count(by) <= mostGroups), []];
}

export function forestsBy(
  by: readonly Naming[],
  problem: CutStudy,
  parts: readonly Part[],
  every: number,
): FurtherSubdomain[] {
  const everything = every === 1 ? 'everything' : `one sub-domain in ${every}`;
  const kinds = by.join(' and ');
  const prefix = by.length === 0 ? 'everything' : by.join('-');
  return groupsBy(by, problem, parts).map(({ names, own }, at) => ({
    id: by.length === 0 ? `${prefix}-forest` : `${prefix}-${at + 1}-forest`,
    family: by.length === 0 ? 'forest of everything' : `forests by ${kinds}`,
    label: by.length === 0 ? everything : by.map((kind) => `${kind} ${names[kind]}`).join(', '),
    learner: 'forest',
    names,
    needs: by,
    of: [...new Set(own.flatMap(({ of }) => [...of]))],
    ...(by.length === 0 ? {} : { recordings: own.map(({ recording }) => recording) }),
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
  }));
}

/** Groups of recordings with enough training rows, in the order of the first recording. */
function groupsBy(by: readonly Naming[], problem: CutStudy, parts: readonly Part[]) {
  const keyOf = ({ recording }: Part) =>
    JSON.stringify(by.map((kind) => problem.recordings[recording]![kind]));
  const groups = Map.groupBy(parts, keyOf);
  return [...groups.values()]
    .filter((own) => own.reduce((sum, { rows }) => sum + rows, 0) >= fewestRows)
    .map((own) => {
      const card = problem.recordings[own[0]!.recording]!;
      return { names: Object.fromEntries(by.map((kind) => [kind, card[kind]])) as GivenNames, own };
    });
}

/** A recording with training rows. */
interface Part {
  readonly recording: number;
  /** Sub-domains of the division that hold these rows. */
  readonly of: ReadonlySet<string>;
  /** Training rows. */
  readonly rows: number;
}

function recordingsOf(table: SampleTable, subdomains: readonly Subdomain[]): Part[] {
  const parts = new Map<number, { recording: number; of: Set<string>; rows: number }>();
  for (const { id, rows } of subdomains) {
    for (const row of rows) {
      if (table.use[row] !== rowUses.train) continue;
      const recording = table.recording[row]!;
      const part = parts.get(recording) ?? { recording, of: new Set(), rows: 0 };
      parts.set(recording, part);
      part.of.add(id);
      part.rows++;
    }
  }
  return [...parts.values()].sort((a, b) => a.recording - b.recording);
}

/** The names that all rows share, of the kind by which the study is divided. */
export function namesOfRows(
  table: SampleTable,
  { recordings, subdomains }: TrainingProblem,
  rows: Uint32Array,
): GivenNames {
  const { by } = subdomains;
  if (by === 'time' || by === 'cluster' || rows.length === 0) return {};
  const name = recordings[table.recording[rows[0]!]!]![by];
  const isShared = rows.every((row) => recordings[table.recording[row]!]![by] === name);
  return isShared ? { [by]: name } : {};
}
