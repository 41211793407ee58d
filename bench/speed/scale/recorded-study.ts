import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../../../layers/run/records/index.ts';
import type { ObjectEntry } from '../../../layers/run/storage/index.ts';
import { sha256 } from '../../../layers/run/storage/index.ts';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import { simulateStudy } from '../../../layers/study/simulation/testing.ts';
import { FolderBucket } from '../folder-bucket.ts';

/** `raw`: five channels at 1 kHz. `envelope`: the same channels at 100 Hz, as a lab filtered them. */
export type RecordedKind = 'raw' | 'envelope';

const study = 'recorded';
const secondsEach = 120;
/** As many as can be inputs of the networks by name. */
const subjects = 100;
const recordingsOfSubject = 5;
/** So few that each still has the 200 training rows that a sub-domain must have. */
const trainRowsEach = 250;

/** The movement that all recordings are of, as files in a folder. */
const folderOfMovement = (folder: string) => join(folder, 'movement');

/** Leaves the movement for a `RecordedStudy` over the same folder: whoever simulates it has memory for that, too. */
export function leaveMovement(folder: string, kind: RecordedKind): void {
  const simulated = simulateStudy({
    joint: 'wrist',
    subjects: 1,
    sites: 1,
    seed: 1,
    recordingsPerSubject: 1,
    secondsPerRecording: secondsEach,
    study,
  }).files;
  const manifest = simulated.get('study.json')!;
  const { emg, ik } = (JSON.parse(manifest) as ManifestInput).recordings[0]!.files as {
    emg: string;
    ik: string;
  };
  const raw = simulated.get(emg)!;
  mkdirSync(folderOfMovement(folder));
  const write = (name: string, text: string) => writeFileSync(join(folderOfMovement(folder), name), text);
  write('study.json', manifest);
  write('emg', kind === 'raw' ? raw : envelopeCsv(raw));
  write('ik', simulated.get(ik)!);
  write('participants.tsv', peopleTsv(simulated.get('participants.tsv')!));
}

/**
 * A bucket with a study for so many sub-domains by time. Every recording is one simulated wrist movement of two minutes with
 * other first samples, made while it is read, so that a study of gigabytes needs no disk; written objects land in the folder,
 * beside the movement that `leaveMovement` has written.
 */
export class RecordedStudy extends FolderBucket {
  readonly study = study;
  readonly recordings: number;
  readonly filesBytes: number;
  private readonly files: ReadonlyMap<string, Uint8Array>;
  private readonly manifest: string;

  /** @param channels so many of the five that the files have */
  constructor(folder: string, subdomains: number, kind: RecordedKind, channels = 5) {
    super(folder);
    const read = (name: string) => readFileSync(join(folderOfMovement(folder), name));
    const manifest = JSON.parse(read('study.json').toString()) as ManifestInput;
    const [recording] = manifest.recordings;
    this.files = new Map(['emg', 'ik', 'participants.tsv'].map((name) => [name, read(name)]));
    const rateHz = manifest.signals.rateHz ?? 50;
    const trainedShare = 0.9 * (1 - 1 / recordingsOfSubject);
    this.recordings = Math.ceil((subdomains * trainRowsEach) / (secondsEach * rateHz * trainedShare));
    this.filesBytes = this.recordings * (this.files.get('emg')!.length + this.files.get('ik')!.length);
    this.manifest = JSON.stringify({
      ...manifest,
      signals: {
        ...manifest.signals,
        emg: {
          ...manifest.signals.emg,
          channels: manifest.signals.emg.channels.slice(0, channels),
          ...(kind === 'raw' ? {} : { kind, filter: undefined }),
        },
      },
      subdomains: { by: 'time', count: subdomains },
      recordings: Array.from({ length: this.recordings }, (_, at) => ({
        ...recording,
        files: { emg: `emg/${at}.csv`, ik: `ik/${at}.csv` },
        subject: `s${Math.floor(at / recordingsOfSubject) % subjects}`,
      })),
    });
  }

  override async getBytes(key: string): Promise<Uint8Array | undefined> {
    const prefix = keys.studyPrefix(study);
    if (!key.startsWith(prefix)) return super.getBytes(key);
    const file = key.slice(prefix.length);
    if (file === 'study.json') return new TextEncoder().encode(this.manifest);
    const [name = '', number = ''] = file.split(/[/.]/);
    const bytes = this.files.get(file) ?? this.files.get(name);
    return bytes && (this.files.has(file) ? bytes : unlike(bytes, Number(number)));
  }

  override async head(key: string): Promise<ObjectEntry | undefined> {
    if (!key.startsWith(keys.studyPrefix(study))) return super.head(key);
    return { key, size: this.sizeOf(key), etag: sha256(key), lastModified: new Date(0) };
  }

  override async list(prefix: string): Promise<ObjectEntry[]> {
    if (prefix === keys.manifest(study)) return [(await this.head(prefix))!];
    if (prefix !== keys.studyPrefix(study)) throw new Error(`nobody lists ${prefix} while preparing`);
    const files = Array.from({ length: this.recordings }, (_, at) => [
      `emg/${at}.csv`,
      `ik/${at}.csv`,
    ]).flat();
    return Promise.all(files.map(async (file) => (await this.head(prefix + file))!));
  }

  override async getRange(key: string, start: number, end: number): Promise<Uint8Array> {
    return (await this.getBytes(key))!.subarray(start, end);
  }

  private sizeOf(key: string): number {
    const [name = ''] = key.slice(keys.studyPrefix(study).length).split(/[/.]/);
    return this.files.get(name)?.length ?? 0;
  }
}

/** Six digits of the first sample are the recording's number. */
function unlike(bytes: Uint8Array, number: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const text = new TextDecoder().decode(copy.subarray(0, 400));
  const firstRow = text.indexOf('\n') + 1;
  const lastDigits = text.indexOf('\n', firstRow) - 4;
  copy.set(new TextEncoder().encode(String(number).padStart(4, '0').slice(-4)), lastDigits);
  return copy;
}

/** All subjects have the height and mass of the simulated one. */
function peopleTsv(one: string): string {
  const [head, row] = one.split('\n');
  const facts = row!.slice(row!.indexOf('\t'));
  return [head, ...Array.from({ length: subjects }, (_, at) => `s${at}${facts}`), ''].join('\n');
}

/** Rectified and averaged over ten samples. */
function envelopeCsv(raw: string): string {
  const [head, ...rows] = raw.trimEnd().split('\n');
  const lines = [head!];
  for (let start = 0; start + 10 <= rows.length; start += 10) {
    const ten = rows.slice(start, start + 10).map((row) => row.split(',').map(Number));
    const means = ten[0]!.map((_, column) => ten.reduce((sum, row) => sum + Math.abs(row[column]!), 0) / 10);
    lines.push([ten[0]![0]!.toFixed(3), ...means.slice(1).map((value) => value.toFixed(6))].join(','));
  }
  return `${lines.join('\n')}\n`;
}
