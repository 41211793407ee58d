import { createHash } from 'node:crypto';

/** State from which a training can be resumed: plain JSON, and vectors by name in full precision. */
export interface Checkpoint {
  readonly facts: unknown;
  readonly vectors: Readonly<Record<string, Float64Array>>;
}

/** One binary object: length of the header (uint32), the header (JSON), padding to 8 bytes, the vectors (float64), SHA-256. */
export function encodeCheckpoint({ facts, vectors }: Checkpoint): Uint8Array {
  const entries = Object.entries(vectors).map(([name, values]) => ({ name, values }));
  const layout = entries.map(({ name, values }) => ({ name, length: values.length }));
  const header = new TextEncoder().encode(JSON.stringify({ version: 1, facts, layout }));
  const start = padded(4 + header.length);
  const values = entries.reduce((sum, entry) => sum + entry.values.length, 0);
  const bytes = new Uint8Array(start + values * 8 + digestBytes);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  const target = new Float64Array(bytes.buffer, start, values);
  let offset = 0;
  for (const entry of entries) {
    target.set(entry.values, offset);
    offset += entry.values.length;
  }
  bytes.set(digestOf(bytes), bytes.length - digestBytes);
  return bytes;
}

/** The checkpoint in `bytes`; undefined if it is incomplete or damaged. Training then starts from the beginning. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  try {
    // Not `slice`: a Node Buffer would share its memory, at an offset that a Float64Array may not accept.
    const copy = Uint8Array.from(bytes);
    if (!digestOf(copy).equals(copy.subarray(-digestBytes))) return undefined;
    const headerLength = new DataView(copy.buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(copy.subarray(4, 4 + headerLength))) as {
      version: number;
      facts: unknown;
      layout: { name: string; length: number }[];
    };
    const start = padded(4 + headerLength);
    const values = header.layout.reduce((sum, entry) => sum + entry.length, 0);
    if (header.version !== 1 || copy.length !== start + values * 8 + digestBytes) return undefined;
    const vectors: Record<string, Float64Array> = {};
    let offset = start;
    for (const { name, length } of header.layout) {
      vectors[name] = new Float64Array(copy.buffer, offset, length);
      offset += length * 8;
    }
    return { facts: header.facts, vectors };
  } catch {
    return undefined;
  }
}

const digestBytes = 32;

/** A digest, since training would continue unnoticed with a flipped bit, or never end. */
function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes.subarray(0, -digestBytes)).digest();
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
