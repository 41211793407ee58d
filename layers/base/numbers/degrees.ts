/** Radians in one degree. */
export const radPerDeg = Math.PI / 180;

/** An angle of degrees in radians. */
export function radiansOf(angleDeg: number): number {
  return angleDeg * radPerDeg;
}

/** An angle of radians in degrees. */
export function degreesOf(angleRad: number): number {
  return (angleRad * 180) / Math.PI;
}
