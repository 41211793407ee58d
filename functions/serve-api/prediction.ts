import { z } from 'zod';
import { degreesOf, secondsDigits, sixDigits } from '../../layers/base/numbers/index.ts';
import type { GlobalModel, Prediction } from '../../layers/model/predictor/index.ts';
import type { PublishedModel } from './model-cache.ts';

const series = z.array(z.number());
const byMuscle = z.record(z.string(), series);

export const predictionSchema = z
  .object({
    model: z.string().describe('Run that made the model.'),
    study: z.string(),
    joint: z.string(),
    sampleRateHz: z.number().describe('Rows a second of the answer.'),
    positive: z.string().describe('What a growing angle means: as in the study.'),
    timeS: series.describe('In seconds.'),
    angleRad: series.describe('In radians.'),
    angleDeg: series.describe('The same in degrees.'),
    forcesN: byMuscle.describe('Force in newtons, by muscle.'),
    spread: z
      .object({ angleRad: series, forcesN: byMuscle })
      .describe('Weighted standard deviation of the local models about the prediction.'),
    interval90: z
      .object({ angleRad: series.optional(), forcesN: byMuscle })
      .optional()
      .describe(
        'Half widths of intervals about the prediction that cover the truth in 90 % of recordings like those of the study. That of a force is at most the maximal force of its muscle; the lower end is max(0, force - half width), as no force is below 0.',
      ),
    emgNormalisedBy: z
      .enum(['subject', 'recording'])
      .describe(
        "Whose EMG scale was used: the named subject's from training, or one found from this recording and what is usual in the study.",
      ),
    outOfRange: z
      .array(z.boolean())
      .describe('True where the EMG context lies outside what any local model has seen.'),
    warmUp: z
      .array(z.boolean())
      .describe(
        'True where the prediction would be another one if the EMG had begun earlier: lags, context or filters of the row reach before the first sample; with zero-phase filters also where they reach beyond the last.',
      ),
  })
  .meta({
    id: 'Prediction',
    description:
      'All lists have one entry a row. Numbers have six significant digits, times at least microseconds.',
  });

type PredictionAnswer = z.infer<typeof predictionSchema>;

/** A prediction as the API answers it. */
export function predictionAnswer(
  { study, run, model }: PublishedModel<GlobalModel>,
  prediction: Prediction,
): PredictionAnswer {
  return {
    model: run,
    study,
    joint: model.joint,
    sampleRateHz: model.signals.rateHz,
    positive: prediction.positive,
    timeS: Array.from(prediction.timeS, secondsDigits),
    angleRad: rounded(prediction.angleRad),
    angleDeg: rounded(prediction.angleRad.map(degreesOf)),
    forcesN: roundedByMuscle(prediction.forcesN),
    spread: {
      angleRad: rounded(prediction.spreadAngleRad),
      forcesN: roundedByMuscle(prediction.spreadForcesN),
    },
    ...(prediction.interval90 ? { interval90: roundedInterval(prediction.interval90) } : {}),
    emgNormalisedBy: prediction.emgNormalisedBy,
    outOfRange: prediction.outOfRange,
    warmUp: prediction.warmUp,
  };
}

function roundedInterval({ angleRad, forcesN }: NonNullable<Prediction['interval90']>) {
  return { ...(angleRad ? { angleRad: rounded(angleRad) } : {}), forcesN: roundedByMuscle(forcesN) };
}

function roundedByMuscle(forces: ReadonlyMap<string, Float64Array>): Record<string, number[]> {
  return Object.fromEntries([...forces].map(([muscle, forceN]) => [muscle, rounded(forceN)]));
}

/** Six digits hold the micrometre of a metre, and keep ten minutes below the 6 MB that a Lambda may answer. */
function rounded(values: Float64Array): number[] {
  const digits = new Array<number>(values.length);
  for (let at = 0; at < values.length; at++) digits[at] = sixDigits(values[at]!);
  return digits;
}
