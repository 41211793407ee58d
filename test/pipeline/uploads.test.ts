import { afterEach, describe, expect, it } from 'vitest';
import { functions } from '../../infra/system.ts';
import {
  describeRun,
  keys,
  type RunState,
  readLatest,
  redriveRun,
  writeUploadList,
} from '../../layers/run/records/index.ts';
import { connectRuns, sha256 } from '../../layers/run/storage/index.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { smallStudy } from '../small-study.testing.ts';

const patience = { timeout: 180_000 };
let under: WorldUnderTest;
afterEach(() => under.close());

const changed = (study: string) =>
  smallStudy(study, { training: { epochs: 5, lbfgsIterations: 3, hidden: [16] } });

describe('a second upload', patience, () => {
  it('stops the run of the first, and a third that brings the first back takes the place of the second', async () => {
    const study = 'wrist-twice';
    under = await worldUnderTest();
    const runs = connectRuns(under.world.env);
    await under.upload(study, smallStudy(study));
    await expect.poll(async () => (await under.runsOf(study)).length).toBe(1);
    const [older] = await under.runsOf(study);
    await under.upload(study, changed(study));
    const newer = await newest(under, study);
    expect(newer.run).not.toBe(older!.run);
    expect(newer.state).toBe('Published');
    const superseded = (await describeRun(runs, older!.run))!;
    expect(superseded).toMatchObject({
      state: 'Superseded',
      reason: `Run ${newer.run} replaced it.`,
    });

    await under.upload(study, smallStudy(study));
    expect(await newest(under, study, 3)).toMatchObject({
      run: `${older!.run}-again-1`,
      goesOnWith: older!.run,
      state: 'Published',
    });
    expect((await readLatest(under.bucket, study))?.run).toBe(older!.run);
  });
});

describe('a run', patience, () => {
  it('that is redriven after a newer one does not replace it, and says so', async () => {
    const study = 'wrist-older';
    under = await worldUnderTest({
      functions: {
        ...functions,
        'publish-model': { ...functions['publish-model'], entry: 'test/fixtures/publish-once-broken.ts' },
      },
    });
    const runs = connectRuns(under.world.env);
    await under.upload(study, smallStudy(study));
    const older = await under.ended(study);
    expect(older).toMatchObject({ state: 'Failed', error: 'BrokenOnce' });
    await under.upload(study, changed(study));
    const newer = await newest(under, study);
    expect(newer.state).toBe('Published');
    expect(await redriveRun({ bucket: under.bucket, runs }, older)).toBe(older.run);
    await expect
      .poll(() => describeRun(runs, older.run), { timeout: 60_000 })
      .toMatchObject({ state: 'Published', newer: newer.run });
    expect((await readLatest(under.bucket, study))?.run).toBe(newer.run);
    const answer = await fetch(`${under.world.apiUrl}/v1/runs/${older.run}`, {
      headers: { authorization: `Bearer ${under.world.apiToken}` },
    });
    expect(await answer.json()).toMatchObject({ state: 'Published', newer: newer.run });
  });
});

describe('a re-upload over old recordings', patience, () => {
  it('that never has all its files is rejected, and nothing is trained; the same upload once more is published', async () => {
    const study = 'wrist-mixed';
    under = await worldUnderTest({ env: { SARCOMERE_UPLOAD_S: '2' } });
    const files = smallStudy(study);
    const recordings = [...files].filter(([file]) => file !== 'study.json');
    const upload = async (arriving: typeof recordings) => {
      for (const [file, text] of arriving) await under.bucket.put(keys.studyFile(study, file), text);
      const listed = recordings.map(([file, text]) => ({
        file,
        bytes: Buffer.byteLength(text),
        sha256: sha256(text),
      }));
      const metadata = await writeUploadList(under.bucket, study, { files: listed, isWhole: true });
      const text = files.get('study.json')!;
      await under.bucket.putDigested(keys.manifest(study), text, { sha256: sha256(text), metadata });
    };
    const [[name]] = recordings as [[string, string]];
    await under.bucket.put(keys.studyFile(study, name), 'an old recording');
    await upload(recordings.slice(1));
    const rejected = await under.ended(study);
    expect(rejected.state).toBe('Rejected');
    expect(await under.faultsOf(rejected)).toMatchObject([{ code: 'UPLOAD_MIXED', where: { file: name } }]);

    await upload(recordings);
    expect((await newest(under, study)).state).toBe('Published');
  });
});

/** The newest run of a study, once there are so many and all have ended. */
async function newest(world: WorldUnderTest, study: string, count = 2): Promise<RunState> {
  await expect.poll(async () => (await world.runsOf(study)).length, { timeout: 60_000 }).toBe(count);
  return world.ended(study);
}
