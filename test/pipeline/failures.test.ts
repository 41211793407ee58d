import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { disk } from '../../infra/local/testing.ts';
import { functions } from '../../infra/system.ts';
import { keys, redriveRun } from '../../layers/run/records/index.ts';
import type { ContributionRow } from '../../layers/run/report/index.ts';
import { connectRuns } from '../../layers/run/storage/index.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { smallStudy } from '../small-study.testing.ts';

let under: WorldUnderTest;
afterEach(() => under.close());

/** A world in which the training of one sub-domain throws an error of the given name a number of times. */
async function flakyWorld(name: string, times: number): Promise<WorldUnderTest> {
  return worldUnderTest({
    functions: {
      ...functions,
      'train-subdomain': { ...functions['train-subdomain'], entry: 'test/fixtures/flaky-training.ts' },
    },
    env: {
      SARCOMERE_TEST_FLAKY: mkdtempSync(join(tmpdir(), 'sarcomere-flaky-')),
      SARCOMERE_TEST_THROWS: name,
      SARCOMERE_TEST_TIMES: String(times),
    },
  });
}

describe('a training that fails', () => {
  it('twice with a passing error is retried and gives its model', async () => {
    under = await flakyWorld('TransientError', 2);
    await under.upload('flaky', smallStudy('flaky'));
    const run = await under.ended('flaky');
    expect(run.state).toBe('Published');
    const rows = await contributions('flaky', run.run);
    expect(rows.map(({ dropped }) => dropped)).toEqual([undefined, undefined, undefined]);
    expect(await under.bucket.head(keys.local('flaky', run.run, 'subject-1', 'training.json'))).toBeDefined();
  });

  it('for good is left out and reported if the quorum allows it', async () => {
    under = await flakyWorld('BrokenPipe', 99);
    await under.upload('lossy', smallStudy('lossy', { ensemble: { quorum: 0.5 } }));
    const run = await under.ended('lossy');
    expect(run.state).toBe('Published');
    const lost = (await contributions('lossy', run.run)).filter(({ dropped }) => dropped !== undefined);
    expect(lost).toMatchObject([{ subdomain: 'subject-1', weight: 0 }]);
    expect(lost[0]!.dropped).toMatch(/BrokenPipe.*made to fail/);
  });

  it('for good fails the run with the reason if the quorum is missed', async () => {
    under = await flakyWorld('BrokenPipe', 99);
    await under.upload('broken', smallStudy('broken', { ensemble: { quorum: 0.8 } }));
    const run = await under.ended('broken');
    expect(run).toMatchObject({ state: 'Failed', error: 'QuorumMissed' });
    expect(run.reason).toMatch(/^1 of 2 local models are sound, the quorum is 0.8.*BrokenPipe/);
    expect(await under.bucket.list('models/')).toEqual([]);
  });

  it('once is trained again when the run is redriven, and what was trained is not', async () => {
    under = await flakyWorld('BrokenPipe', 1);
    await under.upload('mended', smallStudy('mended', { ensemble: { quorum: 0.8 } }));
    const run = await under.ended('mended');
    expect(run).toMatchObject({ state: 'Failed', error: 'QuorumMissed' });
    const trainedAt = async (subdomain: string) =>
      (await under.bucket.head(keys.local('mended', run.run, subdomain, 'training.json')))?.lastModified;
    const before = await trainedAt('subject-2');

    const again = await redriveRun({ bucket: under.bucket, runs: connectRuns(under.world.env) }, run);
    expect(await under.ended('mended')).toMatchObject({
      run: again,
      goesOnWith: run.run,
      state: 'Published',
    });
    expect(await trainedAt('subject-1')).toBeDefined();
    expect(await trainedAt('subject-2')).toEqual(before);
  });
});

describe('a prepared table that is damaged', () => {
  it('fails the run by its key, loses no sub-domain, and is prepared anew when the run is redriven', async () => {
    const train = { ...functions['train-subdomain'], entry: 'test/fixtures/damaging-training.ts' };
    under = await worldUnderTest({ functions: { ...functions, 'train-subdomain': train } });
    await under.upload('flipped', smallStudy('flipped', { ensemble: { quorum: 0.5 } }));
    const run = await under.ended('flipped');
    const table = keys.prepared('flipped', run.run, 'subject-1.parquet');
    expect(run).toMatchObject({ state: 'Failed', error: 'PreparedDamaged' });
    expect(run.reason).toContain(`${table} is damaged`);

    await redriveRun({ bucket: under.bucket, runs: connectRuns(under.world.env) }, run);
    expect(await under.ended('flipped')).toMatchObject({ goesOnWith: run.run, state: 'Published' });
    expect(under.log.filter((line) => line.includes('prepared anew')).join()).toContain(table);
    const rows = await contributions('flipped', run.run);
    expect(rows.map(({ dropped }) => dropped)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a disk that is full for longer than a step is tried again', () => {
  it.each([
    [
      'prepared',
      'TransientError',
      /The disk is full \(ENOSPC\) while writing runs\/full\/r.*Free space there/,
    ],
    ['local', 'QuorumMissed', /^0 of 2 local models are sound/],
    ['models', 'TransientError', /The disk is full \(ENOSPC\) while writing models\/full\/r/],
  ])(
    'below %s fails the run as %s, and the run is published once there is space and it is redriven',
    async (place, error, reason) => {
      let isFull = true;
      const warned: string[] = [];
      under = await worldUnderTest({
        warn: (line) => warned.push(line),
        disk: {
          ...disk,
          write(path, content) {
            if (isFull && path.includes(`/${place}/`))
              throw Object.assign(new Error('made full'), { code: 'ENOSPC' });
            disk.write(path, content);
          },
        },
      });
      await under.upload('full', smallStudy('full'));
      const run = await under.ended('full');
      expect(run).toMatchObject({ state: 'Failed', error });
      expect(run.reason).toMatch(reason);
      expect(warned.join('\n')).toContain('The disk is full (ENOSPC)');

      isFull = false;
      await redriveRun({ bucket: under.bucket, runs: connectRuns(under.world.env) }, run);
      expect(await under.ended('full')).toMatchObject({ state: 'Published' });
      const rows = await contributions('full', run.run);
      expect(rows.map(({ dropped }) => dropped)).toEqual([undefined, undefined, undefined]);
    },
  );
});

function contributions(study: string, run: string): Promise<ContributionRow[]> {
  return under.bucket
    .getJson<ContributionRow[]>(keys.model(study, run, 'contributions.json'))
    .then((rows) => rows!);
}
