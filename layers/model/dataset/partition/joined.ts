/** Rows of several pieces, one piece after another. */
export function joined(pieces: readonly Uint32Array[]): Uint32Array {
  const rows = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    rows.set(piece, start);
    start += piece.length;
  }
  return rows;
}
