import { describe, expect, it } from 'vitest';
import { emgWarnings } from './emg-warnings.ts';

const timeS = Float64Array.from({ length: 800 }, (_, row) => row / 50);
const flag = {
  kind: 'channel-weak',
  channels: ['emg_rf'],
  times: 2,
  what: 'The channel emg_rf is weak.',
} as const;
const stretch = (at: number, own?: typeof flag | { readonly times: number }) => ({
  startRow: 200 * at,
  endRow: 200 * (at + 1),
  ...(own ? { flag: { ...flag, ...own } } : {}),
});
const warned = (stretches: readonly ReturnType<typeof stretch>[], whole = false) =>
  emgWarnings(
    { timeS, emgQuality: { comparedBy: 'subject', stretches, ...(whole ? { flag } : {}) } },
    'a.csv',
  );

describe('warnings of EMG that is unlike the training', () => {
  it('are none of good EMG, and none if the model cannot tell', () => {
    expect(warned([stretch(0), stretch(1)])).toEqual([]);
    expect(emgWarnings({ timeS }, 'a.csv')).toEqual([]);
  });

  it('are one if most of the recording is unlike', () => {
    expect(warned([stretch(0, flag), stretch(1, flag)], true)).toMatchObject([
      {
        code: 'EMG_UNLIKE',
        what: flag.what,
        where: { file: 'a.csv', column: 'emg_rf' },
        found: '2.0 times the largest difference that is usual, in most of the recording',
      },
    ]);
  });

  it('say which channels were filled from the others', () => {
    const emgQuality = { comparedBy: 'subject', flag, filled: ['emg_rf'], stretches: [] } as const;
    expect(emgWarnings({ timeS, emgQuality }, 'a.csv')).toMatchObject([
      { code: 'EMG_UNLIKE' },
      { code: 'CHANNEL_FILLED', where: { file: 'a.csv', column: 'emg_rf' } },
    ]);
  });

  it('are one for stretches side by side with the same finding, and one for each other', () => {
    const all = warned([stretch(0, flag), stretch(1, { times: 3 }), stretch(2), stretch(3, flag)]);
    expect(all.map(({ found }) => found)).toEqual([
      '3.0 times the largest difference that is usual, from 0.0 to 8.0 s',
      '2.0 times the largest difference that is usual, from 12.0 to 16.0 s',
    ]);
  });

  it.each([
    [1.0004, '1.01'],
    [1.04, '1.04'],
    [1.26, '1.3'],
  ])('never call %f times the usual difference 1.0 times', (times, text) => {
    expect(warned([stretch(0, { times })])[0]!.found).toMatch(new RegExp(`^${text} times`));
  });
});
