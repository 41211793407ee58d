import { prices } from '../../../cli/estimate/prices.ts';

/**
 * AWS Lambda on demand, first tier, without the free tier: those of `sarcomere estimate`, and the one of x86, as price
 * overviews quoted both on 2026-05-11. Look them up again before relying on them.
 */
export const lambdaPrices = {
  region: prices.region,
  asOf: '2026-05-11',
  usdPerRequest: prices.lambdaRequest,
  usdPerGbSecond: { x86: 0.0000166667, arm64: prices.lambdaGbSecond },
} as const;

/** Memory of the function that trains, MB: as much as brings one whole core. */
export const trainingMemoryMb = 1769;

/** What one training costs when it runs for so long, as one request. */
export function trainingCostUsd(seconds: number, architecture: 'x86' | 'arm64'): number {
  const gigabytes = trainingMemoryMb / 1024;
  return lambdaPrices.usdPerRequest + gigabytes * seconds * lambdaPrices.usdPerGbSecond[architecture];
}
