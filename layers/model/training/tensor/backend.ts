import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TensorFlowModule from '@tensorflow/tfjs';

export type TensorFlow = typeof TensorFlowModule;

/** TensorFlow.js on the fastest backend that is present. */
export interface TensorBackend {
  readonly tf: TensorFlow;
  /** `tensorflow` (native CPU or GPU), `wasm` or `cpu`. */
  readonly backend: string;
}

/** True if the native binding has found a GPU; without one it silently computes on the processor. */
export function isOnGpu({ tf, backend }: TensorBackend): boolean {
  return (
    backend === 'tensorflow' && (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true
  );
}

let loaded: Promise<TensorBackend> | undefined;

/** Loads TensorFlow.js once, with the first available of native GPU, native CPU, WebAssembly and plain JavaScript. */
export function loadTensorBackend(): Promise<TensorBackend> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<TensorBackend> {
  const tf = await import('@tensorflow/tfjs').catch(missing);
  // Suppresses advice to install the native binding; training.json records the backend.
  tf.env().set('IS_TEST', true);
  const native =
    (await loadsNative('@tensorflow/tfjs-node-gpu')) || (await loadsNative('@tensorflow/tfjs-node'));
  if (native && (await tf.setBackend('tensorflow'))) return { tf, backend: 'tensorflow' };
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(wasmFolder());
  for (const backend of ['wasm', 'cpu']) {
    const started = await tf.setBackend(backend).catch(() => false);
    if (started) return { tf, backend };
  }
  throw new Error('no TensorFlow.js backend could be started');
}

/** The package does not include TensorFlow.js (155 MB); users of this engine install it. */
function missing(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  throw new Error(
    'the engine "tensor" needs TensorFlow.js: npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 (or leave "engine" out: the kernel is faster on a processor)',
  );
}

/** True if the optional native binding loads; it may be absent, unbuilt or without its library. */
async function loadsNative(binding: string): Promise<boolean> {
  try {
    // tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed.
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
    util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
    await import(binding);
    return true;
  } catch {
    return false;
  }
}

/** The folder of the package; in a bundle, the folder of the bundled file. */
function wasmFolder(): string {
  try {
    return `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
  } catch {
    return `${dirname(fileURLToPath(import.meta.url))}/`;
  }
}
