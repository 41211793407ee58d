import { type GlobalModel, labelledFromFile } from '../../../layers/model/predictor/index.ts';
import type { LabelledRecording } from '../../../layers/model/predictor/testing.ts';
import { keys } from '../../../layers/run/records/index.ts';
import { MemoryBucket } from '../../../layers/run/storage/testing.ts';
import { prepare, trainAndAggregate } from '../run-pipeline.ts';
import type { StudyFiles } from '../studies/study-source.ts';

/** A published model, and the recordings of people whom its training has not seen. */
export interface HeldOutPeople {
  readonly model: GlobalModel;
  /** By person. */
  readonly recordings: ReadonlyMap<string, readonly (LabelledRecording & { readonly task: string })[]>;
}

/** Shorter recordings cannot be cut into seconds to learn from and seconds to score. */
const leastS = 8;

/** Trains a study by the defaults of the manifest: its own division and its settings of training are left out. */
export async function heldOutPeople({ manifest, files }: StudyFiles): Promise<HeldOutPeople> {
  const { subdomains: _, training: __, ...defaults } = manifest;
  const bucket = new MemoryBucket();
  for (const [file, content] of files) await bucket.put(keys.studyFile(manifest.study, file), content);
  const pointer = await prepare(bucket, defaults);
  const { model } = await trainAndAggregate(bucket, pointer);
  const heldOut = manifest.recordings.filter(({ split }) => split === 'held-out');
  const read = heldOut.flatMap(({ file, subject, task = '' }) => {
    const content = files.get(file!)!;
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const { warnings: ___, ...recording } = labelledFromFile(file!, bytes, model, subject);
    const seconds = recording.channels[0]!.length / recording.sampleRateHz;
    return seconds < leastS ? [] : [{ ...recording, task }];
  });
  return { model, recordings: Map.groupBy(read, ({ subject }) => subject) };
}
