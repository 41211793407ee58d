import type { Fault } from '../faults/fault.ts';
import { type JsonPlaces, jsonPlaces } from './json-places.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { issueFaults } from './manifest-issues.ts';
import { manifestMeaningFaults } from './manifest-meaning.ts';
import { told } from './table-faults.ts';

/** The manifest's file in the folder of the study. */
export const manifestFile = 'study.json';

/**
 * Reads `study.json`: the manifest with every default filled, or everything that is wrong with it, each fault with its
 * line (`row`) and the path of the field (`column`). Never throws.
 */
export function parseManifest(text: string): { manifest: Manifest } | { faults: Fault[] } {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.length > MOST_CHARACTERS) return { faults: [sizeFault(plain.length)] };
  const where = jsonPlaces(plain);
  if (where.broken) return { faults: [syntaxFault(where.broken)] };
  const input: unknown = JSON.parse(plain);
  const twice = where.twice.map(twiceFault);
  const parsed = manifestSchema.safeParse(input, { reportInput: true });
  const found = parsed.success ? manifestMeaningFaults(parsed.data) : issueFaults(parsed.error.issues);
  const faults = [...twice, ...withRows(found, where)];
  if (parsed.success && faults.length === 0) return { manifest: parsed.data };
  return { faults: [...Map.groupBy(faults, ({ code }) => code).values()].flatMap((alike) => told(alike)) };
}

/** Room for ten thousand recordings with long names. */
const MOST_CHARACTERS = 4_000_000;

/** Adds the line where the field of each fault stands, or the nearest field around it. */
function withRows(faults: Fault[], { places }: JsonPlaces): Fault[] {
  return faults.map((fault) => {
    let path = fault.where.column ?? '';
    while (path !== '' && !places.has(path)) path = path.replace(/(^|[.[])[^.[]*$/, '');
    const row = places.get(path)?.line ?? 1;
    return {
      ...fault,
      where: { file: manifestFile, row, ...(fault.where.column && { column: fault.where.column }) },
    };
  });
}

function sizeFault(length: number): Fault {
  return {
    code: 'MANIFEST_SIZE',
    what: 'The manifest is too long.',
    where: { file: manifestFile },
    found: `${length} characters`,
    expected: `at most ${MOST_CHARACTERS}`,
    fix: 'Keep data in files of their own, and split a larger study.',
  };
}

function syntaxFault({ place, found, expected }: NonNullable<JsonPlaces['broken']>): Fault {
  return {
    code: 'MANIFEST_SYNTAX',
    what: `The manifest is not JSON from line ${place.line}, character ${place.column} on.`,
    where: { file: manifestFile, row: place.line, column: `character ${place.column}` },
    found,
    expected,
    fix: 'Mend the text there; JSON takes no comments and no comma after the last entry.',
  };
}

function twiceFault({ path, place }: JsonPlaces['twice'][number]): Fault {
  return {
    code: 'MANIFEST_FIELD_TWICE',
    what: 'A field stands twice in the same object.',
    where: { file: manifestFile, row: place.line, column: path },
    found: 'the second one here',
    expected: 'each field once',
    fix: 'Take one of the two away.',
  };
}
