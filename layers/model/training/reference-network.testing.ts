import type { LocalNetwork } from '../network/index.ts';
import type { Dense } from '../network/testing.ts';

/** Reference for `runNetwork` in float64, by the formulas: tanh layers, then a linear angle and softplus forces. */
export function referenceNetwork(
  network: LocalNetwork,
  features: ArrayLike<number>,
): { angleRad: number[]; forceN: number[] } {
  const { inputs } = network.hidden[0] ?? network.angle;
  const angleRad: number[] = [];
  const forceN: number[] = [];
  for (let start = 0; start < features.length; start += inputs) {
    let signal = Array.from({ length: inputs }, (_, at) => features[start + at]!);
    for (const layer of network.hidden) signal = apply(layer, signal).map(Math.tanh);
    angleRad.push(...apply(network.angle, signal));
    const force = network.force ? apply(network.force, signal) : [];
    forceN.push(...force.map((value, muscle) => softplus(value) * network.forceScaleN[muscle]!));
  }
  return { angleRad, forceN };
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
