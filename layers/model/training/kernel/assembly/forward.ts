/** From here on the memory is the caller's. */
export const roomStart: usize = __heap_base;

export { scaledForces } from './forces';
export { multiply, tanhAll } from './layers';
