import type { Context } from 'aws-lambda';
import type { Capacity } from '../../layers/run/capacity/index.ts';

/** Limits of the functions of an installation: Lambda states the limits of this function, the environment the limits of aggregate-models. */
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

/** Without a stated limit, no study is too large. */
function numberOr(text: string | undefined): number {
  return Number(text ?? Number.POSITIVE_INFINITY);
}
