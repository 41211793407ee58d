import type { TrainingProblem } from '../dataset/index.ts';
import { type RowUse, rowUses, type SampleTable } from '../dataset/index.ts';
import { type LocalNetwork, runNetwork } from '../network/index.ts';
import { ScaledError } from './scaled-error.ts';

/** Errors of a local model on the rows of its own sub-domain: RMSE over scaled outputs, no unit. */
export interface OwnErrors {
  /** e_k, on the training rows; NaN if none of them has an angle. */
  readonly training: number;
  /** On the validation rows; null if none of them has a label. */
  readonly validation: number | null;
}

/**
 * Computes the errors of a training record again. Weights depend on these errors, and anyone who can write a local model
 * can write any error beside it.
 *
 * @param tables of the sub-domain, one in memory at a time
 */
export async function ownErrors(
  network: LocalNetwork,
  problem: TrainingProblem,
  tables: AsyncIterable<SampleTable>,
): Promise<OwnErrors> {
  const training = new ScaledError(problem);
  const validation = new ScaledError(problem);
  for await (const table of tables) {
    const predictions = runNetwork(network, table.inputs);
    training.add(labelledOnly(table, rowUses.train), predictions);
    if (!table.use.includes(rowUses.validation)) continue;
    validation.add(labelledOnly(table, rowUses.validation), predictions);
  }
  return {
    training: training.value,
    validation: Number.isNaN(validation.value) ? null : validation.value,
  };
}

/** The table with the labels of one use alone, without a copy of its inputs. */
function labelledOnly(table: SampleTable, use: RowUse): SampleTable {
  const width = table.outputs.length;
  const labels = table.labels.map((label, at) =>
    table.use[Math.floor(at / width)] === use ? label : Number.NaN,
  );
  return { ...table, labels };
}

/** Training rounds differently from the network that is written: the errors on its own rows differ by less than this. */
const shareOfRounding = 0.01;
const leastRounding = 1e-3;

/** The recorded error if it agrees with the computed one; otherwise undefined. */
export function confirmed(recorded: unknown, found: number): number | undefined {
  const isConfirmed =
    typeof recorded === 'number' && Math.abs(recorded - found) <= shareOfRounding * found + leastRounding;
  return isConfirmed ? recorded : undefined;
}
