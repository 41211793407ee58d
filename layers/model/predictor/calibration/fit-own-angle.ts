import { dot, leastSquaresOnSimplex, mean, percentile } from '../../../base/numbers/index.ts';
import { type Forest, growForest, localForest } from '../../forest/index.ts';
import { coveredShare } from '../interval.ts';
import type { OwnAngle } from './calibration.ts';
import { constantVariance, fitKernel, kernelInputs } from './emg-kernel.ts';
import { ownAngleRad } from './own-angle.ts';
import type { OwnSeconds } from './own-seconds.ts';

/** The rows of one person that an angle is fitted to. */
export type OwnRows = Omit<OwnSeconds, 'emgScales' | 'uncalibratedRad'>;

/** An angle of a person, and what it predicts for rows that it has not learned from. */
export interface FittedAngle {
  readonly angle: OwnAngle;
  /** Each stretch predicted from the others, shares included; one a row, rad. */
  readonly crossValidatedRad: Float64Array;
}

/** Parts of a cross-validation: each is predicted by what was learned from the others. */
const parts = 8;
/** Rows this near to a part are not learned from either: neighbours in time are nearly copies. */
const gapS = 0.5;
/** A stretch is not cut shorter: with the gap, it would leave little to learn from. */
const leastStretchS = 1;
/** Share that the model gets back, tried in this order. */
const drawsToModel = [0, 0.5];
/** Trees of the forest; of a forest of the cross-validation, which is good enough to find shares. */
const trees = { kept: 40, crossValidated: 20 };
/** Shares before any evidence: of the model, of the kernel about the model, of the kernel about the mean, of the forest. */
const usualShares = [0, 1 / 3, 1 / 3, 1 / 3];
/** Pull of the shares towards the usual ones: the squared error, in variances of the angle, that a squared distance of 1 must save. */
const pull = 0.3;

/**
 * Learns four angles of one person and blends them: that of the model, two means of Gaussian processes (of what the model misses,
 * and of what lies off the person's mean), and that of a forest. The shares are those with the least squared error on
 * stretches that the four have not learned from, drawn to the usual shares.
 *
 * If the blend is worse than the model there, half of it may be better: the caller chooses.
 *
 * @param own at least five seconds
 * @returns the blend; then its mean with the angle of the model
 */
export function fitOwnAngle(own: OwnRows): FittedAngle[] {
  const { rows, angleRad } = own;
  const { partOf, stretchRows } = partsOf(own);
  // No stretch is shorter than the gap, so it cannot lie between two rows that far apart.
  const gap = Math.min(Math.round(gapS * own.rowsPerS), stretchRows);
  const all = Array.from({ length: rows }, (_, row) => row);
  const columns = unitShares.map(() => new Float64Array(rows));
  for (let part = 0; part < parts; part++) {
    const inside = all.filter((row) => partOf[row] === part);
    const isNear = (row: number) =>
      [Math.max(0, row - gap), row, Math.min(rows - 1, row + gap)].some((other) => partOf[other] === part);
    const learned = learn(
      rowsOf(
        own,
        all.filter((row) => !isNear(row)),
      ),
      trees.crossValidated,
    );
    const { inputs, modelRad } = rowsOf(own, inside);
    for (const [at, shares] of unitShares.entries()) {
      const predicted = ownAngleRad(blended(learned, shares), inputs, modelRad);
      for (const [from, row] of inside.entries()) columns[at]![row] = predicted[from]!;
    }
  }
  const crossValidatedRad = new Float64Array(rows);
  for (let part = 0; part < parts; part++) {
    const shares = sharesFor(
      columns,
      angleRad,
      all.filter((row) => partOf[row] !== part),
    );
    for (const row of all)
      if (partOf[row] === part)
        crossValidatedRad[row] = columns.reduce((sum, column, at) => sum + shares[at]! * column[row]!, 0);
  }
  const shares = sharesFor(columns, angleRad, all);
  const learned = learn(own, trees.kept);
  return drawsToModel.map((draw) => {
    const drawn = crossValidatedRad.map((angle, row) => (1 - draw) * angle + draw * own.modelRad[row]!);
    const missed = drawn.map((angle, row) => Math.abs(angle - angleRad[row]!));
    const halfWidth90Rad = percentile([missed], 100 * coveredShare);
    const sharesDrawn = shares.map((share, at) => (1 - draw) * share + (at === 0 ? draw : 0));
    return { angle: { ...blended(learned, sharesDrawn), halfWidth90Rad }, crossValidatedRad: drawn };
  });
}

/**
 * The part of each row. The rows are cut into stretches of equal length, eight times as many as there are recordings if none gets
 * too short, and each eighth stretch belongs to one part: so every part has rows of every recording.
 */
function partsOf({ rows, rowsPerS, recordings }: OwnRows): { partOf: Uint8Array; stretchRows: number } {
  const most = Math.floor(rows / (parts * leastStretchS * rowsPerS));
  const stretches = parts * Math.max(1, Math.min(recordings, most));
  const partOf = Uint8Array.from({ length: rows }, (_, row) => Math.floor((row * stretches) / rows) % parts);
  return { partOf, stretchRows: Math.floor(rows / stretches) };
}

/** All the share for one of the four angles. */
const unitShares = usualShares.map((_, at) => usualShares.map((__, other) => Number(at === other)));

type LearningRows = Pick<OwnRows, 'rows' | 'inputs' | 'angleRad' | 'modelRad'>;

/** What is learned from some rows, before it is known how much each part counts. */
interface Learned {
  readonly meanRad: number;
  readonly centres: Float32Array;
  /** Of the kernel about the model, and about the mean. */
  readonly coefficients: readonly Float64Array[];
  readonly forest: Forest;
}

function learn({ rows, inputs, angleRad, modelRad }: LearningRows, trees: number): Learned {
  const meanRad = mean(angleRad);
  const missed = angleRad.map((angle, row) => angle - modelRad[row]!);
  const aboutMean = angleRad.map((angle) => angle - meanRad);
  const labels = Float32Array.from(angleRad);
  const { leaf } = localForest;
  return {
    meanRad,
    ...fitKernel(kernelInputs(inputs, modelRad), [missed, aboutMean]),
    forest: growForest({ inputs, width: inputs.length / rows, labels, outputs: 1 }, { trees, leaf, seed: 1 }),
  };
}

/** The weighted mean of the four angles as one. */
function blended({ meanRad, centres, coefficients, forest }: Learned, shares: readonly number[]) {
  const [ofModel, aboutModel, aboutMean, ofForest] = shares as [number, number, number, number];
  const coefficientsRad = Float32Array.from(
    coefficients[0]!,
    (missed, at) => aboutModel * missed + aboutMean * coefficients[1]![at]!,
  );
  // The constant of the covariance is the same in every row.
  const constantRad = constantVariance * coefficientsRad.reduce((sum, one) => sum + one, 0);
  return {
    offsetRad: aboutMean * meanRad + constantRad,
    scale: ofModel + aboutModel,
    centres,
    coefficientsRad,
    ...(ofForest > 0 ? { forest: { share: ofForest, grown: forest } } : {}),
    halfWidth90Rad: 0,
  };
}

/** Shares of the columns, not negative and 1 in sum, from some rows. */
function sharesFor(
  columns: readonly Float64Array[],
  angleRad: Float64Array,
  rows: readonly number[],
): number[] {
  const target = Float64Array.from(rows, (row) => angleRad[row]!);
  const middle = mean(target);
  const centred = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row]! - middle);
  const goal = centred(angleRad);
  const seen = columns.map(centred);
  const variance = dot(goal, goal) || 1;
  return leastSquaresOnSimplex(
    seen.map((a) => seen.map((b) => dot(a, b) / variance)),
    seen.map((a) => dot(a, goal) / variance),
    usualShares,
    pull,
  );
}

function rowsOf({ inputs, angleRad, modelRad, rows }: LearningRows, taken: readonly number[]): LearningRows {
  const width = inputs.length / rows;
  const own = new Float32Array(taken.length * width);
  for (const [to, row] of taken.entries())
    own.set(inputs.subarray(row * width, (row + 1) * width), to * width);
  return {
    rows: taken.length,
    inputs: own,
    angleRad: Float64Array.from(taken, (row) => angleRad[row]!),
    modelRad: Float64Array.from(taken, (row) => modelRad[row]!),
  };
}
