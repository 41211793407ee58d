import type { Manifest } from '../../study/manifest/index.ts';

/** Fewest training rows of a local model: 4 s at 50 Hz. From fewer, a network of a few thousand parameters learns nothing. */
export const fewestRows = 200;

/** How the training data of a study are divided into sub-domains; `auto` is resolved. */
export interface Division {
  readonly by: Exclude<Manifest['subdomains']['by'], 'auto'>;
  /** Number of sub-domains if `by` is `time` or `cluster`. */
  readonly count: number;
  /** Reason for the choice of `auto`, as the end of a sentence: `there are 3 tasks`. Absent if the manifest names the division. */
  readonly because?: string;
}

/** Properties of a recording that determine the division. */
export interface DividedRecording {
  readonly subject: string;
  readonly task: string;
  readonly trainRows: number;
}

const usualCount = 8;

/**
 * Chooses the division of a study. `auto` divides by time if the manifest gives a count; otherwise by task if there are
 * several, else by subject if there are several, else by time. Only tasks and subjects with enough training rows for a local
 * model are counted, since the others would be merged into their neighbours.
 *
 * The rule was tested by `npm run study -- division` and `division-children`, on data that were not used to choose settings.
 */
export function divisionOf(
  { by, count }: Manifest['subdomains'],
  recordings: readonly DividedRecording[],
): Division {
  if (by !== 'auto') return { by, count: count ?? usualCount };
  if (count !== undefined) return { by: 'time', count, because: 'the manifest gives a count and no "by"' };
  const tasks = enough(recordings, ({ task }) => task);
  if (tasks > 1) return { by: 'task', count: usualCount, because: `there are ${tasks} tasks` };
  const subjects = enough(recordings, ({ subject }) => subject);
  if (subjects > 1) {
    return {
      by: 'subject',
      count: usualCount,
      because: `there is one task and there are ${subjects} subjects`,
    };
  }
  return { by: 'time', count: usualCount, because: 'there is one task and one subject' };
}

/** The division as a sentence: `divided by task, as there are 3 tasks`. */
export function divisionText({ by, because }: Pick<Division, 'by' | 'because'>): string {
  return `divided by ${by}${because === undefined ? '' : `, as ${because}`}`;
}

/** Number of names with enough training rows for a local model of their own. */
function enough(
  recordings: readonly DividedRecording[],
  nameOf: (recording: DividedRecording) => string,
): number {
  const rows = new Map<string, number>();
  for (const one of recordings) rows.set(nameOf(one), (rows.get(nameOf(one)) ?? 0) + one.trainRows);
  return [...rows.values()].filter((own) => own >= fewestRows).length;
}
