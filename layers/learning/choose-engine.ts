import type { Engine } from './engine.ts';
import { loadTensorBackend } from './tensor/backend.ts';
import { tensorEngine } from './tensor/tensor-engine.ts';

/** The engine that a manifest asks for; `auto` is the fastest one for this machine. */
export async function chooseEngine(_wanted: 'auto' | 'tensor'): Promise<Engine> {
  return tensorEngine(await loadTensorBackend());
}
