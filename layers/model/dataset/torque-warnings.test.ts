import { describe, expect, it } from 'vitest';
import { torqueWarnings } from './torque-warnings.ts';

const labelOf = (reserve: number) => ({
  file: 'walk.csv',
  rows: 3000,
  refusedRows: { unknown: 150, outOfRange: 50, reserve },
  reserveMaxNm: 48.8,
  peakTorqueNm: 98.2,
});

describe('warnings of a torque that the muscles cannot give', () => {
  it('name recording, frames and torque if more than a tenth of the known frames is beyond the muscles', () => {
    expect(torqueWarnings([labelOf(0), labelOf(1020)], 'ankle')).toMatchObject([
      {
        code: 'TORQUE_OFTEN_BEYOND',
        what: expect.stringContaining(
          'The muscles of the ankle cannot give the torque in 1,020 of 2,800 frames.',
        ),
        where: { file: 'walk.csv' },
        found: 'a torque up to 48.8 N m beyond the muscles, with a peak of 98.2 N m',
        fix: expect.stringContaining('signals.torque.positive'),
      },
    ]);
  });

  it('are none up to a tenth, and none of a recording without a torque', () => {
    expect(torqueWarnings([labelOf(280)], 'ankle')).toEqual([]);
    const none = { unknown: 3000, outOfRange: 0, reserve: 0 };
    expect(torqueWarnings([{ ...labelOf(0), refusedRows: none, reserveMaxNm: Number.NaN }], 'ankle')).toEqual(
      [],
    );
  });
});
