import type { WasmMemory } from './wasm-module.ts';

/** What the compiled modules of prediction and of training share; pointers and strides in bytes. */
export interface MatrixKernel {
  readonly memory: WasmMemory;
  /** Constants are below this address. */
  readonly roomStart: { readonly value: number };
  multiply(
    left: number,
    leftStride: number,
    panels: number,
    depth: number,
    start: number,
    out: number,
    outStride: number,
    rows: number,
    columns: number,
  ): void;
  tanhAll(values: number, count: number): void;
}
