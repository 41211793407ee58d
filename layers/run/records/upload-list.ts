import { z } from 'zod';
import type { Fault } from '../../base/faults/index.ts';
import type { Bucket } from '../storage/index.ts';
import { objectDigest, sha256 } from '../storage/index.ts';
import { keys } from './keys.ts';
import type { StudyVersion } from './study-version.ts';
import { uploadListMetadata } from './upload-list-metadata.ts';

const uploadListSchema = z.object({
  files: z.array(z.object({ file: z.string().refine(isKey), bytes: z.number(), sha256: z.string() })),
  /** True if the list has every file of the study. Other files that the manifest names are then of another upload. */
  isWhole: z.boolean(),
});

/**
 * The files of one upload, with their digests. The list is written before the manifest, whose metadata name the digest of the
 * list. So a list counts only for the upload of the manifest that it was made for.
 */
export type UploadList = z.infer<typeof uploadListSchema>;

/** @returns the metadata with which `study.json` must be uploaded */
export async function writeUploadList(
  bucket: Pick<Bucket, 'put'>,
  study: string,
  list: UploadList,
): Promise<Readonly<Record<string, string>>> {
  const text = JSON.stringify(uploadListSchema.parse(list));
  const digest = sha256(text);
  await bucket.put(keys.uploadList(study, digest), text, 'application/json');
  return { [uploadListMetadata]: digest };
}

/** The list of a study's upload; undefined if the manifest has none, as from a plain S3 client. */
export async function readUploadList(
  bucket: Pick<Bucket, 'getText'>,
  { study, uploadList: digest }: StudyVersion,
): Promise<UploadList | undefined> {
  if (digest === undefined || !/^[0-9a-f]{64}$/.test(digest)) return undefined;
  const text = await bucket.getText(keys.uploadList(study, digest));
  // A manifest copied from another study has metadata, but no list.
  if (text === undefined || sha256(text) !== digest) return undefined;
  return uploadListSchema.parse(JSON.parse(text));
}

function isKey(file: string): boolean {
  try {
    return keys.studyFile('any', file) !== '';
  } catch {
    return false;
  }
}

/** Differences between the bucket and the upload; none once everything has arrived. */
export async function uploadFaults(
  bucket: Pick<Bucket, 'details' | 'pieces'>,
  { study, etags }: StudyVersion,
  { files, isWhole }: UploadList,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const batch = files.slice(start, start + atOnce);
    const found = await Promise.all(
      batch.map(({ file, bytes }) => objectDigest(bucket, keys.studyFile(study, file), bytes)),
    );
    for (const [at, wanted] of batch.entries()) {
      const object = found[at];
      if (object === undefined) faults.push(notArrived(wanted));
      else if (object.bytes !== wanted.bytes || object.sha256 !== wanted.sha256)
        faults.push(ofAnotherUpload(wanted, object));
    }
  }
  if (!isWhole) return faults;
  const listed = new Set(files.map(({ file }) => file));
  const left = [...etags].filter(([file, etag]) => etag !== undefined && !listed.has(file));
  return [...faults, ...left.map(([file]) => leftBehind(study, file))];
}

const atOnce = 16;

type Wanted = UploadList['files'][number];

const uploadAgain = 'Upload the whole study again, while nobody else uploads it.';

function notArrived({ file, bytes, sha256: digest }: Wanted): Fault {
  return {
    code: 'UPLOAD_INCOMPLETE',
    what: 'A file of the upload has not arrived.',
    where: { file },
    found: 'no such file in the bucket',
    expected: `${bytes} bytes with SHA-256 ${digest}`,
    fix: uploadAgain,
  };
}

function ofAnotherUpload(
  { file, bytes, sha256: digest }: Wanted,
  found: { readonly bytes: number; readonly sha256?: string },
): Fault {
  return {
    code: 'UPLOAD_MIXED',
    what: 'The bucket has a file of another upload, so old and new files would mix.',
    where: { file },
    found: `${found.bytes} bytes${found.sha256 === undefined ? '' : ` with SHA-256 ${found.sha256}`}`,
    expected: `${bytes} bytes with SHA-256 ${digest}`,
    fix: uploadAgain,
  };
}

function leftBehind(study: string, file: string): Fault {
  return {
    code: 'UPLOAD_MIXED',
    what: 'The bucket has a file of an earlier upload that is not in this upload.',
    where: { file },
    found: `${keys.studyFile(study, file)} in the bucket`,
    expected: 'only files of this upload',
    fix: `Add the file to the folder of the study, or delete ${keys.studyFile(study, file)} from the bucket. Then upload the study again.`,
  };
}
