import { type Fault, FaultError } from '../../base/faults/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { customJoint, jointFromModel, jointNamed } from '../../physics/biomechanics/index.ts';
import type { Manifest } from './manifest.ts';

/** The file of the study's OpenSim model; undefined if the joint does not come from a model. */
export function jointFile({ joint }: Pick<Manifest, 'joint'>): string | undefined {
  return typeof joint === 'object' && 'file' in joint ? joint.file : undefined;
}

/**
 * The study's joint: built-in, described in the manifest or taken from an OpenSim model among the study's files. Or its
 * faults, by field of the manifest or by file.
 *
 * @param read returns the bytes of a file of the study; undefined if it is absent
 */
export function studyJoint(
  { joint }: Pick<Manifest, 'joint'>,
  read: (file: string) => Uint8Array | undefined,
): { readonly joint: Joint } | { readonly faults: Fault[] } {
  if (typeof joint === 'string') return attempt(() => jointNamed(joint), { column: 'joint' });
  if (!('file' in joint)) return attempt(() => customJoint(joint), { column: 'joint' });
  const bytes = read(joint.file);
  if (!bytes) return { faults: [modelMissing(joint.file)] };
  const text = new TextDecoder().decode(bytes);
  return attempt(() => jointFromModel(text, joint), { file: joint.file });
}

function attempt(make: () => Joint, where: Fault['where']): { joint: Joint } | { faults: Fault[] } {
  try {
    return { joint: make() };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const faults = error.faults.map((fault) => {
      const field = where.column && fault.where.column ? `${where.column}.${fault.where.column}` : undefined;
      return { ...fault, where: { ...where, ...(field && { column: field }) } };
    });
    return { faults };
  }
}

function modelMissing(file: string): Fault {
  return {
    code: 'FILE_MISSING',
    what: "The OpenSim model of the study's joint was not uploaded.",
    where: { file },
    found: 'no such file',
    expected: 'a file under exactly this path, relative to study.json (capital letters count)',
    fix: 'Upload the model, then study.json again.',
  };
}
