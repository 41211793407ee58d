import { disagreements } from './agreement.ts';
import type { ModelJson } from './model-json.ts';
import { modelSchema } from './model-schema.ts';
import { faultsOfShape } from './shape.ts';
import { toVersion2 } from './version-1/to-version-2.ts';
import { type Version1, version1Schema } from './version-1/version-1-schema.ts';

/** Most sentences that are given: one damage can cause thousands. */
const mostFaults = 5;

/**
 * Faults of a `model.json` of the present version, as sentences; none if the model can predict.
 *
 * @param value as parsed
 */
export function modelFaults(value: unknown): string[] {
  const faults = faultsOfShape(modelSchema, value);
  return shortened(faults.length > 0 ? faults : disagreements(value as ModelJson));
}

/**
 * Converts a `model.json` of any published version to the present one, or gives its faults.
 *
 * @param value as parsed
 */
export function modelOfAnyVersion(
  value: unknown,
): { readonly json: ModelJson } | { readonly faults: string[] } {
  if (!isVersion1(value)) {
    const faults = modelFaults(value);
    return faults.length > 0 ? { faults } : { json: value as ModelJson };
  }
  const wrong = faultsOfShape(version1Schema, value);
  if (wrong.length > 0) return { faults: shortened(wrong) };
  const json = toVersion2(value as Version1);
  const faults = disagreements(json);
  return faults.length > 0 ? { faults: shortened(faults) } : { json };
}

function isVersion1(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
}

function shortened(sentences: readonly string[]): string[] {
  const more = sentences.length - mostFaults;
  return more > 0 ? [...sentences.slice(0, mostFaults), `and ${more} more`] : [...sentences];
}
