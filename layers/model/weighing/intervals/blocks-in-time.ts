/**
 * With K blocks, the room for one more raises 90 % to 90 (K + 1) / K %: to 97.5 with twelve blocks, and to the largest
 * error with nine. Fewer than 24 stretches are therefore cut.
 */
const fewestStretches = 24;
/** The number of blocks after cutting: 90 % then becomes 92.5 %. */
const wantedBlocks = 36;
/** Errors nearer in time are nearly copies of one another: envelopes pass a low-pass filter of a few hertz. */
const shortestBlockS = 0.5;

/**
 * Blocks of rows that are taken as exchangeable: one a recording, whose validation rows are one stretch of time. Fewer
 * than 24 stretches are cut into blocks of equal length, about 36 together, none shorter than half a second.
 * The interval then does not allow for differences between recordings.
 *
 * @param recording one a row
 * @param timeS one a row, in the recording's own time
 * @returns the number of the block of each row
 */
export function blocksInTime(recording: readonly number[], timeS: readonly number[]): Int32Array {
  const rowsOf = Map.groupBy(recording.keys(), (row) => recording[row]!);
  const parts = rowsOf.size < fewestStretches ? Math.ceil(wantedBlocks / rowsOf.size) : 1;
  const blocks = new Int32Array(recording.length);
  let first = 0;
  for (const rows of rowsOf.values()) {
    const inTime = rows.toSorted((a, b) => timeS[a]! - timeS[b]!);
    const lengthS = timeS[inTime.at(-1)!]! - timeS[inTime[0]!]!;
    const count = Math.max(1, Math.min(parts, Math.floor(lengthS / shortestBlockS)));
    for (const [at, row] of inTime.entries()) blocks[row] = first + Math.floor((at * count) / inTime.length);
    first += count;
  }
  return blocks;
}
