export { chunkRows } from './chunk-rows.ts';
export { fromLayersModel, type LayersModelJson, toLayersModel } from './layers-model.ts';
export { type LocalNetwork, type NetworkOutput, toLocalNetwork } from './local-network.ts';
export type { MatrixKernel } from './matrix-kernel.ts';
export {
  initialParameters,
  type LayerLayout,
  layersOf,
  type NetworkShape,
  parameterCount,
} from './network.ts';
export { runNetwork } from './run-network.ts';
export { compileWasm, type WasmMemory, type WasmModule, webAssembly } from './wasm-module.ts';
