import { describe, expect, it } from 'vitest';
import { predict } from '../../../layers/model/predictor/index.ts';
import { emgOf, modelOf, predictionCases } from './prediction-case.ts';

const small = predictionCases.filter(({ localModels }) => localModels === 4);

describe('a case of the bench of predictions', () => {
  it.each(small)('predicts a minute at 50 Hz, by several local models: $kind, $gate', (one) => {
    const { angleRad, spreadAngleRad, forcesN } = predict(modelOf(one, 1), emgOf(one, 1));
    expect(angleRad).toHaveLength(3000);
    expect(angleRad.every(Number.isFinite)).toBe(true);
    expect(spreadAngleRad.every((spread) => spread > 0)).toBe(true);
    expect(forcesN.size).toBe(5);
  });
});
