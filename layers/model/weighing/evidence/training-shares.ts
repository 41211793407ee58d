import type { TrainingProblem } from '../../dataset/index.ts';
import { rowUses, type SampleTable } from '../../dataset/index.ts';
import { type Naming, namings } from '../../inputs/index.ts';
import type { Lead } from '../../predictor/index.ts';

/** For each subject, site and task with training rows: the part of these rows that each local model has learned from. */
export type TrainingShares = Readonly<Record<Naming, Readonly<Record<string, Lead>>>>;

/** Counts training rows by name and local model, table by table. */
export class TrainingShareCount {
  private readonly problem: TrainingProblem;
  private readonly counts = { subject: new Counts(), site: new Counts(), task: new Counts() };

  constructor(problem: TrainingProblem) {
    this.problem = problem;
  }

  /** @param place of the local model whose sub-domain the table belongs to */
  add(table: SampleTable, place: number): void {
    for (let row = 0; row < table.rows; row++) {
      if (table.use[row] !== rowUses.train) continue;
      const card = this.problem.recordings[table.recording[row]!]!;
      for (const by of namings) this.counts[by].add(card[by], place);
    }
  }

  get shares(): TrainingShares {
    const { subject, site, task } = this.counts;
    return { subject: subject.parts(), site: site.parts(), task: task.parts() };
  }
}

class Counts {
  private readonly byName = new Map<string, Map<number, number>>();

  add(name: string, place: number): void {
    const places = this.byName.get(name) ?? new Map<number, number>();
    this.byName.set(name, places.set(place, (places.get(place) ?? 0) + 1));
  }

  /** In the order of names and local models, so that the order of arrival leaves no trace. */
  parts(): Readonly<Record<string, Lead>> {
    const names = [...this.byName].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      names.map(([name, places]) => {
        const total = [...places.values()].reduce((sum, rows) => sum + rows, 0);
        const sorted = [...places].sort(([a], [b]) => a - b);
        return [name, sorted.map(([place, rows]) => [place, rows / total] as const)];
      }),
    );
  }
}
