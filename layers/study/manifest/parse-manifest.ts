import type { Fault } from '../../base/faults/index.ts';
import { checkJson, cutFaults, firstFaults, type JsonCheck, placesOf } from '../../base/faults/index.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { issueFaults } from './manifest-issues.ts';
import { manifestMeaningFaults } from './manifest-meaning.ts';

/** The manifest's file in the folder of the study. */
export const manifestFile = 'study.json';

/**
 * Reads `study.json`: the manifest with every default filled, or all its faults, each with its line (`row`) and the path of
 * the field (`column`). Never throws.
 *
 * @example
 * import { parseManifest } from 'sarcomere/study';
 *
 * const { faults } = parseManifest('{ "version": 1, "study": "My study" }');
 * faults[0].where; // => { file: 'study.json', row: 1, column: 'study' }
 */
export function parseManifest(text: string): { manifest: Manifest } | { faults: Fault[] } {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.length > mostCharacters) return { faults: [sizeFault(plain.length)] };
  const json = checkJson(plain);
  if (json.broken)
    return { faults: [json.broken.isTooMuch ? boundFault(json.broken) : syntaxFault(json.broken)] };
  const input: unknown = JSON.parse(plain);
  const twice = firstFaults(json.twice.map(twiceFault), json.twiceCount);
  const parsed = manifestSchema.safeParse(input, { reportInput: true });
  const found = parsed.success ? manifestMeaningFaults(parsed.data) : issueFaults(parsed.error.issues);
  if (parsed.success && twice.length === 0 && found.length === 0) return { manifest: parsed.data };
  const alike = Map.groupBy(found, ({ code }) => code).values();
  const first = [...alike].flatMap((faults) => firstFaults(faults));
  return { faults: cutFaults([...twice, ...withRows(first, plain)]) };
}

/** Room for ten thousand recordings with long names. */
const mostCharacters = 4_000_000;

/** Adds the line of each fault's field, or of the nearest field around it. */
function withRows(faults: readonly Fault[], text: string): Fault[] {
  const pathOf = ({ where }: Fault) => where.column ?? '';
  const places = placesOf(text, faults.map(pathOf));
  return faults.map((fault) => {
    const row = places.get(pathOf(fault))?.line ?? 1;
    const column = pathOf(fault);
    return { ...fault, where: { file: manifestFile, row, ...(column !== '' && { column }) } };
  });
}

function sizeFault(length: number): Fault {
  return {
    code: 'MANIFEST_SIZE',
    what: 'The manifest is too long.',
    where: { file: manifestFile },
    found: `${length} characters`,
    expected: `at most ${mostCharacters}`,
    fix: 'Move data into files of their own, or split the study.',
  };
}

function syntaxFault({ place, found, expected }: NonNullable<JsonCheck['broken']>): Fault {
  return {
    code: 'MANIFEST_SYNTAX',
    what: `The manifest is not JSON from line ${place.line}, character ${place.column} on.`,
    where: { file: manifestFile, row: place.line, column: `character ${place.column}` },
    found,
    expected,
    fix: 'Correct the text there; JSON allows no comments and no comma after the last entry.',
  };
}

function boundFault({ place, found, expected }: NonNullable<JsonCheck['broken']>): Fault {
  return {
    code: 'MANIFEST_BOUND',
    what: `The manifest exceeds a bound of manifests at line ${place.line}, character ${place.column}.`,
    where: { file: manifestFile, row: place.line, column: `character ${place.column}` },
    found,
    expected,
    fix: 'Write the manifest as "sarcomere schema" describes it; its fields are at most ten levels deep.',
  };
}

function twiceFault({ path, place }: JsonCheck['twice'][number]): Fault {
  return {
    code: 'MANIFEST_FIELD_TWICE',
    what: 'An object has the same field twice.',
    where: { file: manifestFile, row: place.line, column: path },
    found: 'the second one at this place',
    expected: 'each field once',
    fix: 'Remove one of the two.',
  };
}
