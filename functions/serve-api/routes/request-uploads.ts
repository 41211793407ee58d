import { z } from 'zod';
import { FaultError } from '../../../layers/base/faults/index.ts';
import { keys, writeUploadList } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { presignPut } from '../../../layers/run/storage/index.ts';
import { studyFile } from '../../../layers/study/manifest/index.ts';
import { jsonAnswer } from '../answer.ts';
import { fieldFaults } from '../field-faults.ts';
import { jsonBody } from '../json-body.ts';
import type { ApiRoute } from '../parts.ts';
import { parameters, studyParameter } from '../request.ts';

const largestFileBytes = 1024 ** 3;
const expiresInS = 15 * 60;
const mostFiles = 1000;
/** Limit for an upload whose addresses were requested in several calls. */
const mostPresent = 10_000;
/** A file counts as four values, by its braces and commas; the rest is room for unknown fields. */
const mostValues = 5 * (mostFiles + mostPresent);

const digest = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits, as "sha256sum FILE" prints them')
  .transform((digits) => digits.toLowerCase());
const bytes = z.number().int().min(1).max(largestFileBytes);

const present = z
  .array(z.strictObject({ file: z.union([studyFile, z.literal('participants.tsv')]), bytes, sha256: digest }))
  .max(mostPresent)
  .refine(namesOnce, 'each file once')
  .optional()
  .describe(
    'With study.json: the other files of this upload, requested in earlier calls. The run then waits until the bucket has these files and `files`, byte for byte, and refuses files of earlier uploads. If absent, the run waits for `files` only.',
  );

const uploadsRequest = z
  .strictObject({
    files: z
      .array(
        z.strictObject({
          file: z
            .union([studyFile, z.enum(['study.json', 'participants.tsv'])])
            .describe('Path relative to the study, as in the manifest; or study.json, or participants.tsv.'),
          bytes: bytes.describe('Exact length of the file, in bytes. It is signed.'),
          sha256: digest.describe(
            'SHA-256 of the file: 64 hexadecimal digits, as "sha256sum FILE" prints them. Other bytes are refused.',
          ),
        }),
      )
      .min(1)
      .max(mostFiles)
      .refine(namesOnce, 'each file once')
      .describe('Files to upload.'),
    present,
  })
  .meta({ id: 'UploadsRequest' });

const uploadsSchema = z
  .object({
    study: z.string(),
    expiresAt: z.iso.datetime(),
    uploads: z.array(
      z.object({
        file: z.string(),
        method: z.literal('PUT'),
        url: z.string().describe('Address for one PUT of the announced bytes, without credentials.'),
        headers: z
          .record(z.string(), z.string())
          .describe(
            'Send all of these headers with the PUT. They are signed, and hold the length and the digest.',
          ),
      }),
    ),
  })
  .meta({
    id: 'Uploads',
    description: 'Upload study.json last: it starts the run as soon as all announced files are there.',
  });

/** POST /v1/studies/{study}/uploads: presigned addresses for the files of a study. */
export const requestUploadsRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/studies/{study}/uploads',
  operation: {
    operationId: 'requestUploads',
    summary: 'Get an upload address for each file of a study',
    request: {
      params: studyParameter,
      body: { required: true, content: { 'application/json': { schema: uploadsRequest } } },
    },
    responses: {
      200: {
        description: 'One address for each file.',
        content: { 'application/json': { schema: uploadsSchema } },
      },
    },
  },
  answer: async (event, { bucket, now }) => {
    const { study } = parameters(studyParameter, event.pathParameters);
    const parsed = uploadsRequest.safeParse(jsonBody(event, { mostValues }), { reportInput: true });
    if (!parsed.success) throw new FaultError(fieldFaults(parsed.error.issues));
    const expiresAt = new Date(now().getTime() + expiresInS * 1000).toISOString();
    const ofManifest = await announce(bucket, study, parsed.data);
    const uploads = await Promise.all(
      parsed.data.files.map(async ({ file, ...announced }) => {
        const metadata = file === manifestFile ? ofManifest : {};
        const options = { ...announced, metadata, expiresInS };
        return {
          file,
          method: 'PUT',
          ...(await presignPut(bucket, keys.studyFile(study, file), options)),
        };
      }),
    );
    return jsonAnswer({ study, expiresAt, uploads });
  },
};

const manifestFile = 'study.json';

/** A request for the address of the manifest announces the whole upload: the signed metadata binds the manifest to this list. */
async function announce(
  bucket: Bucket,
  study: string,
  { files, present }: z.infer<typeof uploadsRequest>,
): Promise<Readonly<Record<string, string>>> {
  if (!files.some(({ file }) => file === manifestFile)) return {};
  // A file that is uploaded again is in both lists; the later digest counts.
  const listed = new Map([...(present ?? []), ...files].map((one) => [one.file, one]));
  listed.delete(manifestFile);
  return writeUploadList(bucket, study, { files: [...listed.values()], isWhole: present !== undefined });
}

function namesOnce(files: readonly { readonly file: string }[]): boolean {
  return new Set(files.map(({ file }) => file)).size === files.length;
}
