/** Rows to learn from. Matrices are row-major. */
export interface ForestRows {
  /** rows x `width`, finite. */
  readonly inputs: Float32Array;
  readonly width: number;
  /** rows x `outputs`. NaN: the row does not have this label. */
  readonly labels: Float32Array;
  readonly outputs: number;
  /** Weight of each row: 0, or 1e-6 to 1e6, so that float32 sums hold; 1 for each if absent. */
  readonly weights?: Float32Array;
}

/** Rows as trees are grown from them: column by column, and labels in deviations from their mean. */
export interface LearningRows {
  readonly rows: number;
  /** One column for each input. */
  readonly inputs: readonly Float32Array[];
  /** One column for each output: weight times label, 0 where missing. */
  readonly labels: readonly Float32Array[];
  /** Weight of each row, 0 where a label is missing. Equal columns stand once, and none where the weight is 1 in every row. */
  readonly masses: readonly Float32Array[];
  /** For each output its column of `masses`, -1 if the mass of some rows is their number. */
  readonly massOf: readonly number[];
  /** Weighted mean and deviation of each output. */
  readonly scales: readonly LabelScale[];
}

export interface LabelScale {
  readonly mean: number;
  /** 1 if the output is constant. */
  readonly deviation: number;
}

const leastWeight = 1e-6;
const mostWeight = 1e6;

/**
 * Checks and scales rows. Rows without any label, or of weight 0, are left out.
 *
 * @throws RangeError if the sizes do not fit, an input or label is infinite, an input is NaN, a weight is out of range, or an output has no label
 */
export function learningRows(given: ForestRows): LearningRows {
  checkRows(given);
  const { inputs, width, labels, outputs, weights } = given;
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const isLabelled = (row: number) =>
    labels.subarray(row * outputs, (row + 1) * outputs).some((label) => !Number.isNaN(label));
  const kept = Uint32Array.from({ length: labels.length / outputs }, (_, row) => row).filter(
    (row) => weightOf(row) > 0 && isLabelled(row),
  );
  const columnOf = (value: (row: number) => number) => Float32Array.from(kept, value);

  const scales: LabelScale[] = [];
  const weighted: Float32Array[] = [];
  const masses: Float32Array[] = [];
  const massOf: number[] = [];
  for (let output = 0; output < outputs; output++) {
    const labelOf = (row: number) => labels[row * outputs + output]!;
    const massOfRow = (row: number) => (Number.isNaN(labelOf(row)) ? 0 : weightOf(row));
    const scale = scaleOf(kept, labelOf, massOfRow);
    if (!scale) throw new RangeError(`no row has a label of output ${output}`);
    scales.push(scale);
    const scaledOf = (row: number) => (massOfRow(row) * (labelOf(row) - scale.mean)) / scale.deviation;
    weighted.push(columnOf((row) => (massOfRow(row) === 0 ? 0 : scaledOf(row))));
    massOf.push(placeOf(masses, columnOf(massOfRow)));
  }
  const columns = Array.from({ length: width }, (_, input) =>
    columnOf((row) => inputs[row * width + input]!),
  );
  return { rows: kept.length, inputs: columns, labels: weighted, masses, massOf, scales };
}

function checkRows({ inputs, width, labels, outputs, weights }: ForestRows): void {
  const rows = labels.length / outputs;
  const isFit = inputs.length === rows * width && (weights?.length ?? rows) === rows;
  if (!Number.isInteger(rows) || !(width >= 1) || !(outputs >= 1) || !isFit) {
    const ofWeights = weights ? ` and ${weights.length} weights` : '';
    throw new RangeError(
      `${inputs.length} inputs, ${labels.length} labels${ofWeights} are not rows of ${width} inputs and ${outputs} outputs`,
    );
  }
  if (!inputs.every(Number.isFinite)) throw new RangeError('an input is not a finite number');
  if (!labels.every((label) => Number.isFinite(label) || Number.isNaN(label)))
    throw new RangeError('a label is infinite');
  if (weights && !weights.every((weight) => weight === 0 || (weight >= leastWeight && weight <= mostWeight)))
    throw new RangeError(`a weight is neither 0 nor ${leastWeight} to ${mostWeight}`);
}

/** @returns nothing if no row has mass */
function scaleOf(
  rows: Uint32Array,
  labelOf: (row: number) => number,
  massOf: (row: number) => number,
): LabelScale | undefined {
  const sumOf = (value: (label: number) => number) =>
    rows.reduce((sum, row) => (massOf(row) === 0 ? sum : sum + massOf(row) * value(labelOf(row))), 0);
  const mass = sumOf(() => 1);
  if (mass === 0) return undefined;
  const mean = sumOf((label) => label) / mass;
  const deviation = Math.sqrt(sumOf((label) => (label - mean) ** 2) / mass);
  return { mean, deviation: deviation > 0 ? deviation : 1 };
}

/** Index of a column among the masses so far, to which it is added if it is new; -1 if it is 1 in every row. */
function placeOf(masses: Float32Array[], mass: Float32Array): number {
  if (mass.every((one) => one === 1)) return -1;
  const known = masses.findIndex((other) => other.every((one, at) => one === mass[at]));
  return known >= 0 ? known : masses.push(mass) - 1;
}
