/**
 * Gives the memory of arrays back at once; nothing else may hold them or a part of them. The garbage collector counts objects
 * and not their buffers: left to it, a hundred megabytes pile up.
 */
export function release(...arrays: readonly (Float64Array | undefined)[]): void {
  for (const values of arrays) {
    const buffer = values?.buffer as ArrayBuffer | undefined;
    // Two of them may share one buffer.
    if (buffer && !buffer.detached) buffer.transfer(0);
  }
}
