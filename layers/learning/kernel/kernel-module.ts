import { kernelWasm } from './kernel.wasm.ts';

/** What is used of WebAssembly, which the types of Node leave out. */
declare global {
  namespace WebAssembly {
    function validate(bytes: Uint8Array): boolean;
    class Module {
      constructor(bytes: Uint8Array);
    }
    class Instance {
      constructor(module: Module);
      readonly exports: object;
    }
    interface Memory {
      readonly buffer: ArrayBuffer;
      /** @param pages of 64 KiB */
      grow(pages: number): number;
    }
  }
}

/** What `assembly/kernel.ts` exports; pointers and strides in bytes. The docstrings stand there. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  /** Below it lie constants. */
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
  addSlopes(
    left: number,
    leftStride: number,
    right: number,
    rightStride: number,
    rows: number,
    slopes: number,
    inputs: number,
    outputs: number,
  ): void;
  addRows(matrix: number, rows: number, sums: number, columns: number): void;
  tanhAll(values: number, count: number): void;
  throughTanh(slopes: number, tanhs: number, count: number): void;
  labelledLoss(
    output: number,
    rows: number,
    columns: number,
    muscles: number,
    isForce: number,
    angle: number,
    angleWeight: number,
    force: number,
    forceWeight: number,
    angleSlope: number,
    forceSlope: number,
    scaledForce: number,
    rise: number,
    slopes: number,
    sums: number,
  ): void;
  throughRise(slopes: number, rise: number, count: number): void;
  residualLoss(
    rows: number,
    output: number,
    scaledForce: number,
    slopes: number,
    columns: number,
    arms: number,
    powers: number,
    dynamics: number,
    isMeasured: number,
    weight: number,
    torqueNm: number,
    constants: number,
    slope: number,
    room: number,
  ): number;
  padRows(from: number, width: number, to: number, padded: number, rows: number): void;
  packPanels(weights: number, inputs: number, outputs: number, panels: number, depth: number): void;
  packTransposed(weights: number, inputs: number, outputs: number, panels: number, depth: number): void;
  startGradient(parameters: number, count: number, gradient: number, slope: number): number;
  drain(slopes: number, padded: number, gradient: number, rows: number, width: number): void;
}

/** The compiled kernel, and whether it has fused multiply-add. */
export interface KernelModule {
  readonly module: WebAssembly.Module;
  readonly backend: 'relaxed-simd' | 'simd';
}

/** Compiles the form of the kernel that this runtime can run; a few milliseconds. */
export function kernelModule(wanted: 'best' | 'plain' = 'best'): KernelModule {
  const relaxed = Buffer.from(kernelWasm.relaxed, 'base64');
  if (wanted === 'best' && WebAssembly.validate(relaxed)) {
    return { module: new WebAssembly.Module(relaxed), backend: 'relaxed-simd' };
  }
  return { module: new WebAssembly.Module(Buffer.from(kernelWasm.plain, 'base64')), backend: 'simd' };
}

/** A kernel with a memory of its own. */
export function startKernel({ module }: KernelModule): Kernel {
  return new WebAssembly.Instance(module).exports as unknown as Kernel;
}
