import type { FeaturesJson } from './model-json.ts';

/**
 * Names of the inputs from EMG, in the order of the format: of each channel its lags, `emg_rf_mV@40ms`, then of each
 * channel the context, `emg_rf_mV~mean` and `emg_rf_mV~deviation`.
 */
export function emgInputNames(
  columns: readonly string[],
  { lagsMs, contextS }: Pick<FeaturesJson, 'lagsMs' | 'contextS'>,
): string[] {
  const lagged = columns.flatMap((column) => lagsMs.map((lag) => `${column}@${lag}ms`));
  const context = columns.flatMap((column) => [`${column}~mean`, `${column}~deviation`]);
  return contextS > 0 ? [...lagged, ...context] : lagged;
}

/** True for an input that stands for a name: `subject=s01`. */
export function isNameInput(input: string): boolean {
  return /^(subject|site|task)=[\w.-]+$/.test(input);
}

/** How many inputs are context: the mean and the deviation of each channel, if there are any. */
export function contextInputs(inputNames: readonly string[]): number {
  return inputNames.filter((name) => /~(mean|deviation)$/.test(name)).length;
}
