import { compileWasm, type MatrixKernel, type WasmModule, webAssembly } from '../../network/index.ts';
import { kernelWasm } from './kernel.wasm.ts';

/** Exports of `assembly/kernel.ts`, documented there; pointers and strides in bytes. */
export interface Kernel extends MatrixKernel {
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
  throughTanh(slopes: number, tanhs: number, count: number): void;
  labelledLoss(
    output: number,
    rows: number,
    columns: number,
    outputs: number,
    isSoftplus: number,
    softplusSum: number,
    linear: number,
    linearCount: number,
    labels: number,
    labelWeight: number,
    sumSlopes: number,
    softplus: number,
    rise: number,
    slopes: number,
    sums: number,
  ): void;
  throughRise(slopes: number, rise: number, count: number): void;
  residualLoss(
    rows: number,
    output: number,
    angle: number,
    softplus: number,
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

/**
 * The kernel in the best form that this runtime supports.
 *
 * @param wanted `plain`: without fused multiply-add, even if the runtime has it
 *
 * @example
 * import { kernelModule } from 'sarcomere/train';
 *
 * kernelModule('plain').backend; // => 'simd'
 */
export function kernelModule(wanted: 'best' | 'plain' = 'best'): WasmModule {
  return compileWasm(kernelWasm, wanted);
}

/** A kernel with its own memory. */
export function startKernel({ module }: WasmModule): Kernel {
  return new webAssembly.Instance(module).exports as unknown as Kernel;
}
