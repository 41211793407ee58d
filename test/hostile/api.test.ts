import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiUnderTest, request } from '../../functions/serve-api/api-under-test.testing.ts';
import { faultBounds } from '../../layers/base/faults/testing.ts';
import { hostileManifests } from './manifests.testing.ts';
import { sizes, slowness } from './processor-time.testing.ts';
import { hostileCsv } from './tables.testing.ts';
import type { TextOfSize } from './text-of-size.testing.ts';

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.publish('knee-small', 'run-1');
});
afterAll(() => api.stop());

const times = (text: string, count: number) => text.repeat(Math.max(1, Math.floor(count)));
const channels = (inside: string) => `{"sampleRateHz":100,"channels":{${inside}}}`;
const fields = (count: number) =>
  Array.from({ length: Math.floor(count) }, (_, at) => `"emg_${at}":1`).join(',');

/** EMG as JSON that is made to slow down its reader. */
const hostileEmg: Readonly<Record<string, TextOfSize>> = {
  'channels that the model does not have': (n) => channels(fields(n / 11)),
  'fields that nobody reads': (n) => `{${fields(n / 11)}}`,
  'samples that are text': (n) => channels(`"emg_rf_mV":[${times('"x",', n / 4)}1]`),
  'samples that are lists': (n) => channels(`"emg_rf_mV":[${times('[1],', n / 4)}1]`),
  'a channel without end to its name': (n) => channels(`"${times('x', n)}":[1]`),
  brackets: (n) => times('[', n),
  quotes: (n) => times('"', n),
  backslashes: (n) => `"${times('\\\\', n / 2)}`,
  'a number without end': (n) => times('1', n),
};
/** Each reader has its own test; one in four is enough here to show that the API around it is not slower. */
const sampleOf = <Text>(texts: Readonly<Record<string, Text>>) =>
  Object.entries(texts).filter((_, at) => at % 4 === 0);
const json = 'application/json';
const requests = [
  ...Object.entries(hostileEmg).map(
    ([name, textOf]) => [`predictions: ${name}`, '/v1/models/knee-small/predictions', json, textOf] as const,
  ),
  ...sampleOf(hostileCsv).map(
    ([name, textOf]) =>
      [
        `predictions: ${name}`,
        '/v1/models/knee-small/predictions',
        'text/csv',
        (n: number) => textOf(n).replaceAll('a', 'emg_rf_mV'),
      ] as const,
  ),
  ...sampleOf(hostileManifests).map(
    ([name, textOf]) => [`validations: ${name}`, '/v1/studies/small/validations', json, textOf] as const,
  ),
  ...Object.entries({
    ...hostileEmg,
    'files that are numbers': (n: number) => `{"files":[${times('1,', n / 2)}1]}`,
  }).map(([name, textOf]) => [`uploads: ${name}`, '/v1/studies/small/uploads', json, textOf] as const),
];

describe('the API', () => {
  it.each(requests)(
    'answers in time that grows with the size alone, and in few words: %s',
    async (_, path, type, textOf) => {
      const ask = (body: string) =>
        api.ask(request('POST', path, { body, headers: { 'content-type': type } }));
      const workAt = (characters: number) => {
        const body = textOf(characters);
        return () => ask(body);
      };
      expect(await slowness(workAt)).toBeUndefined();
      const answer = await ask(textOf(sizes.large));
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.body!.length).toBeLessThan(faultBounds.bytes / 4);
    },
  );
});
