import { describe, expect, it } from 'vitest';
import { readPartition } from '../../layers/run/records/index.ts';
import { prepareRun } from './prepare-run.ts';
import { tinyManifest, uploadTinyStudy } from './tiny-study.testing.ts';

const person = 'Q7anna';
const { recordings, ...rest } = tinyManifest({ subdomains: { by: 'task' }, training: { forests: true } });
const manifest = {
  ...rest,
  recordings: recordings.map((one) => (one.subject === 'ana' ? { ...one, subject: person } : one)),
};

describe('the pseudonyms of a study that gets a forest of each person', () => {
  it('are in labels and names of sub-domains, and in no identifier', async () => {
    const { bucket, pointer } = await uploadTinyStudy(manifest);
    const { subdomains: pointers } = await prepareRun(pointer, bucket);
    expect(JSON.stringify(pointers)).not.toContain(person);
    const { subdomains } = await readPartition(bucket, pointer);
    const own = subdomains.filter(({ names }) => names?.subject === person);
    expect(own.map(({ label, learner }) => [label, learner])).toEqual([[`subject ${person}`, 'forest']]);
    for (const { id, family } of subdomains) expect(`${id} ${family}`).not.toContain(person);
  });
});
