import { withInputs } from '../../../layers/model/dataset/index.ts';
import type { GivenNames } from '../../../layers/model/inputs/index.ts';
import {
  type EmgReferenceJson,
  emgFromFile,
  type GlobalModel,
} from '../../../layers/model/predictor/index.ts';
import { surveyTables } from '../../../layers/model/weighing/index.ts';
import {
  heldOutTable,
  keys,
  readPartition,
  readPreparedTable,
  readProblem,
} from '../../../layers/run/records/index.ts';
import { MemoryBucket } from '../../../layers/run/storage/testing.ts';
import { prepare } from '../run-pipeline.ts';
import type { StudyFiles } from '../studies/study-source.ts';
import type { FaultyEmg } from './emg-faults.ts';

/** A study whose EMG of training rows is the reference, and the EMG that it holds out. */
export interface ReferencedStudy {
  readonly model: Pick<GlobalModel, 'signals' | 'coordinates' | 'emgScales' | 'strangerScale'> & {
    readonly emgReference: EmgReferenceJson;
  };
  readonly heldOut: readonly (FaultyEmg & { readonly names: GivenNames; readonly file: string })[];
}

/** Shorter held-out parts are not judged, s. */
const leastS = 1;

/** Prepares a study and fits its reference, without training. The held-out part of a recording is a recording of its own. */
export async function referencedStudy({ manifest, files }: StudyFiles): Promise<ReferencedStudy> {
  const bucket = new MemoryBucket();
  for (const [file, content] of files) await bucket.put(keys.studyFile(manifest.study, file), content);
  const pointer = await prepare(bucket, {
    ...manifest,
    training: { ...manifest.training, forests: false, folds: false, seeds: 1 },
  });
  const [problem, partition] = await Promise.all([
    readProblem(bucket, pointer),
    readPartition(bucket, pointer),
  ]);
  const read = async (name: string) =>
    withInputs(await readPreparedTable(bucket, pointer, partition, name), problem);
  const { emgReference } = await surveyTables(partition, problem, read);
  if (!emgReference) throw new Error(`${manifest.study} has too little EMG for a reference`);
  const { signals, emgScales, strangerScale } = problem;
  const { column, unit, positive = 'flexion' } = signals.angle;
  const { name } = problem.coordinates[0]!;
  const coordinates = [{ name, unit: 'rad', positive, measured: { column, unit, positive } }] as const;
  const model = {
    signals,
    coordinates,
    emgScales,
    ...(strangerScale ? { strangerScale } : {}),
    emgReference,
  };
  const { rows, recording, timeS, use } = await readPreparedTable(bucket, pointer, partition, heldOutTable);
  const fromS = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    if (use[row] !== 2 || fromS.has(recording[row]!)) continue;
    fromS.set(recording[row]!, timeS[row]!);
  }
  const heldOut = [...fromS].map(([at, startS]) => {
    const { file, subject, site, task } = problem.recordings[at]!;
    const content = files.get(file)!;
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const emg = emgFromFile(file, bytes, model);
    const first = Math.max(0, Math.round((startS - emg.startS) * emg.sampleRateHz));
    const channels = emg.channels.map((channel) => channel.subarray(first));
    return { file, sampleRateHz: emg.sampleRateHz, channels, names: { subject, site, task } };
  });
  return {
    model,
    heldOut: heldOut.filter(({ channels, sampleRateHz }) => channels[0]!.length >= leastS * sampleRateHz),
  };
}
