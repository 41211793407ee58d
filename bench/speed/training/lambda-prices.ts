import { prices } from '../../../layers/run/cost/index.ts';

/** AWS Lambda on demand, without the free tier, as `sarcomere estimate` has it. */
export const lambdaPrices = {
  region: prices.region,
  asOf: prices.date,
  usdPerRequest: prices.lambdaRequest,
  usdPerGbSecond: { x86: prices.lambdaX86GbSecond, arm64: prices.lambdaGbSecond },
} as const;

/** Memory of the function that trains, MB: as much as brings one whole core. */
export const trainingMemoryMb = 1769;

/** The cost of one training of this duration, as one request, USD. */
export function trainingCostUsd(seconds: number, architecture: 'x86' | 'arm64'): number {
  const gigabytes = trainingMemoryMb / 1024;
  return lambdaPrices.usdPerRequest + gigabytes * seconds * lambdaPrices.usdPerGbSecond[architecture];
}
