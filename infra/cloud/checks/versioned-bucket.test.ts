import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys, withdrawSubject } from '../../../layers/run/records/index.ts';
import { purge } from '../../../layers/run/records/testing.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { createLocked, motoBucket } from './moto-bucket.testing.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from './second-engine.testing.ts';

const manifest = {
  recordings: [
    { file: 'anna.csv', subject: 'anna' },
    { file: 'bert.csv', subject: 'bert' },
  ],
};

describe.skipIf(!hasMoto)(
  'withdrawal from a bucket that keeps versions, in moto_server (skipped if it is not installed)',
  { timeout: 120_000 },
  () => {
    let engine: SecondEngine;
    beforeAll(async () => {
      engine = await startSecondEngine(async () => ({}));
      await engine.empty();
    }, 60_000);
    afterAll(() => engine?.close());

    const connect = (name: string) => motoBucket(engine, name);

    it('leaves no version of what is purged, what was deleted before included', async () => {
      const bucket = connect('versioned');
      await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
      await keepVersions(bucket);
      for (const key of Array.from({ length: 40 }, (_, i) => `runs/knee/r1/${i}`))
        for (const text of ['old', 'new']) await bucket.put(key, text);
      await bucket.deletePrefix('runs/knee/r1/1');
      expect(await versionsOf(bucket)).toHaveLength(91);

      expect(await purge(bucket, 'runs/knee/', { keepsLatest: true })).toEqual({ deleted: 40, kept: [] });
      expect(await versionsOf(bucket)).toHaveLength(40);
      expect(await purge(bucket, 'runs/knee/')).toEqual({ deleted: 40, kept: [] });
      expect(await versionsOf(bucket)).toEqual([]);
    });

    it('leaves no version with the withdrawn subject, and the others unchanged', async () => {
      const bucket = connect('withdrawn');
      await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
      await keepVersions(bucket);
      await uploadTwice(bucket);

      expect(await withdrawSubject(bucket, 'knee', 'anna', { startsRun: false })).toMatchObject({
        recordings: 1,
        deleted: 3, // her recording, and what the manifest and the participants were before
        retained: [],
      });
      expect((await versionsOf(bucket)).sort()).toEqual([
        'studies/knee/bert.csv',
        'studies/knee/bert.csv',
        'studies/knee/participants.tsv',
        'studies/knee/study.json',
      ]);
      expect(await bucket.getText(keys.studyFile('knee', 'participants.tsv'))).toBe(
        'participant_id\tmass_kg\nbert\t80\n',
      );
      const { metadata } = (await bucket.details(keys.manifest('knee')))!;
      expect(metadata).toEqual({ 'starts-run': 'no' });
    });

    it('leaves no earlier version after one that was cut short, though the present ones say nothing any more', async () => {
      const bucket = connect('cut-short');
      await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
      await keepVersions(bucket);
      await uploadTwice(bucket);
      await bucket.put('studies/knee/participants.tsv', 'participant_id\tmass_kg\nbert\t80\n');

      await withdrawSubject(bucket, 'knee', 'anna', { startsRun: false });
      expect((await versionsOf(bucket)).sort()).toEqual([
        'studies/knee/bert.csv',
        'studies/knee/bert.csv',
        'studies/knee/participants.tsv',
        'studies/knee/study.json',
      ]);
    });

    it('tells what a retention lock holds, and takes it out of sight', async () => {
      const bucket = connect('locked');
      await createLocked(bucket);
      await uploadTwice(bucket);

      const { retained } = await withdrawSubject(bucket, 'knee', 'anna', { startsRun: false });
      expect(retained.map(({ key }) => key).sort()).toEqual([
        'studies/knee/anna.csv',
        'studies/knee/participants.tsv',
        'studies/knee/study.json',
      ]);
      expect(retained[0]!.reason).toMatch(/AccessDenied/);
      expect(await bucket.getText('studies/knee/anna.csv')).toBeUndefined();
      expect(await bucket.getText('studies/knee/study.json')).not.toContain('anna');
    });
  },
);

async function keepVersions(bucket: Bucket): Promise<void> {
  await bucket.client.send(
    new PutBucketVersioningCommand({
      Bucket: bucket.name,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
}

async function uploadTwice(bucket: Bucket): Promise<void> {
  for (const note of ['first', 'second']) {
    await bucket.put('studies/knee/anna.csv', note);
    await bucket.put('studies/knee/bert.csv', note);
    await bucket.put('studies/knee/participants.tsv', 'participant_id\tmass_kg\nanna\t70\nbert\t80\n');
    await bucket.putJson(keys.manifest('knee'), { ...manifest, note });
  }
}

/** Keys of all versions and marks of deletion. */
async function versionsOf(bucket: Bucket): Promise<string[]> {
  const page = await bucket.client.send(new ListObjectVersionsCommand({ Bucket: bucket.name }));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key = '' }) => Key);
}
