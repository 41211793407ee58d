import { type Fault, FaultError, nearestName } from '../../base/faults/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { customJoint, jointFromModel, jointNamed, joints } from '../../physics/biomechanics/index.ts';
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
  if (typeof joint === 'string') return namedJoint(joint);
  if (!('file' in joint)) return attempt(() => customJoint(joint), { column: 'joint' });
  const bytes = read(joint.file);
  if (!bytes) return { faults: [modelMissing(joint.file)] };
  const text = new TextDecoder().decode(bytes);
  return attempt(() => jointFromModel(text, joint), { file: joint.file });
}

/** A built-in joint; the fault of an unknown name has all ways to give a joint. */
function namedJoint(name: string): { joint: Joint } | { faults: Fault[] } {
  const found = attempt(() => jointNamed(name), { column: 'joint' });
  if ('joint' in found) return found;
  const nearest = nearestName(
    name,
    joints.map((one) => one.name),
  );
  const builtIn = nearest === undefined ? 'Name a built-in joint' : `Write "${nearest}" if that is meant`;
  const faults = found.faults.map((fault) => ({
    ...fault,
    expected: `${fault.expected}, or an object`,
    fix: `${builtIn}, or give an object as "sarcomere schema" describes it: a joint of your own with its muscles, or a coordinate of an OpenSim model ({ "file": "model.osim", "coordinate": …, "positive": … }).`,
  }));
  return { faults };
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
    what: "The OpenSim model of the study's joint is missing.",
    where: { file },
    found: 'no such file',
    expected: 'a file under exactly this path, relative to study.json (capital letters count)',
    fix: 'Add the model to the folder of the study. If the study is in a bucket, upload study.json last.',
  };
}
