import type { DivideRows } from './subdomain.ts';

/** One sub-domain for each site, subject or task, in the order in which they first appear. */
export function groupsOfRecordings(by: 'site' | 'subject' | 'task'): DivideRows {
  return (table, rows, problem) => {
    const nameOf = (row: number) => problem.recordings[table.recording[row]!]![by];
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
    const groups = new Map(
      [...counts].map(([name, count]) => [name, { rows: new Uint32Array(count), taken: 0 }]),
    );
    for (const row of rows) {
      const group = groups.get(nameOf(row))!;
      group.rows[group.taken++] = row;
    }
    return [...groups].map(([name, group]) => ({ label: `${by} ${name}`, rows: group.rows }));
  };
}
