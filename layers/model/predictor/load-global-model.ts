import { forestFaults } from './calibration/calibration-json.ts';
import { openGate } from './gates/open-gate.ts';
import { type GlobalModel, openGlobalModel } from './global-model.ts';
import type { LocalModelJson, ModelJson } from './model-file/model-json.ts';
import { damaged, type ModelFiles, readModelJson, verify } from './model-file/read-model-json.ts';
import { sha256 } from './model-file/sha256.ts';

/** A model that has been read and verified. */
export interface LoadedModel {
  /** In the present version, whatever the version of the file. */
  readonly json: ModelJson;
  readonly weights: Uint8Array;
  readonly model: GlobalModel;
  /** True if a `MANIFEST.sha256` verified `model.json`. */
  readonly isVerified: boolean;
}

/**
 * Loads a published global model and compares every byte with its digest.
 *
 * @throws FaultError MODEL_DAMAGED
 */
export async function loadGlobalModel(files: Omit<ModelFiles, 'readPart'>): Promise<LoadedModel> {
  const { json, digests } = await readModelJson(files);
  const weights = await files.read('weights.bin');
  const bytes = lengthOf(json);
  if (weights?.byteLength !== bytes) {
    const found = weights ? `${weights.byteLength} bytes` : 'no such file';
    throw damaged(files, {
      file: 'weights.bin',
      found,
      expected: `${bytes} bytes, as model.json says`,
    });
  }
  const model = await openVerified(json, files, ({ byteOffset, byteLength }) =>
    weights.subarray(byteOffset, byteOffset + byteLength),
  );
  if (!hasDigests(json) && digests) verify(files, digests, 'weights.bin', await sha256(weights));
  return { json, weights, model, isVerified: digests !== undefined };
}

/**
 * Loads a model for predictions by the published mode alone: the parameters of local models without weight in this mode
 * are not read. All bytes that are read are verified by the digest of each local model. Models of the first variant of
 * version 1 have no such digests, so their `weights.bin` is read whole.
 *
 * @throws FaultError MODEL_DAMAGED
 */
export async function loadPublishedMode(files: ModelFiles): Promise<GlobalModel> {
  const { json, digests } = await readModelJson(files);
  const used = openGate(json.modes[json.mode]!).usedLocalModels();
  if (!hasDigests(json)) {
    // One byte more than expected, so that a longer file is noticed.
    const weights = await files.readPart('weights.bin', 0, lengthOf(json) + 1);
    if (digests) verify(files, digests, 'weights.bin', await sha256(weights));
    return openVerified(json, files, ({ byteOffset, byteLength }, place) =>
      used.has(place) ? weights.subarray(byteOffset, byteOffset + byteLength) : undefined,
    );
  }
  const ranges = await Promise.all(
    byteRangesOf(json.localModels, used).map(async ({ start, end }) => ({
      start,
      end,
      bytes: await files.readPart('weights.bin', start, end),
    })),
  );
  return openVerified(json, files, ({ byteOffset, byteLength }, place) => {
    if (!used.has(place)) return undefined;
    const { start, bytes } = ranges.find(({ end }) => byteOffset < end)!;
    return bytes.subarray(byteOffset - start, byteOffset - start + byteLength);
  });
}

/** Opens the local models after comparing the bytes of each with its digest, if it has one. */
async function openVerified(
  json: ModelJson,
  files: Pick<ModelFiles, 'at'>,
  parametersOf: Parameters<typeof openGlobalModel>[1],
): Promise<GlobalModel> {
  const wrong = forestFaults(json);
  if (wrong.length > 0) {
    throw damaged(files, {
      file: 'model.json',
      found: wrong.join('; '),
      expected: 'calibrations with whole forests',
    });
  }
  const parameters = json.localModels.map(parametersOf);
  try {
    await Promise.all(
      json.localModels.map((localModel, place) => verifyLocalModel(localModel, parameters[place])),
    );
    return openGlobalModel(json, (_, place) => parameters[place]);
  } catch (error) {
    throw damaged(files, {
      file: 'weights.bin',
      found: (error as Error).message,
      expected: 'the weights that model.json describes',
    });
  }
}

async function verifyLocalModel({ id, sha256: digest }: LocalModelJson, bytes: Uint8Array | undefined) {
  if (!bytes || digest === undefined || (await sha256(bytes)) === digest) return;
  throw new Error(`${id}: its bytes are not those that were trained`);
}

/** The check of the file ensures that all local models have a digest, or none. */
function hasDigests({ localModels }: ModelJson): boolean {
  return localModels[0]!.sha256 !== undefined;
}

function lengthOf({ localModels }: ModelJson): number {
  return localModels.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A smaller gap between two local models is read too: a request takes as long as some hundred kilobytes. */
const smallGapBytes = 256 * 1024;

/** The parts of `weights.bin` that hold the used local models, joined over small gaps. */
function byteRangesOf(localModels: ModelJson['localModels'], used: ReadonlySet<number>): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (const [place, { byteOffset, byteLength }] of localModels.entries()) {
    if (!used.has(place)) continue;
    const last = ranges.at(-1);
    const end = byteOffset + byteLength;
    if (last && byteOffset - last.end < smallGapBytes) ranges[ranges.length - 1] = { ...last, end };
    else ranges.push({ start: byteOffset, end });
  }
  return ranges;
}
