import { describe, expect, it } from 'vitest';
import { type UploadList, writeUploadList } from '../../layers/run/records/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { fakeWorld, startMs } from './fake-world.testing.ts';
import { startRun } from './start-run.ts';

describe('an upload with a list of digests', () => {
  const named = JSON.stringify({ recordings: [{ file: 'a.csv' }, { file: 'b.csv' }] });
  const listed = (file: string, text: string) => ({
    file,
    bytes: Buffer.byteLength(text),
    sha256: sha256(text),
  });
  const whole = {
    files: [listed('a.csv', 'new a'), listed('b.csv', 'new b')],
    isWhole: true,
  } satisfies UploadList;

  /** A world with these files whose manifest was uploaded with a list. */
  async function listedWorld(files: Record<string, string>, list: UploadList = whole) {
    const world = fakeWorld(files);
    const metadata = await writeUploadList(world.bucket, 'knee', list);
    await world.bucket.putDigested('studies/knee/study.json', named, { sha256: sha256(named), metadata });
    return world;
  }

  it('starts at once if the bucket holds these bytes', async () => {
    const world = await listedWorld({ 'a.csv': 'new a', 'b.csv': 'new b' });
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBe(0);
  });

  it('does not start over the old recordings of an earlier upload, but waits for its own', async () => {
    const world = await listedWorld({ 'a.csv': 'old a', 'b.csv': 'old b' });
    world.at(5_000, () => world.put('a.csv', 'new a'));
    world.at(15_000, () => world.put('b.csv', 'new b'));
    const { run } = (await world.start()) as { run: string };
    const whenDone = await listedWorld({ 'a.csv': 'new a', 'b.csv': 'new b' });
    expect(run).toBe(((await whenDone.start()) as { run: string }).run);
    expect(world.waitedMs()).toBeGreaterThanOrEqual(15_000);
  });

  it('is handed over as it is when its files have not come in time, and prepare-study rejects it', async () => {
    const world = await listedWorld({ 'a.csv': 'old a', 'b.csv': 'new b' });
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBeGreaterThanOrEqual(20_000);
    expect(world.waitedMs()).toBeLessThan(22_000);
  });

  it('is left to a later call if the function must end before the time for its files is over', async () => {
    const world = await listedWorld({ 'a.csv': 'old a', 'b.csv': 'new b' });
    const patience = { ...world.options.patience, deadlineMs: startMs + 10_000 };
    const early = startRun('studies/knee/study.json', { ...world.options, patience });
    await expect(early).rejects.toMatchObject({ name: 'TransientError' });
    expect(world.started()).toEqual([]);
  });

  it('does not bind a later upload of the same manifest by a plain client', async () => {
    const world = await listedWorld({ 'a.csv': 'new a', 'b.csv': 'new b' });
    await world.put('a.csv', 'newer a');
    await world.put('study.json', named);
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBe(0);
  });

  it('that has only some files waits for the others as without one', async () => {
    const world = await listedWorld({ 'a.csv': 'new a' }, { files: [whole.files[0]!], isWhole: false });
    world.at(2_000, () => world.put('b.csv', 'any'));
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBeGreaterThanOrEqual(2_000);
    expect(world.waitedMs()).toBeLessThan(3_000);
  });

  it('does not wait for files that the manifest names and the upload did not have', async () => {
    const world = await listedWorld({ 'a.csv': 'new a' }, { files: [whole.files[0]!], isWhole: true });
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBe(0);
  });
});
