import type { LocalNetwork } from '../network/index.ts';
import type { Dense } from '../network/testing.ts';

/** Reference for `runNetwork` in float64, by the formulas: tanh layers, then linear and softplus outputs; rows x outputs. */
export function referenceNetwork(network: LocalNetwork, features: ArrayLike<number>): number[] {
  const { inputs } = network.hidden[0] ?? network.last;
  const values: number[] = [];
  for (let start = 0; start < features.length; start += inputs) {
    let signal = Array.from({ length: inputs }, (_, at) => features[start + at]!);
    for (const layer of network.hidden) signal = apply(layer, signal).map(Math.tanh);
    const columns = apply(network.last, signal);
    values.push(
      ...network.outputs.map((output, at) =>
        output.activation === 'linear' ? columns[at]! : softplus(columns[at]!) * output.scale,
      ),
    );
  }
  return values;
}

function apply({ inputs, outputs, kernel, bias }: Dense, signal: readonly number[]): number[] {
  return Array.from({ length: outputs }, (_, output) => {
    let sum = bias[output]!;
    for (let input = 0; input < inputs; input++) sum += kernel[input * outputs + output]! * signal[input]!;
    return sum;
  });
}

/** log(1 + e^x) without overflow. */
function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}
