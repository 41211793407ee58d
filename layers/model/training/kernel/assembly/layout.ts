// Written by `npm run build:kernel` from ../layout.ts and dynamicsLayout; a test compares them.

export const stencilRows: usize = 9;
export const stencilReach: usize = 4;

/** Float64 constants of a coordinate, from `constants` on. */
export const meanRad: usize = 0;
export const deviationRad: usize = 8;
export const lowestRad: usize = 16;
export const highestRad: usize = 24;
export const limitStiffnessNm: usize = 32;
export const limitSteepnessPerRad: usize = 40;
export const limitUpperRad: usize = 48;
export const limitLowerRad: usize = 56;
export const velocityStencil: usize = 64;
export const accelerationStencil: usize = 136;

/** Float32 numbers of the equation of motion of a stretch, from `dynamics` on. */
export const inertiaKgM2: usize = 0;
export const dampingNmSPerRad: usize = 4;
export const gravityCosNm: usize = 8;
export const gravitySinNm: usize = 12;
export const elasticNmPerRad: usize = 16;
export const elasticRestRad: usize = 20;
