import type { GlobalModel, Prediction } from '../layers/model/predictor/index.ts';

/**
 * The contents of a table of predictions, in one sentence.
 *
 * @param out where it was written
 */
export function predictedLine(
  { timeS, forcesN, torqueNm }: Pick<Prediction, 'timeS' | 'forcesN' | 'torqueNm'>,
  { joint, signals }: Pick<GlobalModel, 'joint' | 'signals'>,
  out: string,
): string {
  const rows = `${timeS.length.toLocaleString('en')} rows at ${signals.rateHz} Hz`;
  const parts = [
    `the ${joint} angle`,
    ...(torqueNm ? [`the ${joint} torque`] : []),
    ...(forcesN.size > 0 ? [`the forces of ${forcesN.size} muscles`] : []),
  ];
  const content = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts[0];
  return `Wrote ${rows} to ${out}: ${content}, each with its unit in the column's name.`;
}
