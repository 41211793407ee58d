import { z } from 'zod';
import { degreesOf, secondsDigits, sixDigits } from '../../layers/base/numbers/index.ts';
import { emgFlagKinds, type GlobalModel, type Prediction } from '../../layers/model/predictor/index.ts';
import type { CachedModel } from './model-cache.ts';

const series = z.array(z.number());
const byMuscle = z.record(z.string(), series);
const byCoordinate = z.record(z.string(), series);

const emgFlag = z
  .object({
    kind: z
      .enum(emgFlagKinds)
      .describe('What is unlike the training. unlike: none of the others explains it.'),
    channels: z.array(z.string()).describe('Columns of the channels that are meant; none: all of them.'),
    times: z.number().describe('How far beyond the threshold the EMG lies; above 1.'),
    what: z.string().describe('One sentence for people.'),
  })
  .meta({ id: 'EmgFlag', description: 'EMG that is unlike that of the training.' });

export const predictionSchema = z
  .object({
    model: z.string().describe('Run that trained the model.'),
    study: z.string(),
    joint: z.string(),
    sampleRateHz: z.number().describe('Rows of the answer a second.'),
    positive: z.string().describe('Direction of a growing angle, as in the study.'),
    timeS: series.describe('Time of each row, in seconds.'),
    angleRad: series.describe('Joint angle in radians.'),
    angleDeg: series.describe('Joint angle in degrees.'),
    forcesN: byMuscle.describe('Force in newtons, by muscle.'),
    torqueNm: byCoordinate
      .optional()
      .describe(
        'Net torque of all muscles in newton metres, by coordinate, positive in the direction of a growing angle: the sum of moment arm times force over forcesN. Absent if the study has no measured torque.',
      ),
    spread: z
      .object({ angleRad: series, forcesN: byMuscle, torqueNm: byCoordinate.optional() })
      .describe('Weighted standard deviation of the local models about the prediction.'),
    interval90: z
      .object({ angleRad: series.optional(), forcesN: byMuscle, torqueNm: byCoordinate.optional() })
      .optional()
      .describe(
        'Half widths of the 90 % intervals about the prediction, for recordings like those of the study. The half width of a force is at most the maximal force of its muscle. The lower end of its interval is max(0, force - half width), since no force is negative.',
      ),
    emgNormalisedBy: z
      .enum(['subject', 'recording'])
      .describe(
        'EMG scale used. subject: the scale of the named subject, from training. recording: a scale from this recording and from what is usual in the study.',
      ),
    outOfRange: z
      .array(z.boolean())
      .describe(
        'For each row: true if the EMG context is outside the training data of every local model, or if emgQuality flags its stretch or the recording.',
      ),
    emgQuality: z
      .object({
        comparedBy: z
          .enum(['subjectAndTask', 'task', 'subject', 'noNames'])
          .describe('Recordings of the training that the EMG was compared with, by the given names.'),
        flag: emgFlag
          .optional()
          .describe(
            'Present if more than half of the stretches are unlike the training: their most frequent finding.',
          ),
        stretches: z
          .array(
            z.object({
              startRow: z.number().describe('First row of the stretch, from 0.'),
              endRow: z.number().describe('The row after its last one.'),
              flag: emgFlag.optional().describe('Present if the stretch is unlike the training.'),
            }),
          )
          .describe('Stretches of about four seconds, without the ends of the recording.'),
      })
      .optional()
      .describe('How the EMG compares with that of the training; absent if the model cannot tell.'),
    warmUp: z
      .array(z.boolean())
      .describe(
        'For each row: true if lags, context or filters reach beyond the EMG that was sent, so that longer EMG would give another prediction. They reach before the first sample and, with zero-phase filters, after the last one too.',
      ),
  })
  .meta({
    id: 'Prediction',
    description:
      'All lists have one entry for each row. Numbers have six significant digits, times at least microseconds.',
  });

type PredictionAnswer = z.infer<typeof predictionSchema>;

/** A prediction as the API answers it. */
export function predictionAnswer(
  { study, run, model }: CachedModel<GlobalModel>,
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
    forcesN: roundedByName(prediction.forcesN),
    ...roundedTorque(prediction.torqueNm),
    spread: {
      angleRad: rounded(prediction.spreadAngleRad),
      forcesN: roundedByName(prediction.spreadForcesN),
      ...roundedTorque(prediction.spreadTorqueNm),
    },
    ...(prediction.interval90 ? { interval90: roundedInterval(prediction.interval90) } : {}),
    emgNormalisedBy: prediction.emgNormalisedBy,
    outOfRange: prediction.outOfRange,
    ...(prediction.emgQuality ? { emgQuality: roundedQuality(prediction.emgQuality) } : {}),
    warmUp: prediction.warmUp,
  };
}

function roundedQuality({ comparedBy, flag, stretches }: NonNullable<Prediction['emgQuality']>) {
  const rounded = (one: typeof flag) =>
    one ? { flag: { ...one, channels: [...one.channels], times: sixDigits(one.times) } } : {};
  return {
    comparedBy,
    ...rounded(flag),
    stretches: stretches.map(({ startRow, endRow, flag: own }) => ({ startRow, endRow, ...rounded(own) })),
  };
}

function roundedInterval({ angleRad, forcesN, torqueNm }: NonNullable<Prediction['interval90']>) {
  return {
    ...(angleRad ? { angleRad: rounded(angleRad) } : {}),
    forcesN: roundedByName(forcesN),
    ...roundedTorque(torqueNm),
  };
}

function roundedTorque(torqueNm: ReadonlyMap<string, Float64Array> | undefined) {
  return torqueNm ? { torqueNm: roundedByName(torqueNm) } : {};
}

function roundedByName(all: ReadonlyMap<string, Float64Array>): Record<string, number[]> {
  return Object.fromEntries([...all].map(([name, values]) => [name, rounded(values)]));
}

/** Six digits are a micrometre in a metre, and keep the answer for ten minutes below the 6 MB limit of Lambda. */
function rounded(values: Float64Array): number[] {
  const digits = new Array<number>(values.length);
  for (let at = 0; at < values.length; at++) digits[at] = sixDigits(values[at]!);
  return digits;
}
