import { nameInputs } from '../../layers/model/inputs/index.ts';
import type { LocalNetwork } from '../../layers/model/network/index.ts';

/** The network with zero parameters for the inputs of names: given names make no difference to it. */
export function withoutNames(network: LocalNetwork, inputNames: readonly string[]): LocalNetwork {
  const [first, ...others] = network.hidden;
  if (!first) return network;
  const kernel = first.kernel.slice();
  for (const { column } of nameInputs(inputNames)) {
    kernel.fill(0, column * first.outputs, (column + 1) * first.outputs);
  }
  return { ...network, hidden: [{ ...first, kernel }, ...others] };
}
