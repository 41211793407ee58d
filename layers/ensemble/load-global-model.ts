import { heardMembers } from './gates/heard-members.ts';
import { type GlobalModel, type GlobalModelJson, openGlobalModel, openMembers } from './global-model.ts';

/**
 * A published global model.
 *
 * @param read the bytes of one of its files by name: from the bucket, or from a folder
 */
export async function loadGlobalModel(read: (name: string) => Promise<Uint8Array>): Promise<GlobalModel> {
  const [json, weights] = await Promise.all([read('model.json'), read('weights.bin')]);
  return openGlobalModel(parsed(json), weights);
}

/** Where a model's files are read from, whole or in parts. */
export interface ModelFiles {
  read(name: string): Promise<Uint8Array>;
  /** Bytes `start` to `end`, exclusive; fewer where the file ends before. */
  readPart(name: string, start: number, end: number): Promise<Uint8Array>;
}

/** The same for predictions by its published mode alone: of the other members, nothing is read but their names. */
export async function loadPublishedMode(files: ModelFiles): Promise<GlobalModel> {
  const json = parsed(await files.read('model.json'));
  const gate = json.modes[json.mode];
  const heard = gate ? heardMembers(gate) : new Set<number>();
  const stretches = await Promise.all(
    stretchesOf(json.members, heard).map(async ({ start, end }) => ({
      start,
      end,
      bytes: await files.readPart('weights.bin', start, end),
    })),
  );
  return openMembers(json, ({ byteOffset, byteLength }, place) => {
    if (!heard.has(place)) return undefined;
    const { start, bytes } = stretches.find(({ end }) => byteOffset < end)!;
    return bytes.subarray(byteOffset - start, byteOffset - start + byteLength);
  });
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Less than this between two members is read along: a request takes as long as some hundred kilobytes. */
const smallGapBytes = 256 * 1024;

/** Where in `weights.bin` those members lie, as few stretches. */
function stretchesOf(members: GlobalModelJson['members'], heard: ReadonlySet<number>): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [place, { byteOffset, byteLength }] of members.entries()) {
    if (!heard.has(place)) continue;
    const last = stretches.at(-1);
    const end = byteOffset + byteLength;
    if (last && byteOffset - last.end < smallGapBytes) stretches[stretches.length - 1] = { ...last, end };
    else stretches.push({ start: byteOffset, end });
  }
  return stretches;
}

function parsed(json: Uint8Array): GlobalModelJson {
  return JSON.parse(new TextDecoder().decode(json)) as GlobalModelJson;
}
