import { layersOf, type NetworkShape } from '../../network/index.ts';
import type { Descent } from '../descent.ts';
import { kernelModule, startKernel } from '../kernel/kernel-module.ts';
import { LayerSoap } from './layer-soap.ts';

/**
 * SOAP (Vyas et al. 2024, arXiv:2409.11321): Adam in a basis that follows the eigenvectors of each layer's gradients,
 * so that directions which slow Adam down are separated. Its matrix products run in the kernel's WebAssembly.
 */
export function soap(shape: NetworkShape): Descent {
  const kernel = startKernel(kernelModule());
  let end = Math.ceil(kernel.roomStart.value / 64) * 64;
  const layers = layersOf(shape).map(
    (layer) =>
      new LayerSoap(kernel, layer, (count) => {
        const start = end;
        // Room after each array: vectors of four may extend beyond its end.
        end = Math.ceil((start + count * 4) / 64) * 64 + 64;
        return start;
      }),
  );
  const missing = end - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65_536));
  const floats = new Float32Array(kernel.memory.buffer);
  for (const layer of layers) layer.start(floats);
  const pieces = layers.flatMap((layer) => layer.state());
  let steps = 0;

  return {
    step(parameters, gradient, learningRate) {
      steps++;
      for (const layer of layers) layer.step(floats, parameters, gradient, learningRate, steps);
    },
    state() {
      const soap = new Float64Array(pieces.reduce((sum, [, count]) => sum + count, 0));
      let to = 0;
      for (const [start, count] of pieces) {
        soap.set(floats.subarray(start / 4, start / 4 + count), to);
        to += count;
      }
      return { steps, vectors: { soap } };
    },
    restore({ steps: taken, vectors }) {
      let from = 0;
      for (const [start, count] of pieces) {
        floats.set(vectors.soap!.subarray(from, from + count), start / 4);
        from += count;
      }
      for (const layer of layers) layer.restored(floats);
      steps = taken;
    },
  };
}
