export interface Point {
  readonly x: number;
  readonly y: number;
  /** Number of the segment; it grows at each gap, so that no line is drawn across missing values. */
  readonly segment: number;
}

/** Points of a series; missing values end a segment. */
export function segments(x: readonly number[], y: readonly (number | null)[]): Point[] {
  const points: Point[] = [];
  let segment = 0;
  x.forEach((at, index) => {
    const value = y[index];
    const present = value !== null && value !== undefined && Number.isFinite(value) && Number.isFinite(at);
    if (present) points.push({ x: at, y: value, segment });
    else segment += 1;
  });
  return points;
}
