import { FaultError } from '../../base/faults/index.ts';
import type { GlobalModel } from './global-model.ts';
import { loadGlobalModel } from './load-global-model.ts';
import { digestsFile } from './model-file/file-digests.ts';

/** A file of a model as a reader gives it: its bytes, or the answer of `fetch`. Undefined if there is no such file. */
export type ModelFile = Uint8Array | ArrayBuffer | FetchedFile | undefined;

/** The part of a `Response` that is used. */
export interface FetchedFile {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Opens a published model: the folder with `model.json`, `weights.bin` and `MANIFEST.sha256` that a run writes. Works in
 * Node and in browsers.
 *
 * Three things are always verified: the SHA-256 of `model.json` and of the weights (by WebCrypto, which browsers have on https
 * and on localhost); the format of `model.json`, to the last field; and that its parts agree with each other. The weights
 * must be finite.
 *
 * @param read gives the file of that name: its bytes, or the answer of `fetch`
 * @param options.withoutDigests `true` opens a model without `MANIFEST.sha256`: nothing then verifies `model.json`. Models
 *   that were published before the list existed have none.
 * @throws FaultError MODEL_DAMAGED (a file is missing, altered or of another format), FILE_UNREADABLE (`read` failed)
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { openModel } from 'sarcomere';
 *
 * const model = await openModel((name) => readFile(`out/my-study/model/${name}`));
 * model.joint; // => 'wrist'
 * model.signals.emg.channels.map(({ column }) => column); // => ['emg_fcr_mV', 'emg_fcu_mV', 'emg_ecrl_mV', 'emg_ecrb_mV', 'emg_ecu_mV']
 * // In a browser: await openModel((name) => fetch(`model/${name}`))
 */
export async function openModel(
  read: (name: string) => ModelFile | Promise<ModelFile>,
  { withoutDigests = false }: { readonly withoutDigests?: boolean } = {},
): Promise<GlobalModel> {
  const { model, isVerified } = await loadGlobalModel({ read: (name) => bytesOf(name, read) });
  if (isVerified || withoutDigests) return model;
  throw new FaultError([
    {
      code: 'MODEL_DAMAGED',
      what: 'The model has no list of digests, so nothing verifies model.json.',
      where: { file: digestsFile },
      found: 'no such file',
      expected: 'the SHA-256 of each file of the model',
      fix: 'Fetch the list from the source of the model. If the model never had one, give { withoutDigests: true }.',
    },
  ]);
}

async function bytesOf(name: string, read: Parameters<typeof openModel>[0]): Promise<Uint8Array | undefined> {
  try {
    const file = await read(name);
    if (file === undefined || file instanceof Uint8Array) return file;
    if (file instanceof ArrayBuffer) return new Uint8Array(file);
    if (file.status === 404) return undefined;
    if (!file.ok) throw new Error(`HTTP ${file.status}`);
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw new FaultError([
      {
        code: 'FILE_UNREADABLE',
        what: 'A file of the model cannot be read.',
        where: { file: name },
        found: error instanceof Error ? error.message : String(error),
        expected: 'its bytes, or undefined if there is no such file',
        fix: 'Check the function that reads the files.',
      },
    ]);
  }
}
