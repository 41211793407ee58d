import type { simulateStudy } from './simulate-study.ts';
import type { SubjectTruth } from './subject-truth.ts';

/** A table of numbers by the names of its columns. */
export interface SimulatedTable {
  readonly frames: number;
  of(column: string): Float64Array;
}

/** Reads a table that `study-files.ts` wrote. */
export function tableOf(text: string): SimulatedTable {
  const [header, ...lines] = text.trimEnd().split('\n');
  const names = header!.split(',');
  const rows = lines.map((line) => line.split(',').map(Number));
  const columns = new Map(names.map((name, c) => [name, Float64Array.from(rows, (row) => row[c]!)]));
  return { frames: rows.length, of: (column) => columns.get(column)! };
}

/** The subjects of `truth/subjects.json`. */
export function subjectsOf(study: ReturnType<typeof simulateStudy>): SubjectTruth[] {
  return JSON.parse(study.truth.get('truth/subjects.json')!).subjects;
}

/** A recording's files and the truth about it. */
export interface ReadRecording {
  readonly person: SubjectTruth;
  readonly name: string;
  readonly truth: SimulatedTable;
  readonly emg: SimulatedTable;
  readonly angle: SimulatedTable;
}

/** Every recording of a study, read back from its text. For tests. */
export function recordingsOf(study: ReturnType<typeof simulateStudy>): ReadRecording[] {
  return subjectsOf(study).flatMap((person) =>
    Object.keys(person.recordings).map((name) => ({
      person,
      name,
      truth: tableOf(study.truth.get(`truth/${name}.csv`)!),
      emg: tableOf(study.files.get(`${person.site}/${name}_emg.csv`)!),
      angle: tableOf(study.files.get(`${person.site}/${name}_angle.csv`)!),
    })),
  );
}
