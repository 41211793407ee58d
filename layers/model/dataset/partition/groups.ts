import type { Cut } from './subdomain.ts';

/** One sub-domain for each site, subject or task, in the order in which they first appear. */
export function groupsOfRecordings(by: 'site' | 'subject' | 'task'): Cut {
  return (table, rows, problem) => {
    const groups = new Map<string, number[]>();
    for (const row of rows) {
      const name = problem.recordings[table.recording[row]!]![by];
      const group = groups.get(name);
      if (group) group.push(row);
      else groups.set(name, [row]);
    }
    return [...groups].map(([name, members]) => ({ label: `${by} ${name}`, rows: members }));
  };
}
