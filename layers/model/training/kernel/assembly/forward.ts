/** The memory from this address on belongs to the caller. */
export const roomStart: usize = __heap_base;

export { scaledForces } from './forces';
export { multiply, tanhAll } from './layers';
