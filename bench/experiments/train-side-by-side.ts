import { keys, type TrainingRecord } from '../../layers/run/records/index.ts';
import { FolderBucket } from '../speed/folder-bucket.ts';
import { pointer } from '../speed/training/large-run.ts';
import { startWorker } from '../speed/training/training-process.ts';
import { required } from './required.ts';

/** Trains sub-domains of a prepared run in a folder by n processes, each of which trains every n-th sub-domain. */
export async function trainSideBySide(folder: string, ids: readonly string[], processes: number) {
  const startMs = performance.now();
  const shares = Array.from({ length: processes }, (_, at) =>
    ids.filter((_id, index) => index % processes === at),
  );
  const peaks = await Promise.all(
    shares.filter((share) => share.length > 0).map((share) => train(folder, share)),
  );
  const wallS = (performance.now() - startMs) / 1000;
  const bucket = new FolderBucket(folder);
  const trainings = await Promise.all(
    ids.map((id) =>
      required<TrainingRecord>(bucket, keys.local(pointer.study, pointer.run, id, 'training.json')),
    ),
  );
  return { wallS, peakMb: Math.max(...peaks), trainings };
}

async function train(folder: string, ids: readonly string[]): Promise<number> {
  const worker = startWorker(folder);
  for (const id of ids) await worker.train(id);
  return worker.close();
}
