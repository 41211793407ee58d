import type { TextOfSize } from './text-of-size.testing.ts';

const times = (text: string, count: number) => text.repeat(Math.max(1, Math.floor(count)));
const names = (count: number) => Array.from({ length: Math.floor(count) }, (_, at) => `c${at}`);

/** CSV that is made to slow down its reader, of a given number of characters. */
export const hostileCsv: Readonly<Record<string, TextOfSize>> = {
  'a cell of digits and a letter': (n) => `time_s,a\n0,${times('1', n)}x\n`,
  'a cell of digits and a point': (n) => `time_s,a\n0,${times('1', n)}.x\n`,
  'a cell of digits with an exponent': (n) => `time_s,a\n0,${times('1', n / 2)}e${times('1', n / 2)}x\n`,
  'many cells of digits and a letter': (n) => `time_s,a\n${times(`0,${'1'.repeat(399)}x\n`, n / 403)}`,
  'many cells of a nan that never closes': (n) =>
    `time_s,a\n${times(`0,nan(${')'.repeat(390)}x\n`, n / 400)}`,
  'a cell of brackets': (n) => `time_s,a\n0,nan(${times(')', n)}x\n`,
  'a cell of spaces': (n) => `time_s,a\n0,${times(' ', n)}x\n`,
  'a header of spaces': (n) => `time_s,a${times(' ', n)}x\n0,1\n`,
  'a header of quotes': (n) => `time_s,${times('"', n)}a\n0,1\n`,
  'a cell of quotes': (n) => `time_s,a\n0,${times('""', n / 2)}\n`,
  'a quote that never closes': (n) => `time_s,a\n0,"${times('1,2\n', n / 4)}\n`,
  'a header that never closes its quote': (n) => `"time_s,a\n${times('1,2\n', n / 4)}`,
  'rows of quoted cells': (n) => `time_s,a\n${times('0,"1"\n', n / 6)}`,
  'quoted cells of delimiters': (n) => `time_s,a\n${times('0,",,,,,,,,"\n', n / 13)}`,
  'rows of one cell': (n) => `time_s,a\n${times('1\n', n / 2)}`,
  'rows of text': (n) => `time_s,a\n${times('x,y\n', n / 4)}`,
  'line ends': (n) => `time_s,a\n${times('\n', n)}`,
  'carriage returns': (n) => `time_s,a\n${times('\r', n)}`,
  'line ends after a quote': (n) => `"time_s",a\n${times('\n', n)}`,
  'a row of commas': (n) => `time_s,a\n${times(',', n)}x\n`,
  'a header of the same name': (n) => `time_s${times(',a', n / 2)}\n0,1\n`,
  'a header of many names': (n) => `time_s,${names(n / 8).join(',')}\n0,1\n`,
  'a header without end': (n) => times('x', n),
  'tabs alone': (n) => times('\t', n),
  'commas alone': (n) => times(',', n),
  'UTF-16': (n) => `\uFEFF${times('1,2\n', n / 4)}`,
};

/** The same for OpenSim's tables. */
export const hostileSto: Readonly<Record<string, TextOfSize>> = {
  'a header line of spaces': (n) => `a${times(' ', n)}b c\nendheader\ntime\ta\n0\t1\n`,
  'many header lines of spaces': (n) =>
    `${times(`a${' '.repeat(900)}b c\n`, n / 905)}endheader\ntime\ta\n0\t1\n`,
  'a header line of letters': (n) => `${times('a', n)}\nendheader\ntime\ta\n0\t1\n`,
  'a header line that begins with spaces': (n) => `${times(' ', n)}x\nendheader\ntime\ta\n0\t1\n`,
  'an endheader with spaces': (n) => `endheader${times(' ', n)}x\nendheader\ntime\ta\n0\t1\n`,
  'names between spaces': (n) => `endheader\ntime${times(' ', n)}a\n0 1\n`,
  'many names': (n) => `endheader\ntime ${names(n / 8).join(' ')}\n0 1\n`,
  'the same name': (n) => `endheader\n${times('time ', n / 5)}\n0 1\n`,
  'a row of spaces': (n) => `endheader\ntime a\n${times(' ', n)}0 1\n`,
  'a cell of digits and a letter': (n) => `endheader\ntime a\n0 ${times('1', n)}x\n`,
  'a number of rows without end': (n) => `nRows=${times('1', n)} x\nendheader\ntime\ta\n0\t1\n`,
  'rows of one cell': (n) => `endheader\ntime\ta\n${times('1\n', n / 2)}`,
};

/** The same for participants.tsv. */
export const hostileParticipants: Readonly<Record<string, TextOfSize>> = {
  'many people': (n) =>
    `participant_id\theight_m\n${names(n / 8)
      .map((name) => `${name}\t1.7`)
      .join('\n')}`,
  'many numbers of nobody': (n) => `participant_id\theight_m\n${times('s\tx\n', n / 4)}`,
  'a wide header': (n) => `participant_id${times('\tx', n / 4)}\n${times('a\n', n / 4)}`,
  'a header below the bound, and many rows': (n) =>
    `participant_id${times('\tx', 5_000)}\n${times('a\n', n / 2)}`,
  'a nan that never closes': (n) => `participant_id\theight_m\ns\tnan(${times(')', n)}x`,
  'a cell of spaces': (n) => `participant_id\theight_m\ns\t${times(' ', n)}x`,
  'a name without end': (n) => `participant_id\n${times('s', n / 2)}\n${times('s', n / 2)}`,
};
