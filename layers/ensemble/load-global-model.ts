import { createHash } from 'node:crypto';
import { openGate } from './gates/open-gate.ts';
import { type GlobalModel, type GlobalModelJson, openMembers } from './global-model.ts';
import { digestOf } from './model-file/file-digests.ts';
import { damaged, type ModelFiles, readModelJson, verify } from './model-file/read-model-json.ts';

/** A model that has been read and verified. */
export interface LoadedModel {
  readonly json: GlobalModelJson;
  readonly weights: Uint8Array;
  readonly model: GlobalModel;
  /** Whether `MANIFEST.sha256` was there to verify `model.json` by. */
  readonly isVerified: boolean;
}

/**
 * A published global model, every byte of it compared with its digest.
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
  const model = openVerified(json, files, ({ byteOffset, byteLength }) =>
    weights.subarray(byteOffset, byteOffset + byteLength),
  );
  if (!hasMemberDigests(json) && digests) verify(files, digests, 'weights.bin', digestOf(weights));
  return { json, weights, model, isVerified: digests !== undefined };
}

/**
 * The same for predictions by its published mode alone: of the other members, nothing is read but their names. The bytes
 * that are read are verified by the digest of each member; a model of an earlier version has none, so all of its weights are
 * read once.
 *
 * @throws FaultError MODEL_DAMAGED
 */
export async function loadPublishedMode(files: ModelFiles): Promise<GlobalModel> {
  const { json, digests } = await readModelJson(files);
  const used = openGate(json.modes[json.mode]!).usedLocalModels();
  const stretches = await Promise.all(
    stretchesOf(json.members, used).map(async ({ start, end }) => ({
      start,
      end,
      bytes: await files.readPart('weights.bin', start, end),
    })),
  );
  if (!hasMemberDigests(json) && digests)
    verify(files, digests, 'weights.bin', await digestOfParts(files, lengthOf(json)));
  return openVerified(json, files, ({ byteOffset, byteLength }, place) => {
    if (!used.has(place)) return undefined;
    const { start, bytes } = stretches.find(({ end }) => byteOffset < end)!;
    return bytes.subarray(byteOffset - start, byteOffset - start + byteLength);
  });
}

/** Opens the members after comparing the bytes of each with its digest, where it has one. */
function openVerified(
  json: GlobalModelJson,
  files: Pick<ModelFiles, 'at'>,
  weightsOf: Parameters<typeof openMembers>[1],
): GlobalModel {
  try {
    return openMembers(json, (member, place) => {
      const weights = weightsOf(member, place);
      const isAltered = weights && member.sha256 !== undefined && digestOf(weights) !== member.sha256;
      if (isAltered) throw new Error(`${member.id}: its bytes are not those that were trained`);
      return weights;
    });
  } catch (error) {
    throw damaged(files, {
      file: 'weights.bin',
      found: (error as Error).message,
      expected: 'the weights that model.json tells of',
    });
  }
}

function hasMemberDigests({ members }: GlobalModelJson): boolean {
  return members[0]!.sha256 !== undefined;
}

function lengthOf({ members }: GlobalModelJson): number {
  return members.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

const partBytes = 8 * 1024 * 1024;

/** Of the whole of `weights.bin`, a few megabytes at a time; of a byte more than it should have, too. */
async function digestOfParts(files: ModelFiles, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start <= bytes; start += partBytes) {
    hash.update(await files.readPart('weights.bin', start, Math.min(start + partBytes, bytes + 1)));
  }
  return hash.digest('hex');
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Less than this between two members is read along: a request takes as long as some hundred kilobytes. */
const smallGapBytes = 256 * 1024;

/** Where in `weights.bin` those members lie, as few stretches. */
function stretchesOf(members: GlobalModelJson['members'], used: ReadonlySet<number>): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [place, { byteOffset, byteLength }] of members.entries()) {
    if (!used.has(place)) continue;
    const last = stretches.at(-1);
    const end = byteOffset + byteLength;
    if (last && byteOffset - last.end < smallGapBytes) stretches[stretches.length - 1] = { ...last, end };
    else stretches.push({ start: byteOffset, end });
  }
  return stretches;
}
