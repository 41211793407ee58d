import { describe, expect, it } from 'vitest';
import { manifestWithout, participantsWithout } from './without-subject.ts';

const manifest = {
  version: 1,
  study: 'knee',
  note: 'a field that is at fault stays',
  recordings: [
    { file: 'a/1A.csv', subject: '1A' },
    { files: { emg: 'b/emg.csv', ik: 'b/ik.mot' }, subject: '1A' },
    { files: { emg: 'c/emg.csv', ik: 'b/ik.mot' }, subject: '1AB' },
    null,
  ],
};

describe('manifestWithout', () => {
  it('takes out the recordings of the subject alone, and names the files that nobody else uses', () => {
    const without = manifestWithout(JSON.stringify(manifest), '1A')!;
    expect(without.recordings).toBe(2);
    expect(without.files).toEqual(['a/1A.csv', 'b/emg.csv']);
    expect(JSON.parse(without.text!)).toEqual({ ...manifest, recordings: manifest.recordings.slice(2) });
  });

  it('has no text if nobody is left', () => {
    const alone = { recordings: [{ file: 'a.csv', subject: '1A' }] };
    expect(manifestWithout(JSON.stringify(alone), '1A')).toEqual({
      text: undefined,
      recordings: 1,
      files: ['a.csv'],
    });
  });

  it.each(['', 'no JSON', 'null', '[]', '7', '{"recordings":7}'])('does not guess from %j', (text) => {
    expect(manifestWithout(text, '1A')).toBeUndefined();
  });
});

describe('participantsWithout', () => {
  it('takes out the rows of the subject and leaves every other byte', () => {
    const text = '\uFEFFparticipant_id\tmass_kg\r\n1A\t70\r\n1AB\t71\r\nsub-1A\t70\r\n2B\t';
    expect(participantsWithout(text, '1A')).toBe('\uFEFFparticipant_id\tmass_kg\r\n1AB\t71\r\n2B\t');
  });

  it('finds the column wherever it stands, and leaves a table without it as it is', () => {
    expect(participantsWithout('mass_kg\tparticipant_id\n70\t1A\n', '1A')).toBe('mass_kg\tparticipant_id\n');
    expect(participantsWithout('id\n1A\n', '1A')).toBe('id\n1A\n');
  });
});
