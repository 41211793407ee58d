export type Vec3 = readonly [number, number, number];

/** A rigid placement of one frame in another: `p_outer = rotation * p_inner + shiftM`, rotation row by row. */
export interface Transform {
  readonly rotation: readonly number[];
  readonly shiftM: Vec3;
}

export const identity: Transform = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], shiftM: [0, 0, 0] };

/** A point of the inner frame, in the outer frame. */
export function placed({ rotation: r, shiftM: s }: Transform, p: Vec3): Vec3 {
  return [
    r[0]! * p[0] + r[1]! * p[1] + r[2]! * p[2] + s[0],
    r[3]! * p[0] + r[4]! * p[1] + r[5]! * p[2] + s[1],
    r[6]! * p[0] + r[7]! * p[1] + r[8]! * p[2] + s[2],
  ];
}

/** The inner frame of `b` in the outer frame of `a`. */
export function after(a: Transform, b: Transform): Transform {
  return { rotation: product(a.rotation, b.rotation), shiftM: placed(a, b.shiftM) };
}

export function inverse({ rotation, shiftM }: Transform): Transform {
  const back = transposed(rotation);
  const [x, y, z] = placed({ rotation: back, shiftM: [0, 0, 0] }, shiftM);
  return { rotation: back, shiftM: [-x, -y, -z] };
}

/** Rotation by an angle about an axis of any length (Rodrigues). */
export function rotationAbout(axis: Vec3, angleRad: number): readonly number[] {
  const size = Math.hypot(...axis) || 1;
  const [x, y, z] = [axis[0] / size, axis[1] / size, axis[2] / size];
  const c = Math.cos(angleRad);
  const s = Math.sin(angleRad);
  const d = 1 - c;
  return [
    c + x * x * d,
    x * y * d - z * s,
    x * z * d + y * s,
    y * x * d + z * s,
    c + y * y * d,
    y * z * d - x * s,
    z * x * d - y * s,
    z * y * d + x * s,
    c + z * z * d,
  ];
}

/** Rotations about x, then y, then z of the body, as OpenSim writes orientations. */
export function bodyFixedXyz([x, y, z]: Vec3): readonly number[] {
  return product(
    product(rotationAbout([1, 0, 0], x), rotationAbout([0, 1, 0], y)),
    rotationAbout([0, 0, 1], z),
  );
}

export function product(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((_, k) => {
    const row = 3 * Math.floor(k / 3);
    const column = k % 3;
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
}

export function transposed(r: readonly number[]): readonly number[] {
  return [r[0]!, r[3]!, r[6]!, r[1]!, r[4]!, r[7]!, r[2]!, r[5]!, r[8]!];
}

export function distanceM(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
