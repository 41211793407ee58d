import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import { simulateStudy } from '../../../layers/study/simulation/testing.ts';

export const study = 'long';
const recordingsOfSubject = 3;

/** The files that every recording of the study is a copy of, but for the first digits of its first row. */
export interface LongStudy {
  readonly manifest: ManifestInput;
  readonly participants: string;
  /** Paths of the two files on disk. */
  readonly emg: string;
  readonly ik: string;
}

/**
 * Writes one recording of so many megabytes: five channels of raw EMG at 2 kHz and the angle at 200 Hz. A simulated wrist movement of a
 * minute goes to and fro until there is enough of it.
 */
export function writeLongStudy(folder: string, recordings: number, megabytesEach: number): LongStudy {
  const simulated = simulateStudy({
    joint: 'wrist',
    subjects: 1,
    sites: 1,
    seed: 1,
    recordingsPerSubject: 1,
    secondsPerRecording: 120,
    study,
  }).files;
  const manifest = JSON.parse(simulated.get('study.json')!) as ManifestInput;
  const [recording] = manifest.recordings;
  const files = recording!.files as { emg: string; ik: string };
  const [emg, ik] = [`${folder}/emg.csv`, `${folder}/ik.csv`];
  const seconds = toAndFro(
    emg,
    simulated.get(files.emg)!,
    0.0005,
    (_s, bytes) => bytes < megabytesEach * 1e6,
  );
  toAndFro(ik, simulated.get(files.ik)!, 0.005, (written) => written < seconds);
  const [head, person] = simulated.get('participants.tsv')!.split('\n');
  const facts = person!.slice(person!.indexOf('\t'));
  const subjects = Math.ceil(recordings / recordingsOfSubject);
  return {
    emg,
    ik,
    participants: [head, ...Array.from({ length: subjects }, (_, at) => `s${at}${facts}`), ''].join('\n'),
    manifest: {
      ...manifest,
      recordings: Array.from({ length: recordings }, (_, at) => ({
        ...recording,
        files: { emg: `emg/${at}.csv`, ik: `ik/${at}.csv` },
        subject: `s${at % subjects}`,
      })),
    },
  };
}

/** The digits of the first row by which one recording differs from another, and their place. */
export function ownDigits(head: string, number: number): { readonly at: number; readonly digits: string } {
  const endOfFirstRow = head.indexOf('\n', head.indexOf('\n') + 1);
  return { at: endOfFirstRow - 4, digits: String(number).padStart(4, '0') };
}

export function etagOf(key: string, size: number): string {
  return createHash('md5').update(`${key} ${size}`).digest('hex');
}

/** @returns seconds written */
function toAndFro(
  file: string,
  csv: string,
  stepS: number,
  goesOn: (seconds: number, bytes: number) => boolean,
): number {
  const [head, ...rows] = csv.trimEnd().split('\n');
  const cells = rows.map((row) => row.slice(row.indexOf(',')));
  const out = openSync(file, 'w');
  let bytes = writeSync(out, `${head}\n`);
  let row = 0;
  for (let isForth = true; goesOn(row * stepS, bytes); isForth = !isForth) {
    const order = isForth ? cells : cells.toReversed();
    bytes += writeSync(out, order.map((cell) => `${(row++ * stepS).toFixed(4)}${cell}\n`).join(''));
  }
  closeSync(out);
  return row * stepS;
}
