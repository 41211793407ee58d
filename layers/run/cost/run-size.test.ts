import { describe, expect, it } from 'vitest';
import { partition, prepareStudy, recordingOnGrid } from '../../model/dataset/index.ts';
import { parseManifest } from '../../study/manifest/index.ts';
import { checkStudy } from '../../study/recordings/index.ts';
import { simulatedFiles } from '../../study/simulation/index.ts';
import { runSizeOf } from './run-size.ts';

/** A simulated study of four people, prepared and divided by task. */
function study() {
  const options = { joint: 'wrist', subjects: 4, sites: 1, seed: 1, secondsPerRecording: 8 } as const;
  const files = new Map([...simulatedFiles(options)].map(({ path, text }) => [path, text]));
  const manifest = JSON.parse(files.get('study.json')!);
  const parsed = parseManifest(JSON.stringify({ ...manifest, subdomains: { by: 'task' } }));
  if ('faults' in parsed) throw new Error(parsed.faults[0]!.what);
  const read = (file: string) => new TextEncoder().encode(files.get(file));
  const { joint, recordings } = checkStudy(parsed.manifest, read);
  const onGrid = recordings.map((recording) => recordingOnGrid(recording, parsed.manifest.signals));
  const ready = prepareStudy(onGrid, parsed.manifest, 'r1', joint);
  return { ...ready, subdomains: partition(ready.table, ready.problem).subdomains };
}

describe('the size of a run', () => {
  it('has the networks and forests of each fold: those for strangers in folds of new subjects alone', () => {
    const { table, problem, subdomains } = study();
    const { folds } = runSizeOf({ table, problem }, subdomains, { filesMb: 1, largestRecordingMb: 1 });
    const tasks = subdomains.length;
    const counts = folds!.map(({ networks, forests }) => [networks.length, forests.length]);
    // The single network, and one by task: of the division, with other seeds and names, for strangers beside one of everything.
    const known = [1 + 2 * tasks, 4 * tasks + 4 + tasks + 1];
    const newSubject = [1 + tasks + 1 + tasks, tasks + 1];
    expect(counts).toEqual([...Array(3).fill(known), ...Array(4).fill(newSubject)]);
  });
});
