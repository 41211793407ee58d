import { describe, expect, it } from 'vitest';
import { loadGlobalModel, predict } from '../../layers/model/predictor/index.ts';
import { modelFiles } from '../../layers/model/predictor/testing.ts';
import { predictionAnswer, predictionSchema } from './prediction.ts';

async function answerOf(folder: string) {
  const { model } = await loadGlobalModel(modelFiles(folder));
  const channels = model.signals.emg.channels.map((_, channel) =>
    Float64Array.from({ length: 2000 }, (_, at) => Math.abs(0.1 * Math.sin(at * (0.7 + 0.13 * channel)))),
  );
  const prediction = predict(model, { sampleRateHz: 1000, startS: 0, channels });
  const answer = predictionAnswer({ study: 'small', run: 'r1', model } as never, prediction);
  return { prediction, answer };
}

describe('a prediction as the API answers it', () => {
  it('has torque, its spread and its interval by coordinate, as the schema says', async () => {
    const { prediction, answer } = await answerOf('version-2-torque');
    expect(predictionSchema.strict().parse(answer)).toEqual(answer);
    const torque = prediction.torqueNm!.get('knee')!;
    expect(answer.torqueNm!.knee).toHaveLength(torque.length);
    for (const [row, value] of answer.torqueNm!.knee!.entries()) expect(value).toBeCloseTo(torque[row]!, 3);
    expect(Object.keys(answer.spread.torqueNm!)).toEqual(['knee']);
    expect(answer.interval90!.torqueNm!.knee![0]).toBeGreaterThan(0);
  });

  it('has no torque of a model without it', async () => {
    const { answer } = await answerOf('version-2-nested');
    expect(JSON.stringify(answer)).not.toContain('torque');
  });
});
