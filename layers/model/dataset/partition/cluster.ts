import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { contextColumns, emgColumns } from '../../inputs/index.ts';
import { type InputSource, inputSources } from '../input-sources.ts';
import { rowUses, type SampleTable } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';
import type { DivideRows } from './subdomain.ts';

/** Number of rows that determine the centres; the other rows are only assigned to the nearest centre. */
const mostRowsToFit = 20_000;
const mostRounds = 50;

/**
 * Clusters of rows with similar EMG context: k-means with the seeding of Arthur & Vassilvitskii 2007 (k-means++) over the
 * standardised context of the training rows, or over all inputs made of EMG if the study has no context. Clusters are listed
 * from the weakest mean activity to the strongest, so that neighbours in the list are similar.
 */
export const clustersOfContext: DivideRows = (table, rows, problem) => {
  const context = contextColumns(problem.inputNames);
  const columns = context.length > 0 ? context : emgColumns(problem.inputNames);
  const names = columns.map((column) => problem.inputNames[column]!);
  const sources = inputSources(table.inputNames, names, problem.signals.rateHz);
  const dimensions = columns.map((column, at) => ({ ...sources[at]!, ...problem.inputScales[column]! }));
  const training = rows.filter((row) => table.use[row] === rowUses.train);
  const step = Math.max(1, Math.ceil(training.length / mostRowsToFit));
  const points = Array.from(
    training.filter((_, at) => at % step === 0),
    (row) => pointOf(table, dimensions, row),
  );
  const random = xoroshiro128plus(problem.training.seed);
  const centres = settle(points, firstCentres(points, problem.subdomains.count, random)).sort(
    (a, b) => total(a) - total(b),
  );
  const groups: number[][] = centres.map(() => []);
  for (const row of rows) groups[nearest(pointOf(table, dimensions, row), centres)]!.push(row);
  return groups
    .filter((group) => group.length > 0)
    .map((group, at, kept) => ({
      label: `cluster ${at + 1} of ${kept.length}`,
      rows: Uint32Array.from(group),
    }));
};

type Point = readonly number[];

type Dimension = InputSource & TrainingProblem['inputScales'][number];

function pointOf({ inputs, inputNames }: SampleTable, dimensions: readonly Dimension[], row: number): Point {
  return dimensions.map(
    ({ column, lagRows, mean, deviation }) =>
      (inputs[(row - lagRows) * inputNames.length + column]! - mean) / deviation,
  );
}

/** k-means++: each further centre is a point drawn with a probability proportional to its squared distance. */
function firstCentres(points: readonly Point[], count: number, random: RandomGenerator): Point[] {
  const centres: Point[] = [points[Math.floor(uniformFloat64(random) * points.length)]!];
  const squares = points.map(() => Number.POSITIVE_INFINITY);
  while (centres.length < count) {
    const latest = centres.at(-1)!;
    for (const [at, point] of points.entries()) {
      squares[at] = Math.min(squares[at]!, squaredDistance(point, latest));
    }
    const sum = total(squares);
    if (sum === 0) break;
    let left = uniformFloat64(random) * sum;
    const drawn = squares.findIndex((square) => {
      left -= square;
      return left < 0;
    });
    centres.push(points[drawn < 0 ? squares.indexOf(Math.max(...squares)) : drawn]!);
  }
  return centres;
}

/** Lloyd's rounds, until no point changes its centre. */
function settle(points: readonly Point[], first: readonly Point[]): Point[] {
  let centres = [...first];
  let assigned: number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const next = points.map((point) => nearest(point, centres));
    if (next.every((centre, at) => centre === assigned[at])) break;
    assigned = next;
    const sums = centres.map((centre) => ({ count: 0, sum: centre.map(() => 0) }));
    for (const [at, point] of points.entries()) {
      const cluster = sums[assigned[at]!]!;
      cluster.count++;
      for (const [dimension, value] of point.entries()) cluster.sum[dimension]! += value;
    }
    centres = sums.map(({ count, sum }, at) =>
      count === 0 ? centres[at]! : sum.map((value) => value / count),
    );
  }
  return centres;
}

function nearest(point: Point, centres: readonly Point[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, centre] of centres.entries()) {
    const distance = squaredDistance(point, centre);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function squaredDistance(a: Point, b: Point): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return sum;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
