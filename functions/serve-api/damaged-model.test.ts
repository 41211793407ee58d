import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestsFile } from '../../layers/model/predictor/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { apiUnderTest, request } from './api-under-test.testing.ts';
import { answerErrors } from './openapi-check.testing.ts';

/** One a damage: a model that was sound when it was loaded stays loaded. */
let study = 'knee-0';
let studies = 0;
beforeEach(() => {
  study = `knee-${++studies}`;
});
const latest = 'latest.json';
const key = (file: string) => keys.model(study, 'run-1', file);
const emg = {
  sampleRateHz: 100,
  channels: {
    emg_rf_mV: Array.from({ length: 100 }, (_, at) => 0.1 + 0.05 * Math.sin(at / 9)),
    emg_bf_mV: Array.from({ length: 100 }, (_, at) => 0.1 + 0.05 * Math.cos(at / 9)),
  },
};

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.publish('knee-sound');
});
afterAll(() => api.stop());

const predictBy = (name: string) => request('POST', `/v1/models/${name}/predictions`, { body: emg });

async function change(file: string, how: (content: Buffer) => Uint8Array | string): Promise<void> {
  await api.bucket.put(file, how(Buffer.from((await api.bucket.getBytes(file))!)));
}
const flipped = (content: Buffer) => content.with(content.length - 3, content.at(-3)! ^ 1);

describe('a published model that is damaged', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['a weight of it differs', 'weights.bin', () => change(key('weights.bin'), flipped)],
    ['its weights end early', 'weights.bin', () => change(key('weights.bin'), (all) => all.subarray(0, 40))],
    ['its weights are empty', 'weights.bin', () => change(key('weights.bin'), () => '')],
    ['its weights are gone', 'weights.bin', () => api.bucket.deletePrefix(key('weights.bin'))],
    ['model.json differs', 'model.json', () => change(key('model.json'), flipped)],
    ['model.json is gone', 'model.json', () => api.bucket.deletePrefix(key('model.json'))],
    ['its digests differ', digestsFile, () => change(key(digestsFile), flipped)],
    ['its digests are gone', digestsFile, () => api.bucket.deletePrefix(key(digestsFile))],
    ['its pointer is cut', latest, () => change(keys.latest(study), (all) => all.subarray(0, 20))],
    [
      'its pointer is of another study',
      latest,
      () => change(keys.latest(study), (all) => all.toString().replace(study, 'knee-sound')),
    ],
    [
      'its pointer names a run without a model',
      'model.json',
      () => change(keys.latest(study), (all) => all.toString().replace('run-1', 'run-9')),
    ],
  ])('is answered with 500 and the name of the file: %s', async (_, file, damage) => {
    await api.publish(study, 'run-1');
    await damage();
    for (const event of [predictBy(study), request('GET', `/v1/models/${study}`)]) {
      const answer = await api.ask(event);
      expect(answerErrors(event, answer)).toEqual([]);
      expect(answer.statusCode).toBe(500);
      expect(answer.headers!['content-type']).toBe('application/problem+json');
      const problem = JSON.parse(answer.body!);
      expect(problem).toMatchObject({ detail: `The published model of ${study} is damaged.` });
      expect(problem.faults).toMatchObject([
        { code: 'MODEL_DAMAGED', where: { file: file === latest ? keys.latest(study) : file } },
      ]);
    }
    expect((await api.ask(predictBy('knee-sound'))).statusCode).toBe(200);
    const list = JSON.parse((await api.ask(request('GET', '/v1/models'))).body!);
    expect(list.models.map((model: { study: string }) => model.study)).toContain('knee-sound');

    // The damaged model is not cached: once mended, it predicts.
    await api.publish(study, 'run-1');
    expect((await api.ask(predictBy(study))).statusCode).toBe(200);
  });
});
