import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TensorFlowModule from '@tensorflow/tfjs';

export type TensorFlow = typeof TensorFlowModule;

/** TensorFlow.js on the fastest backend that is present here. */
export interface TensorBackend {
  readonly tf: TensorFlow;
  /** `tensorflow` (native CPU or GPU), `wasm` or `cpu`. */
  readonly backend: string;
}

/** Whether the native binding has found a GPU; it says nothing where it has not, and computes on the processor. */
export function isOnGpu({ tf, backend }: TensorBackend): boolean {
  return (
    backend === 'tensorflow' && (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true
  );
}

let loaded: Promise<TensorBackend> | undefined;

/** Loads TensorFlow.js once: native GPU, native CPU, WebAssembly, plain JavaScript, whichever comes first. */
export function loadTensorBackend(): Promise<TensorBackend> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<TensorBackend> {
  const tf = await import('@tensorflow/tfjs').catch(missing);
  // Otherwise it prints advice to install the native binding; which backend ran stands in training.json.
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

/** The package leaves TensorFlow.js, 155 MB, to those who ask for this engine. */
function missing(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  throw new Error(
    'the engine "tensor" needs TensorFlow.js: npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 (or leave "engine" out: the kernel is faster on a processor)',
  );
}

/** The binding is optional: absent, unbuilt or without its native library is all the same to us. */
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

/** The package's folder; where everything is bundled into one file, that file's own. */
function wasmFolder(): string {
  try {
    return `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
  } catch {
    return `${dirname(fileURLToPath(import.meta.url))}/`;
  }
}
