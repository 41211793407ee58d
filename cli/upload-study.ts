import type { Bucket } from '../layers/storage/bucket.ts';
import { keys } from '../layers/storage/keys.ts';
import type { Progress } from './progress.ts';
import type { StudyFolder } from './study-folder.ts';

const uploadsAtOnce = 8;

/** Puts a study into the bucket, the manifest last: it starts the run. */
export async function uploadStudy(bucket: Bucket, study: StudyFolder, progress: Progress): Promise<void> {
  const name = study.manifest.study;
  const waiting = [...study.files];
  let done = 0;
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await bucket.put(keys.studyFile(name, file), study.read(file)!, 'text/csv');
      done++;
      progress.show(`uploading ${done} of ${study.files.length} files`);
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, work));
  await bucket.put(keys.manifest(name), study.manifestText, 'application/json');
  progress.end(`uploaded ${name}: ${study.files.length} files and its manifest`);
}
