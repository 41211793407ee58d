/**
 * Frees the memory of arrays at once; nothing else may use them or a part of them afterwards. The garbage collector counts
 * objects, not their buffers, and would let a hundred megabytes of unused arrays accumulate.
 */
export function release(...arrays: readonly (Float64Array | undefined)[]): void {
  for (const values of arrays) {
    const buffer = values?.buffer as ArrayBuffer | undefined;
    // Two arrays may share one buffer.
    // An older browser lacks `transfer`: there the garbage collector frees the memory.
    if (buffer?.byteLength) buffer.transfer?.(0);
  }
}
