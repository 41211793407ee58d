import type { Context } from 'aws-lambda';
import type { Capacity } from '../../layers/run/capacity/index.ts';

/** What the functions of an installation may take: of this one Lambda tells it, of aggregate-models the environment. */
export function capacityOf(
  context: Pick<Context, 'memoryLimitInMB' | 'getRemainingTimeInMillis'>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Capacity {
  return {
    preparing: {
      memoryMb: numberOr(context.memoryLimitInMB),
      seconds: context.getRemainingTimeInMillis() / 1000,
    },
    aggregating: {
      memoryMb: numberOr(env.SARCOMERE_AGGREGATE_MEMORY_MB),
      seconds: numberOr(env.SARCOMERE_AGGREGATE_TIMEOUT_S),
    },
  };
}

/** Where nobody says how much, there is no telling what is too large. */
function numberOr(text: string | undefined): number {
  return Number(text ?? Number.POSITIVE_INFINITY);
}
