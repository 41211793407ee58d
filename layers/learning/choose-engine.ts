import type { Engine } from './engine.ts';
import { kernelEngine } from './kernel/kernel-engine.ts';
import { kernelModule } from './kernel/kernel-module.ts';

/**
 * The engine that a manifest asks for. `auto` is the kernel, the fastest one on a CPU; TensorFlow.js, the way to a
 * GPU, is loaded only where it is asked for.
 */
export async function chooseEngine(wanted: 'auto' | 'kernel' | 'tensor'): Promise<Engine> {
  if (wanted !== 'tensor') return kernelEngine(kernelModule());
  const { loadTensorBackend } = await import('./tensor/backend.ts');
  const { tensorEngine } = await import('./tensor/tensor-engine.ts');
  return tensorEngine(await loadTensorBackend());
}
