import type { FaultError } from '../../../base/faults/index.ts';
import { modelOfAnyVersion } from './check-model.ts';
import { digestsFile, type FileDigests, parseDigests } from './file-digests.ts';
import { type Damage, damagedModel } from './model-damaged.ts';
import type { ModelJson } from './model-json.ts';
import { sha256 } from './sha256.ts';

/** Reads the files of a model, whole or in parts. */
export interface ModelFiles {
  /** The folder, if it is on this machine: faults then show the path of the file. */
  readonly at?: string;
  /** The expected model, if it is known. */
  readonly of?: { readonly study: string; readonly run: string };
  /** SHA-256 of `MANIFEST.sha256`, if the pointer to the model has it. */
  readonly manifestDigest?: string;
  /** Undefined if there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Bytes `start` to `end`, exclusive; fewer if the file is shorter. */
  readPart(name: string, start: number, end: number): Promise<Uint8Array>;
}

/**
 * `model.json`, compared with the digest in `MANIFEST.sha256` if there is one, parsed by the schema of its version and
 * brought to the present one.
 *
 * @throws FaultError MODEL_DAMAGED
 */
export async function readModelJson(
  files: Omit<ModelFiles, 'readPart'>,
): Promise<{ readonly json: ModelJson; readonly digests: FileDigests | undefined }> {
  const [bytes, list] = await Promise.all([files.read('model.json'), files.read(digestsFile)]);
  if (!bytes)
    throw damaged(files, {
      file: 'model.json',
      found: 'no such file',
      expected: 'the description of a model',
    });
  const digests = await readDigests(files, list);
  if (digests) verify(files, digests, 'model.json', await sha256(bytes));
  const value = parsed(bytes);
  const model = value === undefined ? { faults: ['text that is no JSON'] } : modelOfAnyVersion(value);
  if ('faults' in model) {
    throw damaged(files, {
      file: 'model.json',
      found: model.faults.join('; '),
      expected: 'a global model of version 1 or 2, whose parts agree with each other',
    });
  }
  const { json } = model;
  const { study, run } = json;
  const { of = { study, run } } = files;
  if (study !== of.study || run !== of.run) {
    const expected = `the model of run ${of.run} of ${of.study}`;
    throw damaged(files, { file: 'model.json', found: `the model of run ${run} of ${study}`, expected });
  }
  return { json, digests };
}

async function readDigests(
  files: Pick<ModelFiles, 'at' | 'manifestDigest'>,
  bytes: Uint8Array | undefined,
): Promise<FileDigests | undefined> {
  const { manifestDigest } = files;
  const wrong = (found: string, expected: string) => damaged(files, { file: digestsFile, found, expected });
  const digest = bytes && (await sha256(bytes));
  if (manifestDigest !== undefined && digest !== manifestDigest) {
    const found = digest === undefined ? 'no such file' : `SHA-256 ${digest}`;
    throw wrong(found, `SHA-256 ${manifestDigest}, as latest.json says`);
  }
  if (!bytes) return undefined;
  const digests = parseDigests(new TextDecoder().decode(bytes));
  if (!digests) throw wrong('text in another format', 'a SHA-256, two spaces and a name in each line');
  return digests;
}

/** @throws FaultError MODEL_DAMAGED if a file has another digest than the listed one */
export function verify(
  files: Pick<ModelFiles, 'at'>,
  digests: FileDigests,
  file: string,
  digest: string,
): void {
  const listed = digests.get(file);
  if (listed === digest) return;
  const expected = listed === undefined ? `a digest of ${file}` : `SHA-256 ${listed}, as ${digestsFile} says`;
  throw damaged(files, {
    file: listed === undefined ? digestsFile : file,
    found: listed === undefined ? 'none' : `SHA-256 ${digest}`,
    expected,
  });
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}

export function damaged(files: Pick<ModelFiles, 'at'>, damage: Damage): FaultError {
  return damagedModel(damage, files.at);
}
