export { type Batch, BatchBuilder } from './batch.ts';
export { buildBatch } from './build-batch.testing.ts';
export type { Engine } from './engine.ts';
export { kernelEngine } from './kernel/kernel-engine.ts';
export { kernelModule } from './kernel/kernel-module.ts';
export {
  angleOutput,
  forceOutput,
  numbers,
  randomTable,
  testProblem,
  wasmBackend,
  withLabels,
  withTorque,
} from './problem.testing.ts';
export { referenceNetwork } from './reference-network.testing.ts';
export { ScaledInputs } from './scaled-inputs.ts';
export { coverByStretches } from './stretches.ts';
export { nativeBackend, nativeFolderVariable } from './tensor/native-backend.testing.ts';
export { tensorEngine } from './tensor/tensor-engine.ts';
