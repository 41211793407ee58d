import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Needs, StudySize } from '../../layers/run/capacity/index.ts';
import { aggregateNeeds, assumed, prepareNeeds } from '../../layers/run/capacity/index.ts';
import { measured } from '../../layers/run/capacity/testing.ts';

interface Measurement {
  readonly cpuSeconds: number;
  readonly peakMb: number;
}
interface Preparation extends Measurement {
  readonly rows: number;
  readonly filesMb: number;
  readonly recordings: number;
  readonly channels?: number;
  readonly subdomains?: number;
}
interface Aggregation extends Measurement {
  readonly models: number;
  readonly heldOutRows?: number;
}
interface Results {
  readonly machine: string;
  readonly date: string;
  readonly preparations: readonly Preparation[];
  readonly aggregations?: readonly Aggregation[];
}

const files = ['scale', 'slopes', 'large-recordings'];
const results = files.map(
  (name): Results => JSON.parse(readFileSync(new URL(`./results/${name}.json`, import.meta.url), 'utf8')),
);
const usual = { channels: 5, muscles: 5, nameInputs: 0 };
const preparations = results.flatMap((result) => result.preparations);
const aggregations = results.flatMap((result) => result.aggregations ?? []);

/** Largest ratio of an estimate to its measurement: it must not be less than 1, and a study that fits must not be refused. */
const most = 3;

describe('the estimated needs of a study', () => {
  it.each(preparations)('is what preparing took, or somewhat more: $rows rows in $filesMb MB', (one) => {
    const { rows, filesMb, recordings, channels = 5, subdomains = 8 } = one;
    const largestRecordingMb = filesMb / recordings;
    const size = {
      ...usual,
      rows,
      filesMb,
      largestRecordingMb,
      channels,
      emgInputs: 8 * channels,
      subdomains,
    };
    isWithin(prepareNeeds(size), filesMb / assumed.s3MbPerS, one);
  });

  it.each(aggregations)('is what aggregating took, or somewhat more: $models models', (one) => {
    const { models, heldOutRows = 20_000 } = one;
    const size: StudySize = {
      ...usual,
      rows: 2 * heldOutRows,
      filesMb: 0,
      largestRecordingMb: 0,
      emgInputs: 40,
      subdomains: models,
    };
    const requestsS = measured.aggregate.requestsPerModel * models * assumed.s3SecondsPerRequest;
    isWithin(aggregateNeeds(size), requestsS, one);
  });

  it('was measured on the machine and on the day that the constants name', () => {
    const text = readFileSync(new URL('../../layers/run/capacity/measured.ts', import.meta.url), 'utf8');
    for (const { machine, date } of results) expect(text).toContain(`${machine}, measured on ${date}`);
  });
});

function isWithin({ memoryMb, seconds }: Needs, transferS: number, { cpuSeconds, peakMb }: Measurement) {
  const computingS = (seconds - transferS) / assumed.lambdaSlowdown;
  for (const [said, found] of [
    [computingS, cpuSeconds],
    [memoryMb, peakMb],
  ] as const) {
    expect(said).toBeGreaterThan(0.98 * found);
    expect(said).toBeLessThan(most * found);
  }
}
