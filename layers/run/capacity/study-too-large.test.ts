import { describe, expect, it } from 'vitest';
import type { StudySize } from './study-size.ts';
import { studyTooLarge } from './study-too-large.ts';

const lambda = { memoryMb: 3008, seconds: 900 };
const capacity = { preparing: lambda, aggregating: lambda };

/** Twelve recordings of 400 MB of raw EMG at 2 kHz. */
const large: StudySize = {
  filesMb: 4800,
  largestRecordingMb: 400,
  rows: 2_100_000,
  channels: 5,
  emgInputs: 40,
  nameInputs: 4,
  muscles: 5,
  subdomains: 8,
};
const faultOf = (size: StudySize) => studyTooLarge(size, capacity)[0];

describe('a study', () => {
  it('is not too large if it fits', () => {
    expect(studyTooLarge(large, capacity)).toEqual([]);
  });

  it.each<[string, Partial<StudySize>, RegExp]>([
    ['has too many rows', { rows: 9_000_000 }, /memory/],
    ['has too many bytes to read in time', { filesMb: 30_000 }, /1,\d\d\d s/],
    ['has a recording that is too large by itself', { largestRecordingMb: 2000 }, /2,000 MB/],
    ['has too many columns', { channels: 64, emgInputs: 512 }, /512 inputs from 64 channels/],
  ])('is too large if it %s, and is told by how much', (_what, more, found) => {
    const fault = faultOf({ ...large, ...more });
    expect(fault).toMatchObject({
      code: 'STUDY_TOO_LARGE',
      where: { file: 'study.json', column: 'recordings' },
      expected: 'at most 3,008 MB of memory and 900 s, the limits of prepare-study',
    });
    expect(fault!.found).toMatch(found);
  });

  it('is too large for what aggregates if there are more models than it can weigh in its time', () => {
    const short = { ...capacity, aggregating: { memoryMb: 3008, seconds: 120 } };
    const faults = studyTooLarge({ ...large, subdomains: 10_000 }, short);
    expect(faults.map(({ what }) => what)).toEqual([
      'The study is larger than this installation can aggregate.',
    ]);
    const [, parts, subdomains = ''] = /into (\d+) studies.* at most ([\d,]+) sub-domains/.exec(
      faults[0]!.fix,
    )!;
    const rows = large.rows / Number(parts);
    const fewer = { ...large, rows, subdomains: Number(subdomains.replace(',', '')) };
    expect(studyTooLarge(fewer, short)).toEqual([]);
  });

  it('fits if it is split as it is told to be, and not into fewer parts', () => {
    const size = { ...large, filesMb: 30_000, rows: 13_000_000, subdomains: 50 };
    const [, parts] = /^Split it into (\d+) studies/.exec(faultOf(size)!.fix)!;
    const partOf = (into: number) => ({
      ...size,
      filesMb: size.filesMb / into,
      rows: size.rows / into,
      subdomains: Math.ceil(size.subdomains / into),
    });
    expect(studyTooLarge(partOf(Number(parts)), capacity)).toEqual([]);
    expect(studyTooLarge(partOf(Number(parts) - 1), capacity)).not.toEqual([]);
  });

  it('fits with as many channels as it is told to name', () => {
    const size = { ...large, rows: 6_000_000, channels: 10, emgInputs: 80 };
    const [, channels] = /name (\d+) of its 10 channels/.exec(faultOf(size)!.fix)!;
    const fewer = { ...size, channels: Number(channels), emgInputs: 8 * Number(channels) };
    expect(studyTooLarge(fewer, capacity)).toEqual([]);
  });

  it('fits into as much memory as it is told to deploy', () => {
    const size = { ...large, rows: 9_000_000, filesMb: 1000 };
    const [, memoryMb] = /memoryMb (\d+) for prepare-study/.exec(faultOf(size)!.fix)!;
    const larger = { ...capacity, preparing: { memoryMb: Number(memoryMb), seconds: 900 } };
    expect(studyTooLarge(size, larger)).toEqual([]);
  });

  it('is not told to do what would not be enough', () => {
    const fix = faultOf({ ...large, largestRecordingMb: 3500, filesMb: 4800 })!.fix;
    expect(fix).not.toMatch(/Split it into/);
    expect(fix).toMatch(/cut each recording above [\d,]+ MB into \d+ files/);
  });
});
