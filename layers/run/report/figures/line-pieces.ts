export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** Number of the piece; it grows at each gap, so that no line is drawn across missing values. */
  readonly piece: number;
}

/** Points of a series; missing values end a piece. */
export function linePieces(x: readonly number[], y: readonly (number | null)[]): LinePoint[] {
  const points: LinePoint[] = [];
  let piece = 0;
  x.forEach((at, index) => {
    const value = y[index];
    const present = value !== null && value !== undefined && Number.isFinite(value) && Number.isFinite(at);
    if (present) points.push({ x: at, y: value, piece });
    else piece += 1;
  });
  return points;
}
