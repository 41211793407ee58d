/** A manifest without one subject, and the files of that subject alone. */
export interface ManifestWithout {
  /** The manifest's text without the subject's recordings; undefined if no recording is left. */
  readonly text: string | undefined;
  /** Number of recordings of the subject. */
  readonly recordings: number;
  /** Files named only by recordings of the subject. */
  readonly files: readonly string[];
}

/**
 * Removes the recordings of one subject from a manifest and keeps everything else, so that a person can be withdrawn even if
 * the manifest has faults.
 *
 * @returns undefined if the text is not a manifest with recordings
 */
export function manifestWithout(text: string, subject: string): ManifestWithout | undefined {
  const manifest = jsonObject(text);
  if (!manifest || !Array.isArray(manifest.recordings)) return undefined;
  const isOwn = (entry: unknown) => (entry as { subject?: unknown } | null)?.subject === subject;
  const own = manifest.recordings.filter(isOwn);
  const others = manifest.recordings.filter((entry) => !isOwn(entry));
  const shared = new Set(others.flatMap(filesNamed));
  return {
    text:
      others.length === 0
        ? undefined
        : `${JSON.stringify({ ...manifest, recordings: others }, undefined, 2)}\n`,
    recordings: own.length,
    files: [...new Set(own.flatMap(filesNamed))].filter((file) => !shared.has(file)),
  };
}

/** `participants.tsv` without the rows of one subject, written as `<subject>` or, as in BIDS, `sub-<subject>`. */
export function participantsWithout(text: string, subject: string): string {
  const [header = '', ...rows] = text.split(/(?<=\n)/);
  const idAt = header
    .replace(/^\uFEFF/, '')
    .split('\t')
    .findIndex((name) => name.trim() === 'participant_id');
  const names = new Set([subject, `sub-${subject}`]);
  return [header, ...rows.filter((row) => !names.has(row.split('\t')[idAt]?.trim() ?? ''))].join('');
}

function filesNamed(entry: unknown): string[] {
  const { file, files } = (entry ?? {}) as { file?: unknown; files?: object | null };
  return [file, ...Object.values(files ?? {})].filter((name) => typeof name === 'string');
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
