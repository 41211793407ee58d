import { keys, type UploadList, writeUploadList } from '../layers/run/records/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';
import { sha256 } from '../layers/run/storage/index.ts';
import type { Progress } from './progress.ts';
import type { StudyFolder } from './study-folder.ts';

const uploadsAtOnce = 8;

/**
 * Uploads a study: its files, the list of their digests, and last the manifest, which starts the run. By the list,
 * start-run detects files of another upload in the bucket.
 */
export async function uploadStudy(bucket: Bucket, study: StudyFolder, progress: Progress): Promise<void> {
  const name = study.manifest.study;
  const waiting = [...study.files];
  const files: UploadList['files'] = [];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const content = study.read(file)!;
      const digest = sha256(content);
      const as = { sha256: digest, contentType: 'text/csv' };
      await bucket.putDigested(keys.studyFile(name, file), content, as);
      files.push({ file, bytes: content.length, sha256: digest });
      progress.show(`uploading ${files.length} of ${study.files.length} files`);
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, work));
  // Sorted by name, so that the same files give the same list.
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  const metadata = await writeUploadList(bucket, name, { files, isWhole: true });
  await bucket.putDigested(keys.manifest(name), study.manifestText, {
    sha256: sha256(study.manifestText),
    contentType: 'application/json',
    metadata,
  });
  progress.end(`Uploaded ${name}: ${study.files.length} files and the manifest`);
}
