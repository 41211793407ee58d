import { ForwardPass } from './forward-pass.ts';
import type { LocalNetwork, NetworkOutput } from './local-network.ts';

let warm: ForwardPass | undefined;

/**
 * Outputs of a network for each row of features, computed by the kernel's forward pass.
 *
 * @param features rows x inputs, row-major
 *
 * @example
 * import { runNetwork } from 'sarcomere/train';
 *
 * const layer = (inputs, outputs, weight) => ({
 *   inputs,
 *   outputs,
 *   kernel: new Float32Array(inputs * outputs).fill(weight),
 *   bias: new Float32Array(outputs),
 * });
 * const network = { hidden: [layer(2, 1, 0.5)], last: layer(1, 1, 1), outputs: [{ activation: 'linear' }] };
 * runNetwork(network, Float32Array.of(1, 1, 0, 0)).values; // => [0.76159, 0]
 */
export function runNetwork(network: LocalNetwork, features: Float32Array): NetworkOutput {
  warm ??= new ForwardPass();
  return warm.run(network, features);
}
