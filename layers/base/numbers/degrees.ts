/** Radians in one degree. */
export const radPerDeg = Math.PI / 180;

/** An angle in degrees, converted to radians. */
export function radiansOf(angleDeg: number): number {
  return angleDeg * radPerDeg;
}

/** An angle in radians, converted to degrees. */
export function degreesOf(angleRad: number): number {
  return (angleRad * 180) / Math.PI;
}
