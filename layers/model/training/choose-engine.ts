import type { Engine } from './engine.ts';
import { kernelEngine } from './kernel/kernel-engine.ts';
import { kernelModule } from './kernel/kernel-module.ts';

/**
 * The engine that a manifest asks for. `auto` is the kernel, the fastest engine on a CPU. TensorFlow.js, which can use a GPU,
 * is loaded only on request. `gpu` is TensorFlow.js on a GPU or an error.
 *
 * @throws Error if `gpu` is wanted and TensorFlow has none
 */
export async function chooseEngine(wanted: 'auto' | 'kernel' | 'tensor' | 'gpu'): Promise<Engine> {
  if (wanted === 'auto' || wanted === 'kernel') return kernelEngine(kernelModule());
  const { isOnGpu, loadTensorBackend } = await import('./tensor/backend.ts');
  const { tensorEngine } = await import('./tensor/tensor-engine.ts');
  const found = await loadTensorBackend();
  if (wanted === 'gpu' && !isOnGpu(found)) {
    throw new Error(
      `TensorFlow found no GPU: it would train on the processor, with its backend ${found.backend}`,
    );
  }
  return tensorEngine(found);
}
