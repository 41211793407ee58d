import { type Estimate, prices, type RunSize } from '../../../layers/run/cost/index.ts';
import { forestTimes, gpuS, kernelS, sideBySide, speed, sum } from '../../../layers/run/cost/testing.ts';

/** The same trainings, one after another, on one on-demand GPU instance that runs only for them. */
export function onOneInstance(size: RunSize): Estimate {
  const networksS = sum(size.trainings.map((rows) => gpuS(size, rows)));
  const seconds = networksS + sum(forestTimes(size)) + speed.gpuInstanceStartS;
  const usd = (seconds / 3600) * prices.gpuOnDemandHour;
  return { usd, minutes: seconds / 60, parts: { instance: usd } };
}

/** One SageMaker training job of ml.m5.large for each training, 20 side by side as new accounts may at most. */
export function onSageMaker(size: RunSize): Estimate {
  const computing = [...size.trainings.map((rows) => kernelS(size, rows)), ...forestTimes(size)];
  const times = computing.map((s) => s + speed.sageMakerStartS);
  const usd = (sum(times) / 3600) * prices.sageMakerCpuHour;
  return { usd, minutes: sideBySide(times, 20) / 60, parts: { jobs: usd } };
}
