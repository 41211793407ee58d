import { describe, expect, it } from 'vitest';
import {
  foldsOfStudy,
  furtherSubdomains,
  partition,
  prepareStudy,
  recordingOnGrid,
} from '../../model/dataset/index.ts';
import { emulatedIn } from '../../model/weighing/index.ts';
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
  it('has as many trainings in each fold as the fold trains', () => {
    const { table, problem, subdomains } = study();
    const records = [
      { id: 'single', kind: 'single' as const, tables: subdomains.map(({ id }) => id), family: 'everything' },
      ...subdomains.map(({ id }) => ({ id, kind: 'local' as const, tables: [id], family: 'by task' })),
      ...furtherSubdomains(table, problem, subdomains).map(({ of, ...one }) => ({
        ...one,
        kind: 'further' as const,
        tables: of,
      })),
    ];
    const { folds } = runSizeOf({ table, problem }, subdomains, { filesMb: 1, largestRecordingMb: 1 });
    const trained = foldsOfStudy(table, problem, subdomains).map(({ condition }) => {
      const all = emulatedIn(condition, records).map(({ record }) =>
        'learner' in record ? record.learner : 'network',
      );
      const count = (learner: string) => all.filter((one) => one === learner).length;
      return { networks: count('network'), forests: count('forest') };
    });
    expect(trained).toHaveLength(7);
    expect(
      folds!.map(({ networks, forests }) => ({ networks: networks.length, forests: forests.length })),
    ).toEqual(trained);
  });
});
