import { namings } from '../../preparation/name-inputs.ts';
import type { Problem } from '../../preparation/problem.ts';
import { roles, type SampleTable } from '../../preparation/sample-table.ts';
import type { KnownGate } from '../gates/known.ts';

/** For each subject, site and task, which members have learned from how much of its training rows. */
export type Coverage = Readonly<Record<KnownGate['by'], KnownGate['leads']>>;

/** Counts training rows by name and member, table by table. */
export class CoverageCount {
  private readonly problem: Problem;
  private readonly counts = { subject: new Counts(), site: new Counts(), task: new Counts() };

  constructor(problem: Problem) {
    this.problem = problem;
  }

  /** @param member whose sub-domain the table belongs to */
  add(table: SampleTable, member: number): void {
    for (let row = 0; row < table.rows; row++) {
      if (table.role[row] !== roles.train) continue;
      const card = this.problem.recordings[table.recording[row]!]!;
      for (const by of namings) this.counts[by].add(card[by], member);
    }
  }

  get coverage(): Coverage {
    const { subject, site, task } = this.counts;
    return { subject: subject.parts(), site: site.parts(), task: task.parts() };
  }
}

class Counts {
  private readonly byName = new Map<string, Map<number, number>>();

  add(name: string, member: number): void {
    const members = this.byName.get(name) ?? new Map<number, number>();
    this.byName.set(name, members.set(member, (members.get(member) ?? 0) + 1));
  }

  /** In the order of names and members, so that the order of arrival leaves no trace. */
  parts(): KnownGate['leads'] {
    const names = [...this.byName].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      names.map(([name, members]) => {
        const total = [...members.values()].reduce((sum, rows) => sum + rows, 0);
        const sorted = [...members].sort(([a], [b]) => a - b);
        return [name, sorted.map(([member, rows]) => [member, rows / total] as const)];
      }),
    );
  }
}
